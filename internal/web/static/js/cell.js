/** One field of the entry station: its picture above the input, what the server understood, candidates. */
import { t } from "./texts.js";
import { marked } from "./glyph.js";
import { cellKey } from "./entry-keys.js";
import { snippet } from "./scan-view.js";

const NARROW = new Set(["date", "date_western", "postal", "phone", "count", "integer", "code", "mark", "mynumber", "resident_code", "residence_card", "municipality"]);
const DIGITS = new Set(["postal", "phone", "count", "integer", "mynumber", "resident_code", "municipality"]);
// Answers that ask for the same once more: the first typing is not shown again.
const AGAIN = new Set(["type_again", "differs_from_first", "typed_differently", "empty_again"]);
// Dates and choices stay as they were typed; what they mean stands beside them.
const AS_TYPED = new Set(["date", "date_western", "code", "codes", "mark"]);

/** Builds the cell's element; station is told of everything that happens in it. */
export class Cell {
  constructor(item, station) {
    Object.assign(this, { item, station, key: item.key, mark: "", acked: null, problem: null, asked: false });
    this.el = document.createElement("div");
    this.el.className = "cell";
    this.el.dataset.key = item.key;
    if (NARROW.has(item.type)) this.el.dataset.narrow = "";
    const id = "f-" + item.key.replaceAll(".", "-");
    this.el.innerHTML = `<div class="snip" aria-hidden="true"></div><span class="state" aria-hidden="true"></span><label></label>
      <div class="in"><input autocomplete="off" spellcheck="false" autocapitalize="off"><span class="echo"></span></div><div class="said" role="alert"></div><div class="sub"></div>`;
    const part = (s) => this.el.querySelector(s);
    this.snip = part(".snip"); this.state = part(".state"); this.input = part("input"); this.echo = part(".echo"); this.said = part(".said"); this.sub = part(".sub");
    const label = part("label");
    label.htmlFor = this.input.id = id;
    this.said.id = id + "-said";
    this.input.setAttribute("aria-describedby", this.said.id);
    label.append(item.name);
    const make = (name, rest) => Object.assign(document.createElement(name), rest);
    const codes = item.codes?.length && item.codes.length <= 6 ? item.codes : null; // a number stays beside its word
    const hint = codes ? codes.flatMap((c) => [make("span", { className: "code", textContent: `${c.key || c.value} ${c.name}` }), " "]) : item.hint ? [item.hint] : [];
    if (hint.length) { const small = make("small"); small.append(...hint); label.append(small); }
    this.input.inputMode = DIGITS.has(item.type) ? "numeric" : "text";
    this.input.lang = "ja";
    if (item.required) this.input.setAttribute("aria-required", "true");
    this.input.addEventListener("focus", () => station.entered(this));
    this.input.addEventListener("input", () => this.edited());
    this.input.addEventListener("keydown", (e) => cellKey(station, e, this));
    this.input.addEventListener("compositionstart", () => { this.composing = true; });
    this.input.addEventListener("compositionend", () => { this.composing = false; this.composed = performance.now(); });
  }

  get field() { return { v: this.input.value, ...(this.mark ? { m: this.mark } : {}), ...(this.again ? { again: true } : {}) }; }
  get filled() { return this.input.value !== "" || this.again || this.mark !== ""; }
  /** True when the server holds exactly what is shown and had nothing to say about it. */
  get settled() { return this.acked !== null && this.acked === JSON.stringify(this.field) && !this.blocking; }
  /** True while the server asks whether to write this as the register does; the keyer may be elsewhere already. */
  get asking() { return this.problem?.level === "ask" && !!this.problem.proposal && this.acked === JSON.stringify(this.field); }
  get blocking() { return this.problem?.level === "error" || this.problem?.level === "ask"; }

  /** Shows what the server or this browser holds, as one types it. */
  fill(value, echo = "", typed = value.v) {
    this.input.value = typed ?? "";
    this.mark = value.m ?? "";
    this.echo.textContent = this.mark ? t("entry.unreadable") : echo;
    this.paint();
  }

  /** Another window of this person saved this. */
  follow(saved) {
    this.fill(saved, saved.echo);
    this.problem = null;
    this.said.textContent = "";
    this.seen = saved.seen;
    this.acked = JSON.stringify(this.field);
    this.paint();
  }

  /** Yes to what was asked. */
  agree() {
    this.input.value = this.problem.proposal;
    this.problem = null;
    this.said.textContent = "";
    this.station.typed(this);
  }

  /** No to what was asked: it stays as it is written. */
  decline() {
    this.problem = null;
    this.said.textContent = "";
    this.paint();
  }

  edited() {
    this.mark = "";
    this.problem = null;
    this.asked = false;
    this.said.textContent = "";
    this.echo.textContent = "";
    this.paint();
    this.station.typed(this);
  }

