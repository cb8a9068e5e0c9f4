/** One row of the verification station: a value, who said yes to it, who looks at it. */
import { h, icon, setText } from "./dom.js";
import { t, clock } from "./texts.js";
import { marked } from "./glyph.js";

const LOOK = 400; // ms a value must have been looked at before Enter counts

export class VerifyRow {
  constructor(row, station) {
    Object.assign(this, { key: row.key, station, since: performance.now(), conflict: null });
    this.sign = h("span", { class: "state" });
    this.name = h("span", { class: "name" });
    this.value = h("span", { class: "value" });
    this.who = h("span", { class: "who" });
    this.button = h("button", { type: "button", class: "line" }, this.sign, this.name, this.value, this.who);
    this.el = h("li", { data: { key: row.key } }, this.button);
    this.button.addEventListener("focus", () => this.focused());
    this.show(row, []);
  }

  focused() {
    this.since = performance.now();
    this.station.entered(this);
  }

  /** Whether the value has been in view long enough to have been read. */
  get seen() {
    return performance.now() - this.since >= LOOK;
  }

  get mine() {
    return this.row.confirmed.some((c) => c.staff === this.station.view.me);
  }

  /** Whether this person still has something to do here. */
  get open() {
    return !this.row.done && !this.mine && !this.row.asked;
  }

  /** Shows the row as it stands; people are the others who look at it. */
  show(row, people) {
    if (this.row && this.row.version !== row.version) this.since = performance.now();
    if (this.sending && this.sending !== row.version) this.sending = 0;
    this.row = row;
    this.people = people;
    setText(this.name, row.name);
    this.showValue(row);
    this.showState(row, people);
  }

  showValue(row) {
    const said = JSON.stringify([row.shown, row.value, row.mark, row.written]);
    if (said === this.said) return; // a redraw would blink and be read out again
    this.said = said;
    const parts = [];
    if (row.mark === "unreadable") parts.push(h("span", { class: "tag stop", text: t("verify.unreadable") }), " ");
    parts.push(row.type === "section" ? t(`entry.section.${row.value || "open"}`) : row.shown || row.value || (row.mark ? "" : h("span", { class: "empty-value", text: t("verify.empty") })));
    if (row.written) parts.push(" ", h("span", { class: "quiet", text: t("verify.written", { value: row.written }) }));
    this.value.replaceChildren(...parts);
  }

  showState(row, people) {
    const list = this.button.classList;
    const look = people[0] && this.station.peers.sign(people[0].staff);
    list.toggle("ok", row.done);
    list.toggle("asked", row.asked && !row.done);
    list.toggle("unread", row.mark === "unreadable" && !row.done);
    list.toggle("busy", !!look && !row.done);
    if (look) this.button.style.setProperty("--peer", look.colour);
    const name = row.done ? "check" : row.asked ? "question" : row.mark ? "alert" : this.mine ? "check" : "";
    this.sign.replaceChildren(...(name ? [icon(name)] : []));
    setText(this.who, this.words(row, people, look));
  }

  words(row, people, look) {
    const yes = row.confirmed.map((c) => `${c.name} ${clock(c.at)}`).join("、");
    if (row.done) return t("verify.confirmed", { who: yes });
    if (this.sending) return t("verify.confirming");
    if (row.asked) return t("verify.asked");
    if (look) return `${look.letter} ${t("verify.looking", { name: people.map((p) => p.name).join("・") })}`;
    if (yes) return t("verify.one_more", { who: yes, n: row.need - row.confirmed.length });
    if (row.changed_by) return row.changed_by === this.station.view.me ? t("verify.you_changed") : t("verify.changed");
    if (row.need > 1) return t("verify.need", { n: row.need });
    return "";
  }

  /** Marks the row as being sent, at once. */
  busy(on) {
    this.sending = on ? this.row.version : 0;
    this.showState(this.row, this.people);
  }

  /**
   * Somebody was faster: both values, the differing characters marked, and
   * the choice by 1 and 2. choose gets the value that shall stand.
   */
  clash({ who, mine, theirs }, choose) {
    this.settle();
    const side = (n, label, text, other) => {
      const pick = h("button", { type: "button", class: "pick-value", on: { click: () => (this.settle(), this.button.focus(), choose(n)) } },
        h("kbd", { text: String(n) }), h("small", { text: label }), h("span", {}, text ? marked(text, other) : t("verify.empty")));
      return pick;
    };
    this.conflict = h("div", { class: "clash", role: "alert" }, h("p", {}, icon("differs"), h("b", { text: t("verify.clash", { who, name: this.row.name, theirs, mine }) })),
      side(1, t("verify.theirs", { who }), theirs, mine), side(2, t("verify.mine"), mine, theirs));
    this.choose = (n) => this.conflict?.querySelectorAll("button")[n - 1]?.click();
    this.el.append(this.conflict);
  }

  settle() {
    this.conflict?.remove();
    this.conflict = null;
  }
}
