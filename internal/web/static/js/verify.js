/** <verify-station data-task="…" data-back="…">: several people verify one entry at once. */
import { h, icon, kbd, keyHint, announce, setText } from "./dom.js";
import { send } from "./net.js";
import { subscribe } from "./live.js";
import { t, clock } from "./texts.js";
import { AskPanel } from "./ask.js";
import { Peers } from "./peers.js";
import { VerifyRow } from "./verify-row.js";
import { openEdit } from "./verify-edit.js";
import "./scan-view.js";

const ALIVE = 10000;
const SETTLE = 150; // ms on a row before others are told

class VerifyStation extends HTMLElement {
  connectedCallback() {
    this.task = this.dataset.task;
    this.addEventListener("keydown", (e) => this.key(e));
    this.join();
  }

  disconnectedCallback() {
    this.stop?.();
    clearInterval(this.pulse);
  }

  async join() {
    try {
      this.open(await send("POST", `/tasks/${this.task}/join`, {}));
    } catch (problem) {
      const again = h("button", { type: "button", class: "primary", text: t("verify.again"), on: { click: () => this.join() } });
      const back = h("a", { class: "button", href: this.dataset.back, text: t("verify.back") });
      this.replaceChildren(h("div", { class: "waiting", role: "alert" }, h("p", { text: problem.message }), h("p", { class: "quiet", text: problem.detail }), h("div", { class: "row" }, again, back)));
    }
  }

  open(view) {
    this.peers = new Peers(view.me);
    this.rows = new Map();
    this.scan = document.createElement("scan-view");
    this.info = h("div", { class: "station-info" });
    this.list = h("ul", { class: "list lines", "aria-label": t("verify.list") });
    this.feed = h("div", { class: "feed", role: "status", "aria-live": "polite" });
    this.band = h("div", { class: "notice", role: "alert", hidden: true });
    this.replaceChildren(this.scan, h("section", { class: "desk" }, this.info, this.list, this.feed, this.band, this.legend()));
    this.scan.pages = view.pages;
    this.header(view);
    this.take(view);
    (this.next(null) ?? this.rows.values().next().value)?.button.focus();
    this.stop = subscribe([`task:${this.task}`], () => this.refresh());
    this.pulse = setInterval(() => this.present(), ALIVE);
    addEventListener("pagehide", () => this.leave(), { once: true });
  }

  header({ application: a }) {
    this.people = h("ul", { class: "people", "aria-label": t("verify.people") });
    this.bar = h("progress", { max: 1, value: 0, "aria-label": t("verify.progress_label") });
    this.count = h("span", { class: "quiet" });
    this.info.append(h("strong", { class: "num", text: t("station.reception", { reception: a.reception, ticket: a.ticket }) }), h("span", { class: "chip", text: a.form_name }),
      h("span", { class: "chip", text: [a.office_name, a.counter_name].filter(Boolean).join(" ") }), h("span", { class: "spring" }), this.people, this.count, this.bar);
  }

  legend() {
    this.done = h("button", { type: "button", class: "primary", on: { click: () => this.finish() } });
    const hints = [["Enter", "right"], ["E", "correct"], ["Q", "ask"], ["↑+↓", "move"], ["N", "free"], ["F2", "whole"]];
    return h("div", { class: "keys", role: "group", "aria-label": t("verify.keys") }, hints.map(([k, n]) => keyHint(k, t(`verify.key.${n}`))), h("span", { class: "spring" }), this.done);
  }

  /** Shows a fresh state of the room. Only what changed is touched. */
  take(view) {
    const before = this.view;
    this.view = view;
    if (before) this.tell(before, view);
    this.build(view);
    for (const r of view.rows) this.rows.get(r.key).show(r, view.people.filter((p) => !p.me && p.field === r.key));
    this.people.replaceChildren(...view.people.map((p) => this.peers.badge(p)));
    this.scan.others = this.peers.marks(view.people, (key) => this.rows.get(key)?.row.region);
    const all = view.rows.length;
    setText(this.count, t("verify.progress", { n: all - view.left, all }));
    this.bar.value = all ? (all - view.left) / all : 1;
    this.done.replaceChildren(view.left ? t("verify.left", { n: view.left }) : t("verify.finish"), " ", kbd("Ctrl+Enter"));
  }

