/** 保留 at the entry station: Alt+H, then one digit. The form stays with its keyer, who goes on with others and is told when its time has come. */
import { send } from "./net.js";
import { toast } from "./notify.js";
import { t } from "./texts.js";

const REASONS = ["visitor", "phone", "colleague", "core", "other"];
const MINUTES = [5, 15, 30, 60];
const HELP = () => t("rest.help");

const el = (name, props = {}, ...children) => {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children);
  return node;
};

/** Asks why and until when; a digit answers both. */
export function askRest(station) {
  station.querySelector(".panel")?.remove();
  const back = document.activeElement;
  const title = el("p", { id: "rest-title" }, el("b", { textContent: t("rest.title") }), " ", el("span", { className: "quiet", textContent: HELP() }));
  const minutes = el("select", {}, ...MINUTES.map((n) => el("option", { value: String(n), textContent: t("rest.minutes", { n }), selected: n === 15 })));
  const note = el("input", { maxLength: 300, autocomplete: "off" });
  const close = () => { panel.remove(); back?.focus(); };
  const hold = async (why) => {
    if (why === "other" && !note.value.trim()) { note.setAttribute("aria-invalid", "true"); return note.focus(); }
    try {
      await station.flush();
      await send("POST", `/tasks/${station.task}/hold`, { why, minutes: Number(minutes.value), note: note.value.trim() });
      station.rested();
    } catch (problem) {
      toast(problem.words);
    }
  };
  const reasons = REASONS.map((why, i) => {
    const b = el("button", { type: "button", className: "small" }, el("kbd", { textContent: String(i + 1) }), " " + t(`rest.why.${why}`));
    b.onclick = () => hold(why);
    return b;
  });
  const giveBack = el("button", { type: "button", className: "small", textContent: t("rest.give_back") });
  giveBack.onclick = () => { panel.remove(); station.giveBack(); };
  const closing = el("button", { type: "button", textContent: t("ask.close") });
  closing.onclick = close;
  const panel = el("form", { className: "panel" }, title, el("div", { className: "row" }, ...reasons),
    el("div", { className: "row" }, el("label", {}, t("rest.remind") + " ", minutes), el("label", {}, t("rest.note") + " ", note), closing, giveBack));
  panel.setAttribute("aria-labelledby", "rest-title");
  panel.addEventListener("submit", (e) => { e.preventDefault(); if (note.value.trim()) hold("other"); });
  panel.addEventListener("keydown", (e) => {
    e.stopPropagation();
    if (e.isComposing || e.keyCode === 229) return;
    if (e.key === "Escape") return close();
    if (e.target === note || e.ctrlKey || e.altKey || e.repeat) return;
    const why = REASONS[Number(e.key) - 1];
    if (!why) return;
    e.preventDefault();
    hold(why);
  });
  station.querySelector(".desk").insertBefore(panel, station.querySelector(".keys"));
  reasons[0].focus();
}
