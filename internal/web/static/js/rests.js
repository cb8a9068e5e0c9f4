/** The forms that a keyer has put aside (保留): told when their time has come, taken up again between two others. */
import { send } from "./net.js";
import { announce } from "./notify.js";
import { lasts } from "./lasts.js";
import { t, clock } from "./texts.js";

const el = (name, props = {}, ...children) => {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children);
  return node;
};

/** The forms that this person has put aside; those whose time has come are told once. */
export class Rests {
  constructor(station) {
    this.station = station;
    this.told = new Set();
    this.list = [];
  }

  async look(quiet = false) {
    const answer = await send("GET", "/entry/held").catch(() => null);
    if (!answer) return;
    this.list = answer.held;
    for (const r of this.list) {
      if (!r.due || this.told.has(r.task + r.remind_at)) continue;
      this.told.add(r.task + r.remind_at);
      if (!quiet) announce(t("rest.due", { ticket: r.ticket, why: r.why_name }));
    }
    this.show();
  }

  /** Between two forms the list stands below the button. Alt+H takes the first up again. */
  show() {
    const place = this.station.querySelector("[data-held]");
    if (!place) return;
    place.hidden = !this.list.length;
    place.replaceChildren(...(this.list.length ? [el("h2", { textContent: t("rest.list", { n: this.list.length }) })] : []), ...this.list.map((r, i) => {
      const b = el("button", { type: "button", className: "small" }, t("rest.resume") + " ", ...(i ? [] : [el("kbd", { textContent: "Alt+H" })]));
      b.onclick = () => this.resume(r.task);
      const row = el("p", { className: "row between" }, el("span", {}, el("b", { className: "num", textContent: r.ticket }), `　${r.form_name}　`,
        el("span", { className: r.due ? "tag ask" : "tag", textContent: t(r.due ? "rest.is_due" : "rest.until", { at: clock(r.remind_at) }) }), ` ${[r.why_name, r.note].filter(Boolean).join(t("web.colon"))}（${t("rest.age", { time: lasts(r.minutes) })}）`), b);
      row.dataset.rest = r.task;
      return row;
    }));
  }

  resumeFirst() { if (this.list.length) this.resume(this.list[0].task); }

  async resume(task) {
    try {
      await send("POST", `/tasks/${task}/unhold`, {});
      await this.station.load(task);
      this.look(true);
    } catch (problem) {
      this.station.idle(problem.words);
      this.look(true);
    }
  }
}