  /** Puts rows below the names of their sections; rows that exist stay. */
  build(view) {
    const names = new Map(view.sections.map((s) => [s.key, s.name]));
    const wanted = [];
    let section = null;
    for (const r of view.rows) {
      if (!this.rows.has(r.key)) this.rows.set(r.key, new VerifyRow(r, this));
      if (r.section !== section) wanted.push(this.heading((section = r.section), names.get(r.section)));
      wanted.push(this.rows.get(r.key).el);
    }
    const old = [...this.list.children];
    if (old.length === wanted.length && old.every((el, i) => el === wanted[i])) return;
    for (const el of old) if (!wanted.includes(el)) el.remove();
    wanted.forEach((el, i) => this.list.children[i] !== el && this.list.insertBefore(el, this.list.children[i] ?? null));
    for (const key of [...this.rows.keys()]) if (!view.rows.some((r) => r.key === key)) this.rows.delete(key);
  }

  heading(key, name) {
    this.headings ??= new Map();
    if (!this.headings.has(key)) this.headings.set(key, h("li", { class: "part" }, h("h2", { text: name ?? "" })));
    return this.headings.get(key);
  }

  /** One line about what a colleague just did. */
  tell(before, now) {
    for (const r of now.rows) {
      const old = before.rows.find((o) => o.key === r.key);
      const fresh = r.confirmed.find((c) => c.staff !== now.me && !old?.confirmed.some((o) => o.staff === c.staff && o.at === c.at));
      if (fresh) setText(this.feed, t("verify.did_confirm", { who: fresh.name, name: r.name, at: clock(fresh.at) }));
      else if (old && old.version !== r.version && r.changed_by !== now.me) setText(this.feed, t("verify.did_correct", { name: r.name }));
    }
  }

  entered(row) {
    if (this.current === row) return;
    this.current?.button.classList.remove("on");
    this.current = row;
    row.button.classList.add("on");
    this.scan.focusRegion(row.row.region);
    const box = this.list.getBoundingClientRect(), at = row.el.getBoundingClientRect();
    if (at.top < box.top + 60 || at.bottom > box.bottom - 90) this.list.scrollTop += at.top - box.top - box.height * 0.4;
    clearTimeout(this.told);
    this.told = setTimeout(() => this.present(), SETTLE);
  }

  present() {
    if (!this.view || this.over) return;
    send("POST", `/tasks/${this.task}/presence`, { field: this.current?.key ?? "" }).catch((problem) => problem.code === "not_in_room" && this.back());
  }

  /** The room thought this person gone: come back in quietly. */
  async back() {
    await send("POST", `/tasks/${this.task}/join`, {}).then((v) => this.take(v)).catch((p) => this.warn(p));
  }

  leave() {
    if (!this.over) send("POST", `/tasks/${this.task}/leave`, undefined, { keepalive: true }).catch(() => {});
  }

  /** Fetches the room again; news that come meanwhile lead to one more fetch. */
  async refresh() {
    if (this.over) return;
    if (this.fetching) return void (this.again = true);
    this.fetching = true;
    try {
      const view = await send("GET", `/tasks/${this.task}/verify`);
      this.band.hidden = true;
      if (view.application.state && !["verifying", "entered", "queried"].includes(view.application.state)) this.close(t("verify.finished_by"));
      else this.take(view);
    } catch (problem) {
      if (!problem.offline) this.warn(problem);
    } finally {
      this.fetching = false;
    }
    if (this.again) (this.again = false), this.refresh();
  }

  warn(problem) {
    this.band.textContent = [problem.message, problem.detail].filter(Boolean).join(" ");
    this.band.hidden = false;
  }

