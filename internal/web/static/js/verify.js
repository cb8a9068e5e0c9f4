/** <verify-station data-task data-back>: several people verify one entry at once, each on their own screen. */
import { send, newKey } from "./net.js";
import { Again } from "./again.js";
import { subscribe } from "./live.js";
import { toast } from "./notify.js";
import { t, clock } from "./texts.js";
import { marked } from "./glyph.js";
import { AskPanel } from "./ask.js";
import { CorrectPanel } from "./correct.js";
import { portion } from "./portion.js";
import "./scan-view.js";

const LOOK = 400; // ms a field must have been looked at before a yes counts
const BEAT = 10000;
const SHAPES = ["●", "◆", "▲", "★"];

class VerifyStation extends HTMLElement {
  again = new Again(() => this.latest());
  connectedCallback() {
    this.task = this.dataset.task;
    this.current = null;
    subscribe([`task:${this.task}`], (news) => this.view && this.refresh(!news));
    if ("watch" in document.body.dataset) return this.lookOn();
    this.join();
    setInterval(() => this.view && this.present(), BEAT);
    addEventListener("pagehide", () => this.view && !this.over && send("POST", `/tasks/${this.task}/leave`, {}, { keepalive: true }).catch(() => {}));
    this.addEventListener("keydown", (e) => this.key(e));
  }

  async join() {
    try {
      this.open(await send("POST", `/tasks/${this.task}/join`, {}));
    } catch (problem) {
      this.closed(problem.words);
    }
  }

  /** Looks over somebody's shoulder: sees the room without being in it. */
  async lookOn() {
    this.present = () => {};
    try {
      this.open(await send("GET", `/tasks/${this.task}/verify`));
    } catch (problem) {
      this.closed(problem.words);
    }
  }

  /** The last screen: why there is nothing to do here, and the way back. */
  closed(text) {
    this.over = true;
    const box = document.createElement("div");
    box.className = "waiting";
    const back = Object.assign(document.createElement("a"), { className: "button primary large", href: this.dataset.back, textContent: t("verify.back") });
    box.append(Object.assign(document.createElement("p"), { textContent: text }), back);
    this.replaceChildren(box);
    back.focus();
  }

  open(view) {
    this.innerHTML = `<scan-view></scan-view><section class="desk"><div class="station-info"></div><div class="list"></div><div class="notice" role="alert" hidden></div><div class="feed" aria-live="polite"></div><div class="keys"></div></section>`;
    this.scan = this.querySelector("scan-view");
    this.list = this.querySelector(".list");
    this.feed = this.querySelector(".feed");
    this.scan.pages = view.pages;
    this.head(view);
    portion(this, view);
    this.legend();
    this.lines = new Map();
    this.show(view);
    if (this.over) return; // it ended while this page came
    (this.free() ?? this.list.querySelector(".line"))?.focus();
  }

  head(view) {
    const a = view.application;
    const chip = (text) => Object.assign(document.createElement("span"), { className: "chip", textContent: text });
    this.people = Object.assign(document.createElement("ul"), { className: "people" });
    this.people.setAttribute("aria-label", t("verify.people"));
    this.bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    this.bar.setAttribute("aria-label", t("entry.progress_label"));
    this.done = Object.assign(document.createElement("span"), { className: "quiet" });
    this.querySelector(".station-info").append(Object.assign(document.createElement("strong"), { className: "num", textContent: `${a.reception}（${a.ticket}）` }),
      chip(a.form_name), chip([a.office_name, a.counter_name].filter(Boolean).join(" ")), this.people, this.done, this.bar);
  }

  legend() {
    const bar = this.querySelector(".keys");
    for (const [key, name] of [["Enter", "right"], ["E", "correct"], ["Q", "ask"], ["↑↓", "move"], ["N", "next"], ["F2", "whole"]]) {
      const span = document.createElement("span");
      span.append(Object.assign(document.createElement("kbd"), { textContent: key }), " " + t(`verify.key.${name}`));
      bar.append(span);
    }
    this.finishButton = Object.assign(document.createElement("button"), { type: "button", className: "primary" });
    this.finishButton.onclick = () => this.finish();
    bar.append(Object.assign(document.createElement("span"), { className: "spring" }), this.finishButton);
  }

  refresh(back) { return this.again.now(back); }

  async latest() {
    if (this.over) return;
    try {
      this.show(await send("GET", `/tasks/${this.task}/verify`));
      if (this.querySelector(".notice[data-passing]")) this.say("");
    } catch (problem) {
      if (this.over) return; // this very person ended it while the news came
      if (problem.code === "verification_over" || problem.status === 404) this.closed(t("verify.over"));
      else this.say(problem.words, problem.later);
      throw problem;
    }
  }

