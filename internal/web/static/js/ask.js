/** 問合せ: a small panel below the list, by keyboard alone; the question goes to the counter with the field's picture. */
import { send, newKey } from "./net.js";
import { toast } from "./notify.js";
import { t } from "./texts.js";

export const AskPanel = {
  open(station, item, done) {
    if (!item) return;
    station.querySelector(".panel")?.remove();
    const back = document.activeElement;
    const panel = document.createElement("form");
    panel.className = "panel";
    panel.innerHTML = `<label></label><div class="row" data-quick></div><textarea name="question" rows="2" maxlength="300"></textarea><div class="row"><button class="primary"></button><button type="button" data-close></button><button type="button" class="small" data-return></button></div>`;
    const text = panel.querySelector("textarea");
    panel.querySelector("label").textContent = t("ask.title", { name: item.name });
    text.id = "ask-question";
    let key = newKey(); // one question, however often it is sent
    text.addEventListener("input", () => { key = newKey(); });
    panel.querySelector("label").htmlFor = text.id;
    const label = (button, words, keys) => button.append(words, " ", Object.assign(document.createElement("kbd"), { textContent: keys }));
    const quick = ["unreadable", "missing", "contradiction"].map((kind, i) => {
      const b = Object.assign(document.createElement("button"), { type: "button", className: "small" });
      label(b, t(`ask.quick.${kind}`), `Alt+${i + 1}`);
      b.onclick = () => { text.value = t(`ask.quick.${kind}`); key = newKey(); text.focus(); };
      return b;
    });
    panel.querySelector("[data-quick]").append(...quick);
    label(panel.querySelector(".primary"), t("ask.send"), "Ctrl+Enter");
    const close = () => { panel.remove(); back?.focus(); };
    const giveBack = panel.querySelector("[data-return]");
    giveBack.textContent = t("return.do");
    giveBack.onclick = async () => {
      if (!text.value.trim()) { text.placeholder = t("return.reason"); return text.focus(); }
      try {
        await send("POST", `/tasks/${station.task}/return`, { reason: text.value.trim() });
        station.returned();
      } catch (problem) {
        toast(problem.words);
      }
    };
    const closing = panel.querySelector("[data-close]");
    label(closing, t("ask.close"), "Esc");
    closing.onclick = close;
    panel.addEventListener("keydown", (e) => {
      e.stopPropagation();
      if (e.isComposing || e.keyCode === 229) return;
      if (e.key === "Escape") close();
      if (e.ctrlKey && e.key === "Enter" && !e.repeat) panel.requestSubmit();
      if (e.altKey && quick[e.key - 1]) { e.preventDefault(); quick[e.key - 1].click(); }
    });
    panel.addEventListener("submit", async (e) => {
      e.preventDefault();
      e.stopPropagation();
      try {
        await send("POST", `/tasks/${station.task}/ask`, { field: item.key, question: text.value.trim() }, { key });
        toast(t("ask.sent"));
        close();
        done?.();
        station.answers?.();
      } catch (problem) {
        toast(problem.words);
      }
    });
    station.querySelector(".desk").insertBefore(panel, station.querySelector(".keys"));
    text.focus();
  },
};
