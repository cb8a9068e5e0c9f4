/**
 * 基幹へ直接入力: the image leads section by section while the values go
 * straight into the core's own terminal; here each section is only marked.
 */
import { t } from "./texts.js";
import { keep, local } from "./drafts.js";
import { snippet } from "./scan-view.js";

const SIGN = { done: "✓", doubtful: "？", none: "－" };

class SectionCell {
  constructor(item, station) {
    Object.assign(this, { item, station, key: item.key, value: "", acked: null, mark: "" });
    this.el = document.createElement("div");
    this.el.className = "cell section";
    this.el.dataset.key = item.key;
    this.el.innerHTML = `<div class="snip" aria-hidden="true"></div><span class="state" aria-hidden="true"></span><button type="button" class="pick"></button><span class="echo"></span>`;
    [this.snip, this.state, this.input, this.echo] = this.el.children;
    this.input.append(item.name);
    this.input.addEventListener("focus", () => station.entered(this));
    this.input.addEventListener("keydown", (e) => this.pressed(e));
    this.input.addEventListener("click", () => this.input.focus());
  }
  get field() { return { v: this.value }; }
  get filled() { return this.value !== ""; }
  get settled() { return this.acked === this.value && this.filled; }
  understood(answer, sent) { if (sent.v === this.value) this.acked = this.value; this.paint(); }
  /** Another window of this person saved this. */
  follow({ v, seen }) {
    Object.assign(this, { value: v, acked: v, seen });
    this.paint();
  }
  set(value) {
    this.value = value;
    keep(this.station.task, this.key, this.field);
    this.paint();
    this.station.save([this]);
    this.station.move(this, 1);
  }
  paint() {
    this.state.textContent = SIGN[this.value] ?? "";
    this.echo.textContent = this.value ? t(`section.${this.value}`) : "";
    this.el.classList.toggle("done", this.value === "done" || this.value === "none");
    this.el.classList.toggle("unread", this.value === "doubtful");
    this.input.setAttribute("aria-label", `${this.item.name} ${this.echo.textContent}`);
  }
  pressed(e) {
    if (e.repeat) return;
    const does = e.key === "Enter" && e.shiftKey ? () => this.station.move(this, -1) : e.key === "Enter" && !e.ctrlKey ? () => this.set("done")
      : e.key === "F4" ? () => this.set("doubtful") : e.key === "0" || e.key === "Delete" ? () => this.set("none")
      : e.key === "ArrowDown" ? () => this.station.move(this, 1) : e.key === "ArrowUp" ? () => this.station.move(this, -1) : null;
    if (!does) return;
    e.preventDefault();
    does();
  }
  show(view) {
    this.el.classList.add("on");
    if (view) snippet(this.snip, view, this.item.region);
    this.el.scrollIntoView({ block: "center" });
  }
}

/** Turns an entry station to keying straight into the core. */
export function openSections(station) {
  const kept = local(station.task), names = new Map(station.view.sections.map((s) => [s.key, s.name]));
  station.cells = station.view.items.map((item) => new SectionCell({ ...item, name: names.get(item.section) ?? item.name }, station));
  for (const cell of station.cells) {
    const draft = kept[cell.key] ?? station.view.drafts[cell.key];
    if (draft?.v) { cell.value = draft.v; cell.acked = kept[cell.key] ? null : draft.v; cell.paint(); }
    station.list.append(cell.el);
  }
  const number = document.createElement("div");
  number.className = "cell";
  number.innerHTML = `<span class="state"></span><label for="core-number"></label><div class="in"><input id="core-number" autocomplete="off" maxlength="60"></div>`;
  number.querySelector("label").textContent = t("section.number");
  const input = number.querySelector("input");
  input.value = sessionStorage.getItem(`hitomado:core:${station.task}`) ?? "";
  input.addEventListener("input", () => sessionStorage.setItem(`hitomado:core:${station.task}`, input.value));
  const finish = station.finish.bind(station);
  station.finish = () => finish({ core_number: input.value.trim() });
  input.addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.isComposing && e.keyCode !== 229) { e.preventDefault(); station.finish(); } });
  station.list.append(number);
  const keys = station.querySelector(".keys");
  keys.prepend(Object.assign(document.createElement("strong"), { textContent: t("section.keys") }));
  const go = station.move.bind(station);
  station.move = (cell, step) => { if (step > 0 && station.cells.at(-1) === cell) { input.focus(); station.progress(); } else go(cell, step); };
  (station.cells.find((c) => !c.filled) ?? station.cells[0]).input.focus();
  if (Object.keys(kept).length) station.flush();
  station.progress();
}