  /** Brings the screen to a view; rows stay the elements they are, so focus and typing stay too. */
  show(view) {
    if (!view || this.over) return;
    if (["completed", "registered", "checked", "printed", "finished"].includes(view.application.state)) return this.closed(t("verify.over"));
    this.news(view);
    this.view = view;
    this.colours(view.people);
    const names = new Map(view.sections.map((s) => [s.key, s.name]));
    let section = null;
    for (const row of view.rows) {
      let line = this.lines.get(row.key);
      if (!line) {
        if (row.section !== section) this.list.append(Object.assign(document.createElement("h2"), { textContent: names.get(row.section) ?? "" }));
        line = this.line(row);
      }
      section = row.section;
      this.paint(line, row);
    }
    this.bar.value = view.rows.length ? 1 - view.left / view.rows.length : 1;
    this.done.textContent = t("entry.progress", { n: view.rows.length - view.left, all: view.rows.length });
    this.finishButton.replaceChildren(view.left ? t("verify.left", { n: view.left }) : t("verify.finish"), " ", Object.assign(document.createElement("kbd"), { textContent: "Ctrl+Enter" }));
  }

  /** Says below the list what others just did. */
  news(view) {
    if (!this.view) return;
    const before = new Map(this.view.rows.map((r) => [r.key, r]));
    for (const row of view.rows) {
      const old = before.get(row.key);
      const by = row.confirmed.find((c) => c.staff !== view.me && !old?.confirmed.some((o) => o.staff === c.staff && o.at === c.at));
      if (old && row.version > old.version && row.changed_by !== view.me) {
        this.feed.replaceChildren(t("verify.news.changed", { field: row.name }), " ", marked(old.shown, row.shown), " → ", marked(row.shown, old.shown));
      } else if (by) this.feed.textContent = t("verify.news.confirmed", { who: by.name, field: row.name });
    }
  }

  colours(people) {
    const others = people.filter((p) => !p.me);
    this.peer = new Map(others.map((p, i) => [p.staff, { n: i % 4, name: p.name }]));
    this.people.replaceChildren(...people.map((p) => {
      const li = document.createElement("li");
      const peer = this.peer.get(p.staff);
      if (peer) li.style.setProperty("--peer", `var(--c-peer-${peer.n + 1})`);
      else li.className = "me";
      li.append(Object.assign(document.createElement("i"), { textContent: peer ? SHAPES[peer.n] : "■" }), p.me ? t("verify.me", { name: p.name }) : [p.name, p.office_name].filter(Boolean).join("・"));
      return li;
    }));
    const regions = new Map(this.view.rows.map((r) => [r.key, r.region]));
    this.scan.others = others.map((p) => ({ id: p.staff, region: regions.get(p.field), colour: getComputedStyle(this).getPropertyValue(`--c-peer-${this.peer.get(p.staff).n + 1}`), name: `${SHAPES[this.peer.get(p.staff).n]} ${p.name}` }));
    this.at = new Map(others.filter((p) => p.field).map((p) => [p.field, p]));
  }

  line(row) {
    const line = Object.assign(document.createElement("button"), { type: "button", className: "line" });
    line.dataset.key = row.key;
    line.innerHTML = `<span class="state" aria-hidden="true"></span><span class="name"></span><span class="value"></span><span class="who"></span>`;
    line.addEventListener("focus", () => this.look(line));
    line.addEventListener("click", () => line.focus());
    this.list.append(line);
    this.lines.set(row.key, line);
    return line;
  }

