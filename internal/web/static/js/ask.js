/** 問合せ: a small panel below the list; the question goes to the counter with the field's picture. */
import { send } from "./net.js";
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
    panel.querySelector("label").htmlFor = text.id;
    for (const quick of ["unreadable", "missing", "contradiction"]) {
      const b = Object.assign(document.createElement("button"), { type: "button", className: "small", textContent: t(`ask.quick.${quick}`) });
      b.onclick = () => { text.value = t(`ask.quick.${quick}`); text.focus(); };
      panel.querySelector("[data-quick]").append(b);
    }
    panel.querySelector(".primary").textContent = t("ask.send");
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
    closing.textContent = t("ask.close");
    closing.onclick = close;
    panel.addEventListener("keydown", (e) => {
      e.stopPropagation();
      if (e.isComposing || e.keyCode === 229) return;
      if (e.key === "Escape") close();
      if (e.ctrlKey && e.key === "Enter") panel.requestSubmit();
    });
    panel.addEventListener("submit", async (e) => {
      e.preventDefault();
      e.stopPropagation();
      try {
        await send("POST", `/tasks/${station.task}/ask`, { field: item.key, question: text.value.trim() });
        toast(t("ask.sent"));
        close();
        done?.();
        station.answers?.();
      } catch (problem) {
        toast([problem.message, problem.detail].filter(Boolean).join(" "));
      }
    });
    station.querySelector(".desk").insertBefore(panel, station.querySelector(".keys"));
    text.focus();
  },
};
