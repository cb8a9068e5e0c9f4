/** 直す: the value is typed, with a reason from a short list. */
import { send, newKey } from "./net.js";
import { t } from "./texts.js";
import { marked } from "./glyph.js";

const REASONS = ["misread", "mistyped", "missing"];

/** What may be typed where a number stands for a word. */
function choicesOf(codes) {
  const hint = Object.assign(document.createElement("small"), { className: "quiet", id: "correct-codes" });
  hint.textContent = codes.map((c) => `${c.key || c.value} ${c.name}`).join("　");
  return hint;
}

export const CorrectPanel = {
  open(station, line, row) {
    station.querySelector(".edit")?.remove();
    const box = document.createElement("form");
    box.className = "edit";
    box.innerHTML = `<label for="correct-value"></label><input id="correct-value" type="text" autocomplete="off" spellcheck="false" lang="ja"><fieldset class="choices"><legend class="visually-hidden"></legend></fieldset><p class="error" role="alert" hidden></p><div class="row"><button class="primary small"></button><button type="button" class="small" data-close></button></div>`;
    const input = box.querySelector("input"), error = box.querySelector(".error");
    let { version } = row, key = newKey();
    box.querySelector("label").textContent = t("correct.title", { name: row.name });
    box.querySelector("legend").textContent = t("correct.reason");
    input.value = row.typed; // as it was keyed: a date in its era, not as it is stored
    if (row.codes?.length) {
      input.before(choicesOf(row.codes));
      input.setAttribute("aria-describedby", "correct-codes");
    }
    REASONS.forEach((reason, i) => {
      const label = document.createElement("label");
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: "reason", value: reason, checked: i === 0 });
      label.append(radio, t(`correct.reason.${reason}`));
      box.querySelector("fieldset").append(label);
    });
    const [save, close] = box.querySelectorAll("button");
    save.textContent = t("correct.save");
    close.textContent = t("correct.close");
    const away = () => { box.remove(); line.focus(); };
    close.onclick = away;
    box.addEventListener("keydown", (e) => {
      e.stopPropagation();
      if (e.isComposing || e.keyCode === 229) return e.key === "Enter" && e.preventDefault();
      if (e.key === "Escape") away();
    });
    box.addEventListener("submit", async (e) => {
      e.preventDefault();
      e.stopPropagation();
      save.setAttribute("aria-busy", "true");
      try {
        const body = { version, value: input.value, reason: box.elements.reason.value };
        station.show(await send("POST", `/tasks/${station.task}/fields/${encodeURIComponent(row.key)}/correct`, body, { key }));
        station.say("");
        away();
      } catch (problem) {
        error.textContent = problem.problems[0]?.text || problem.words;
        error.hidden = false;
        input.focus();
        if (problem.code === "field_changed") { // what was typed stays; sent once more it is a correction of what stands now
          const { who = "", new: theirs } = problem.args;
          ({ version } = problem.args);
          key = newKey();
          error.replaceChildren(t("correct.first", { who }), " ", marked(theirs, input.value), document.createElement("br"), t("correct.yours"), " ", marked(input.value, theirs));
          station.refresh();
        }
      }
      save.removeAttribute("aria-busy");
    });
    line.after(box);
    input.focus();
    input.select();
  },
};