  paint(line, row) {
    const [state, name, value, who] = line.children;
    const ok = row.confirmed.length >= row.need && row.confirmed.some((c) => c.staff !== row.changed_by), unread = row.mark === "unreadable";
    const peer = this.at.get(row.key), mine = row.confirmed.some((c) => c.staff === this.view.me);
    line.className = ["line", ok && "ok", unread && "unread", row.asked && "asked", peer && !ok && "busy", line === this.current && "on"].filter(Boolean).join(" ");
    if (peer) line.style.setProperty("--peer", `var(--c-peer-${this.peer.get(peer.staff).n + 1})`);
    state.textContent = ok ? "✓" : row.asked ? "？" : unread ? "！" : "";
    name.textContent = row.name;
    const shown = this.view.application.way === "core" && row.value ? t(`section.${row.value}`) : row.shown;
    if (unread) value.textContent = t("entry.unreadable");
    else if (shown) value.textContent = shown;
    else value.replaceChildren(Object.assign(document.createElement("span"), { className: "empty-value", textContent: t("entry.empty_value") }));
    if (row.written && !unread) value.append(" ", Object.assign(document.createElement("small"), { className: "quiet", textContent: t("verify.written", { text: row.written }) }));
    const last = row.confirmed.at(-1);
    who.textContent = row.asked ? t("verify.asked") : ok ? `${row.confirmed.map((c) => c.name).join("・")} ${clock(last.at)}` : peer ? t("verify.looking", { who: peer.name })
      : unread ? t("verify.unreadable") : mine ? t("verify.waiting_other") : "";
    if (ok) who.prepend(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: t("verify.confirmed") + " " }));
  }

  row(line = this.current) { return this.view.rows.find((r) => r.key === line?.dataset.key); }

  /** A row got the focus: the page goes there, and others see it. */
  look(line) {
    if (this.current !== line) {
      this.current?.classList.remove("on");
      this.since = performance.now();
    }
    this.current = line;
    line.classList.add("on");
    this.scan.focusRegion(this.row(line).region);
    line.scrollIntoView({ block: "nearest" });
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.present(), 150);
  }

  present() {
    send("POST", `/tasks/${this.task}/presence`, { field: this.current?.dataset.key ?? "" }).catch((problem) => {
      if (problem.code === "not_in_room" && !this.over) this.join();
    });
  }

  key(e) {
    if (!this.view || this.over || e.isComposing || e.keyCode === 229) return;
    if (e.ctrlKey && e.key === "Enter") { e.preventDefault(); return this.finish(); }
    if (e.key === "F2") { e.preventDefault(); return this.scan.whole(); }
    if (e.altKey && e.code === "KeyR") { e.preventDefault(); return this.scan.turn(); }
    if (e.target.closest?.("input, textarea, .panel, .edit, .keys")) return;
    const does = { Enter: () => this.confirm(e), e: () => this.correct(), E: () => this.correct(), q: () => this.ask(), Q: () => this.ask(), n: () => this.free()?.focus(), N: () => this.free()?.focus(),
      ArrowDown: () => this.step(1), ArrowUp: () => this.step(-1) }[e.key];
    if (!does || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    does();
  }

  step(by) {
    const all = [...this.lines.values()];
    all[all.indexOf(this.current) + by]?.focus();
  }

  /** The next row that nobody has confirmed and nobody looks at. */
  free() {
    const all = this.view.rows, from = all.findIndex((r) => r.key === this.current?.dataset.key);
    const open = (r) => !(r.confirmed.some((c) => c.staff === this.view.me) || r.confirmed.length >= r.need) && !r.asked && r.mark !== "unreadable";
    const round = [...all.slice(from + 1), ...all.slice(0, from + 1)].filter(open);
    const row = round.find((r) => !this.at.has(r.key)) ?? round[0];
    return row && this.lines.get(row.key);
  }

  /** 正しい: a held-down Enter and a glance do not count. */
  async confirm(e) {
    const row = this.row();
    if (!row || e.repeat || performance.now() - this.since < LOOK) return;
    if (row.mark === "unreadable") return this.say(t("verify.unreadable_say"));
    if (row.confirmed.some((c) => c.staff === this.view.me)) return this.free()?.focus();
    const line = this.current, key = newKey(), before = row.confirmed;
    line.querySelector(".state").textContent = "…";
    const body = { fields: [{ field: row.key, version: row.version }] };
    row.confirmed = [...before, { staff: this.view.me, name: "", at: new Date().toISOString() }];
    (this.free() ?? this.finishButton).focus();
    try {
      this.show(await send("POST", `/tasks/${this.task}/confirm`, body, { key }));
      this.say("");
    } catch (problem) {
      row.confirmed = before; // it was not said
      if (!this.over) this.paint(line, row);
      await this.refused(problem, line, row);
    }
  }

  /** Somebody was faster, or the line is down: both values are shown, nothing is overwritten. */
  async refused(problem, line, row) {
    await this.refresh();
    if (this.over) return;
    line.focus();
    if (problem.code !== "field_changed") return this.say(problem.words, problem.later);
    this.say(t("verify.changed", { who: problem.args.who ?? "", field: row.name }));
    this.querySelector(".notice").append(" ", marked(row.shown, problem.args.new), " → ", marked(problem.args.new, row.shown));
  }

  /** What a refusal says stays until this person's next act; that the line is down only until it is back. */
  say(text, passing = false) {
    const box = this.querySelector(".notice");
    if (!box) return;
    box.className = "notice soft";
    box.toggleAttribute("data-passing", passing);
    box.textContent = text;
    box.hidden = !text;
  }

  returned() { this.closed(t("return.done")); }
  ask() { AskPanel.open(this, this.row(), () => this.refresh()); }
  correct() { if (this.row()) CorrectPanel.open(this, this.current, this.row()); }

  async finish() {
    this.finishButton.setAttribute("aria-busy", "true");
    try {
      await send("POST", `/tasks/${this.task}/finish`, {});
      toast(t("verify.finished"), "done");
      this.closed(t("verify.finished"));
    } catch (problem) {
      if (problem.code === "verification_over") return this.over || this.closed(problem.words); // a colleague pressed at the same moment
      this.say(problem.words);
      this.free()?.focus();
    }
    this.finishButton.removeAttribute("aria-busy");
  }
}
customElements.define("verify-station", VerifyStation);