  key(e) {
    if (!this.view || this.over || e.isComposing || e.keyCode === 229 || e.target.closest("input, textarea")) return;
    if (e.ctrlKey && e.key === "Enter") return this.does(e, () => e.repeat || this.finish());
    if (e.key === "F2") return this.does(e, () => this.scan.whole());
    if (e.altKey && e.code === "KeyR") return this.does(e, () => this.scan.turn());
    const row = this.current;
    if (!row || e.ctrlKey || e.altKey || e.metaKey || !e.target.closest(".line")) return;
    const letter = e.code.startsWith("Key") ? e.code.slice(3) : "";
    if (row.conflict && (e.key === "1" || e.key === "2")) return this.does(e, () => row.choose(Number(e.key)));
    if (e.key === "Enter") return this.does(e, () => e.repeat || this.right(row));
    if (e.key === "ArrowDown" || e.key === "ArrowUp") return this.does(e, () => this.step(row, e.key === "ArrowDown" ? 1 : -1));
    if (letter === "E") return this.does(e, () => this.correct(row));
    if (letter === "Q") return this.does(e, () => AskPanel.open(this, row.row, () => row.button.focus()));
    if (letter === "N") return this.does(e, () => this.next(row)?.button.focus());
  }

  does(e, what) {
    e.preventDefault();
    what();
  }

  step(row, by) {
    const all = [...this.rows.values()];
    all[all.indexOf(row) + by]?.button.focus();
  }

  /** The next row that waits and that nobody looks at; else one that waits. */
  next(row) {
    const all = [...this.rows.values()];
    const from = row ? all.indexOf(row) + 1 : 0;
    const order = [...all.slice(from), ...all.slice(0, from)].filter((r) => r !== row && r.open && !r.sending);
    return order.find((r) => !r.people.length) ?? order[0] ?? null;
  }

  /** Enter: this person says that the value is what the paper says. */
  async right(row) {
    if (row.conflict) return announce(t("verify.choose"));
    if (!row.seen) return setText(this.feed, t("verify.look_first"));
    if (row.mine || row.row.done || row.sending) return void this.next(row)?.button.focus();
    const was = row.row;
    row.busy(true);
    (this.next(row) ?? row).button.focus();
    try {
      this.take(await send("POST", `/tasks/${this.task}/confirm`, { fields: [{ field: was.key, version: was.version }] }));
    } catch (problem) {
      this.refused(row, problem, was.shown || was.value);
    } finally {
      row.busy(false);
    }
  }

  async refused(row, problem, mine) {
    if (problem.code !== "field_changed") return this.warn(problem);
    await this.refresh();
    const now = row.row;
    row.clash({ who: problem.args.who || t("verify.colleague"), mine: problem.args.old || mine, theirs: problem.args.new || now.shown }, (n) => (n === 1 ? this.stands(row) : this.correct(row, mine)));
    row.button.focus();
  }

  /** The colleague's value is right: say yes to it as it stands now. */
  stands(row) {
    row.since = 0; // it was read while choosing
    this.right(row);
  }

  correct(row, value = row.row.shown || row.row.value) {
    if (row.row.type === "section") value = row.row.value;
    const version = row.row.version;
    openEdit(row, value, async (typed, reason) => {
      try {
        this.take(await send("POST", `/tasks/${this.task}/fields/${encodeURIComponent(row.key)}/correct`, { version, value: typed, reason }));
        row.button.focus();
      } catch (problem) {
        if (problem.code !== "field_changed") throw problem;
        await this.refused(row, problem, typed);
      }
    });
  }

  /** Never disabled: says what is missing and leads there. */
  async finish() {
    if (this.view.left > 0) {
      announce(t("verify.left", { n: this.view.left }));
      setText(this.feed, t("verify.left_say", { n: this.view.left }));
      return void (this.next(null) ?? this.current)?.button.focus();
    }
    this.done.setAttribute("aria-busy", "true");
    try {
      await send("POST", `/tasks/${this.task}/finish`, {});
      this.close(t("verify.done"));
    } catch (problem) {
      this.warn(problem);
      this.refresh();
    } finally {
      this.done.removeAttribute("aria-busy");
    }
  }

  close(text) {
    this.over = true;
    this.disconnectedCallback();
    const on = h("a", { class: "button primary large", href: this.dataset.back }, t("verify.to_list") + " ", kbd("Enter"));
    this.replaceChildren(h("div", { class: "waiting", role: "status" }, icon("check"), h("p", { class: "said-done", text }), on));
    on.focus();
  }
}

customElements.define("verify-station", VerifyStation);