  /** 読めない: counts as filled and goes to the people who may ask. */
  unreadable() {
    this.mark = "unreadable";
    this.problem = null;
    this.said.textContent = "";
    this.echo.textContent = t("entry.unreadable");
    this.paint();
    this.station.typed(this);
  }

  /** Takes the server's reading of what was sent, unless it was typed over meanwhile. */
  understood(answer, sent) {
    if (JSON.stringify(this.field) !== JSON.stringify(sent)) return;
    this.problem = answer.problem ?? null;
    if (!this.problem || this.problem.level === "alert") {
      if (!this.mark && !this.composing && !AS_TYPED.has(this.item.type)) this.input.value = answer.value.v;
      this.echo.textContent = this.mark ? t("entry.unreadable") : answer.echo || "";
    }
    this.again = AGAIN.has(this.problem?.code);
    this.nothing = this.problem?.code === "empty_again"; // nothing is written there: Enter says so once more
    if (this.again) this.input.value = "";
    this.acked = this.again ? null : JSON.stringify(this.field);
    this.said.className = this.problem && this.problem.level !== "error" ? "said soft" : "said";
    this.said.textContent = this.problem?.text ?? "";
    if (answer.offers?.length) this.offer(answer.offers);
    this.paint();
  }

  paint() {
    const bad = this.problem?.level === "error", ask = this.problem && !bad;
    this.el.classList.toggle("bad", bad);
    this.el.classList.toggle("unread", this.mark !== "" || !!ask);
    this.el.classList.toggle("done", this.settled && !ask && this.filled);
    this.state.textContent = bad ? "！" : this.mark || ask ? "？" : this.settled && this.filled ? "✓" : this.settled && this.acked ? "－" : "";
    if (bad) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  /** Candidates from what exists, the differing characters marked. */
  offer(list) {
    this.offers = list.slice(0, 3);
    this.sub.replaceChildren(...this.offers.map((o, i) => {
      const b = Object.assign(document.createElement("button"), { type: "button", className: "offer", tabIndex: -1 });
      b.append(Object.assign(document.createElement("kbd"), { textContent: `Alt+${i + 1}` }), " ");
      b.append(o.source === "variants" && this.input.value ? marked(o.value, this.input.value) : o.value, " ");
      b.append(Object.assign(document.createElement("em"), { textContent: o.label }));
      b.onclick = () => this.take(i);
      return b;
    }));
  }
  /** Takes a candidate; a part of a value (前の人の名字) is only the beginning, the rest is typed. */
  take(i) {
    const o = this.offers?.[i];
    if (!o || this.station.view.task.kind === "adjudication" && this.item.dangerous) return false; // typed, not picked
    this.input.value = o.value;
    this.edited();
    this.input.focus();
    this.input.setSelectionRange(o.value.length, o.value.length);
    return !o.partial;
  }

  /** Puts what can be repeated before the server's candidates. */
  repeat(list) {
    if (!list.length) return;
    const had = (this.offers ?? []).filter((o) => !list.some((r) => r.value === o.value || r.source === o.source));
    this.offer([...list, ...had]);
  }

  /** What people keyed differently, without names, with what differs marked. Dangerous fields are typed, others may be picked. */
  differ(pair) {
    const box = document.createElement("div");
    box.className = "two";
    const shown = ["first", "second", "third"].filter((k) => k !== "third" || pair.third !== undefined).map((k) => [`entry.${k}`, pair[`${k}_shown`] || pair[k], pair[k]]);
    const against = (i, text) => { // of three, one that says something else
      const others = shown.filter((_, j) => j !== i).map(([, said]) => said);
      return others.find((said) => said !== text) ?? others[0];
    };
    shown.forEach(([label, text], i) => {
      const line = document.createElement("span");
      line.append(Object.assign(document.createElement("small"), { textContent: t(label) }), text ? marked(text, against(i, text)) : t("entry.empty_value"));
      box.append(line);
    });
    box.prepend(Object.assign(document.createElement("p"), { textContent: t(this.item.dangerous ? "entry.mismatch" : "entry.mismatch_pick", { name: this.item.name }) }));
    this.el.insertBefore(box, this.el.querySelector(".in"));
    box.style.gridRow = "auto";
    if (!this.item.dangerous) this.offer(shown.filter(([, , v]) => v).map(([label, , v]) => ({ source: "pass", value: v, label: t(label) })));
  }

  /** Makes the cell the one in work. */
  show(view) {
    this.el.classList.add("on");
    if (view) snippet(this.snip, view, this.item.region);
    else this.snip.hidden = true;
    this.el.scrollIntoView({ block: "center" });
    this.input.select();
  }
}
