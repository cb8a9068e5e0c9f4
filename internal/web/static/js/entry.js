/** <entry-station data-task="…">: keying by keyboard only. It owns its part of the page and speaks JSON. */
import { send } from "./net.js";
import { subscribe } from "./live.js";
import { toast, announce } from "./notify.js";
import { t } from "./texts.js";
import { Cell } from "./cell.js";
import { keep, local, acknowledge, forget } from "./drafts.js";
import { AskPanel } from "./ask.js";
import { openSections } from "./sections.js";
import "./scan-view.js";

const PATIENCE = 80; // ms to wait for the server's reading before going on
const BEAT = 20000;

class EntryStation extends HTMLElement {
  connectedCallback() {
    this.count = 0;
    this.addEventListener("keydown", (e) => this.stationKey(e));
    addEventListener("online", () => this.flush());
    setInterval(() => this.view && this.beat(), BEAT);
    subscribe(["center"], () => this.news());
    if (this.dataset.task) this.load(this.dataset.task);
    else this.idle();
  }

  /** The screen between two tasks. */
  idle(text = "") {
    this.view = null;
    document.body.classList.remove("busy");
    this.innerHTML = `<div class="waiting"><p class="quiet"></p><p data-say></p><button type="button" class="primary large"></button><p class="num"></p></div>`;
    const [say, , button, count] = this.querySelector(".waiting").children;
    say.textContent = text;
    this.querySelector("[data-say]").textContent = this.none ? t("entry.none") : "";
    button.append(t("entry.next") + " ", Object.assign(document.createElement("kbd"), { textContent: "Enter" }));
    button.onclick = () => this.next(button);
    button.addEventListener("keydown", (e) => e.repeat && e.preventDefault()); // a held key must not pull the next task
    count.textContent = this.count ? t("entry.count", { n: this.count }) : "";
    button.focus();
  }

  async next(button) {
    button?.setAttribute("aria-busy", "true");
    try {
      const view = await send("POST", "/entry/next", {});
      this.none = !view;
      if (view) return this.open(view);
      this.idle();
    } catch (problem) {
      this.none = false;
      this.idle(problem.message + " " + (problem.detail ?? ""));
    }
  }

  /** New work came while nobody had any: it is announced, not pulled. */
  async news() {
    if (this.view) return this.waitingFor?.size ? this.answers() : undefined;
    if (!this.none) return;
    const { waiting } = await send("GET", "/entry/waiting").catch(() => ({ waiting: 0 }));
    if (!waiting || this.view || !this.none) return;
    this.none = false;
    announce(t("entry.came"));
    this.idle();
  }

  async load(task) {
    try {
      this.open(await send("GET", `/tasks/${task}`));
    } catch (problem) {
      this.idle(problem.message + " " + (problem.detail ?? ""));
    }
  }

  open(view) {
    delete this.finish; // what keying straight into the core put in their place
    delete this.move;
    this.view = view;
    this.task = view.task.id;
    this.cells = [];
    this.innerHTML = `<scan-view></scan-view><section class="desk"><div class="station-info"></div><div class="list"></div><div class="notice" role="alert" hidden></div><div class="keys"></div></section>`;
    this.scan = this.querySelector("scan-view");
    this.list = this.querySelector(".list");
    this.scan.pages = view.pages;
    this.info();
    this.legend();
    if (view.application.way === "core") {
      openSections(this);
      return this.asked(view.ask ?? []);
    }
    this.build(view.items, view.sections);
    const kept = local(this.task);
    for (const cell of this.cells) this.begin(cell, kept[cell.key]);
    this.asked(view.ask ?? []);
    (this.cells.find((c) => !c.settled) ?? this.cells[0])?.input.focus();
    if (Object.keys(kept).length) this.flush();
    this.progress();
  }

  begin(cell, kept) {
    const draft = this.view.drafts[cell.key];
    if (draft) {
      cell.fill(draft, this.view.echoes?.[cell.key]);
      if (draft.v !== "" || draft.m) { cell.acked = JSON.stringify(cell.field); cell.paint(); }
    }
    if (kept) { cell.fill(kept); cell.acked = null; cell.paint(); }
    const offers = this.view.offers?.[cell.key];
    if (offers?.length) cell.offer(offers);
    const pair = this.view.mismatches?.[cell.key];
    if (pair) cell.differ(pair);
  }

  /** Puts the cells in order; those that exist stay as they are, focus included. */
  build(items, sections) {
    const names = new Map(sections.map((s) => [s.key, s.name]));
    const have = new Map(this.cells.map((c) => [c.key, c]));
    this.cells = items.map((item) => have.get(item.key) ?? new Cell(item, this));
    const wanted = [];
    let section = null;
    for (const cell of this.cells) {
      if (cell.item.section !== section) {
        section = cell.item.section;
        wanted.push(Object.assign(document.createElement("h2"), { textContent: names.get(section) ?? "" }));
      }
      wanted.push(cell.el);
    }
    for (const old of [...this.list.children]) if (!wanted.includes(old)) old.remove();
    wanted.forEach((el, i) => { if (this.list.children[i] !== el) this.list.insertBefore(el, this.list.children[i] ?? null); });
  }

  info() {
    const a = this.view.application;
    const minutes = Math.max(0, Math.floor((Date.parse(document.body.dataset.now || new Date().toISOString()) - Date.parse(a.waiting_since)) / 60000));
    const chip = (text, kind = "") => Object.assign(document.createElement("span"), { className: `chip ${kind}`, textContent: text });
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", t("entry.progress_label"));
    this.done = Object.assign(document.createElement("span"), { className: "quiet" });
    this.saved = chip(t("entry.saved"), "ok");
    this.saved.setAttribute("role", "status");
    this.bar = bar;
    this.querySelector(".station-info").append(
      Object.assign(document.createElement("strong"), { className: "num", textContent: `${a.reception}（${a.ticket}）` }),
      chip(a.form_name), chip([a.office_name, a.counter_name].filter(Boolean).join(" ")), chip(t("entry.since", { n: minutes }), minutes >= 15 ? "warn" : ""),
      ...(this.view.task.kind === "first" ? [] : [chip(t(`entry.kind.${this.view.task.kind}`), "warn")]), this.done, bar, this.saved);
  }

  legend() {
    const keys = [["Enter", "next"], ["Shift+Enter", "back"], ["F2", "whole"], ["F3", "glyphs"], ["F4", "unreadable"], ["Alt+1…3", "offers"], ["Alt+R", "turn"], ["Alt+Q", "ask"], ["Alt+H", "hold"]];
    const bar = this.querySelector(".keys");
    bar.setAttribute("aria-label", t("entry.keys"));
    for (const [key, name] of keys) {
      const span = document.createElement("span");
      span.append(Object.assign(document.createElement("kbd"), { textContent: key }), " " + t(`entry.key.${name}`));
      bar.append(span);
    }
    const send = Object.assign(document.createElement("button"), { type: "button", className: "primary" });
    send.append(t("entry.send") + " ", Object.assign(document.createElement("kbd"), { textContent: "Ctrl+Enter" }));
    send.onclick = () => this.finish();
    bar.append(Object.assign(document.createElement("span"), { className: "spring" }), send);
    this.sendButton = send;
  }

  /** A cell got the focus: the page goes there. */
  entered(cell) {
    if (this.current && this.current !== cell) this.current.el.classList.remove("on");
    this.current = cell;
    this.scan.focusRegion(cell.item.region);
    cell.show(this.scan.shown && this.scan.pageOf(cell.item.region)?.view);
  }

  typed(cell) { keep(this.task, cell.key, cell.field); }

  /** Keys inside an input. Enter that belongs to a conversion of the input method is never ours. */
  key(e, cell) {
    if (e.isComposing || e.keyCode === 229) return;
    if (e.key === "Enter" && !e.ctrlKey && !e.altKey) {
      e.preventDefault();
      if (performance.now() - (cell.composed ?? -1000) < 30) return; // the same key press ended a conversion
      if (e.shiftKey) return this.move(cell, -1);
      return this.leave(cell);
    }
    if (e.key === "F4") { e.preventDefault(); cell.unreadable(); return this.leave(cell); }
    if (e.key === "F3") { e.preventDefault(); return cell.glyphs(); }
    if (e.key === "Escape" && cell.problem?.level === "ask") { e.preventDefault(); return this.pass(cell); }
    if (e.altKey && /^[1-3]$/.test(e.key)) {
      e.preventDefault();
      if (cell.take(Number(e.key) - 1)) this.leave(cell);
      return;
    }
    if (e.key === "." && cell.input.value === "" && cell.item.type.startsWith("date")) {
      e.preventDefault();
      cell.input.value = document.body.dataset.today ?? "";
      cell.edited();
    }
  }

  stationKey(e) {
    if (!this.view || e.isComposing || e.keyCode === 229) return;
    const does = e.key === "F2" ? () => this.scan.whole() : e.altKey && e.code === "KeyR" ? () => this.scan.turn() : e.altKey && e.code === "KeyQ" ? () => AskPanel.open(this, this.current?.item)
      : e.altKey && e.code === "KeyH" ? () => this.hold() : e.ctrlKey && e.key === "Enter" ? () => this.finish() : null;
    if (!does) return;
    e.preventDefault();
    if (!e.repeat) does();
  }

  /** Enter: keep the field, see what the server says, go on. */
  async leave(cell) {
    if (cell.problem?.level === "ask" && cell.problem.proposal && cell.acked === JSON.stringify(cell.field)) {
      cell.input.value = cell.problem.proposal; // Enter = はい
      cell.problem = null;
      this.typed(cell);
    } else if (cell.problem?.level === "alert" && cell.acked === JSON.stringify(cell.field)) {
      return this.move(cell, 1); // warned once, confirmed
    } else if (cell.problem?.level === "error" && cell.acked === JSON.stringify(cell.field)) {
      return this.move(cell, 1); // told once; the mark stays and the end will ask again
    }
    if (cell.settled) return this.move(cell, 1);
    const reading = this.save([cell]);
    const quick = await Promise.race([reading.then(() => true), new Promise((go) => setTimeout(() => go(false), PATIENCE))]);
    if (document.activeElement !== cell.input) return;
    if (quick && cell.problem) return cell.input.select();
    this.move(cell, 1);
  }

  /** Escape: what was typed stays as it is written. */
  pass(cell) { cell.problem = null; cell.said.textContent = ""; cell.paint(); this.move(cell, 1); }

  move(cell, step) {
    const next = this.cells[this.cells.indexOf(cell) + step];
    if (next) next.input.focus();
    else if (step > 0) this.sendButton.focus();
    this.progress();
  }

  /** Sends fields, one request after the other, so that a later one never arrives first. */
  save(cells) {
    this.saving = (this.saving ?? Promise.resolve()).then(() => this.put(cells));
    return this.saving;
  }

  /** Fields stay in this browser until the answer. */
  async put(cells) {
    const sent = cells.map((c) => [c, c.field]);
    sent.forEach(([c, f]) => keep(this.task, c.key, f));
    try {
      const answer = await send("PUT", `/tasks/${this.task}/draft`, { fields: Object.fromEntries(sent.map(([c, f]) => [c.key, f])) });
      for (const [c, f] of sent) {
        acknowledge(this.task, c.key, f);
        if (answer.fields[c.key]) c.understood(answer.fields[c.key], f);
        this.autofill(answer.fields[c.key]?.fill);
      }
      if (answer.items) this.build(answer.items, answer.sections);
      this.ok();
    } catch (problem) {
      this.trouble(problem);
    }
    this.progress();
  }

  autofill(values) {
    for (const [key, v] of Object.entries(values ?? {})) {
      const cell = this.cells.find((c) => c.key === key);
      if (!cell || cell.filled) continue;
      cell.fill({ v });
      this.typed(cell);
    }
  }

  ok() {
    this.failures = 0;
    this.querySelector(".notice").hidden = true;
    this.saved.className = "chip ok";
    this.saved.textContent = t("entry.saved");
  }

  /** A failed save never stops typing; it is tried again until it works. */
  trouble(problem) {
    if (!problem.offline && problem.status < 500) {
      const gone = problem.code === "task_not_yours";
      this.notice(gone ? t("entry.lost_task") : `${problem.message} ${problem.detail}`);
      return;
    }
    this.failures = (this.failures ?? 0) + 1;
    this.saved.className = "chip err";
    this.saved.textContent = t("entry.unsaved");
    this.notice(this.failures >= 3 ? t("entry.save_failed") : t("entry.offline"));
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.flush(), Math.min(8000, 500 * 2 ** Math.min(this.failures, 4)));
  }

  notice(text) {
    const box = this.querySelector(".notice");
    box.textContent = text;
    box.hidden = false;
  }

  /** Sends whatever this browser still holds. */
  flush() {
    if (!this.view) return;
    const kept = local(this.task);
    const cells = this.cells.filter((c) => kept[c.key]);
    if (cells.length) return this.save(cells);
  }

  progress() {
    const n = this.cells.filter((c) => c.settled || c.mark).length;
    this.bar.value = this.cells.length ? n / this.cells.length : 0;
    this.done.textContent = t("entry.progress", { n, all: this.cells.length });
  }

  async beat() {
    try {
      await send("POST", `/tasks/${this.task}/heartbeat`, {});
    } catch (problem) {
      if (problem.code === "task_not_yours") this.notice(t("entry.lost_task"));
    }
  }

  /** Answers of the counter appear where the question was asked. */
  async answers() {
    const view = await send("GET", `/tasks/${this.task}`).catch(() => null);
    this.asked(view?.ask ?? []);
  }

  asked(list) {
    for (const a of list) {
      const text = a.answered ? t(`entry.answer.${a.kind}`, { answer: a.answer }) : t("entry.asked", { question: a.question });
      const cell = this.cells.find((c) => c.key === a.field);
      if (cell?.said) {
        cell.said.className = "said soft";
        cell.said.textContent = text;
      } else this.notice(text);
      if (a.answered && this.waitingFor?.delete(a.id)) announce(t("entry.answer_came"));
      if (!a.answered) (this.waitingFor ??= new Set()).add(a.id);
    }
  }

  async hold() {
    await this.flush();
    try {
      await send("POST", `/tasks/${this.task}/release`, {});
      this.idle(t("entry.held"));
    } catch (problem) {
      this.trouble(problem);
    }
  }

  /** 入力確認へ送る: what is missing is said and shown, nothing is lost. */
  async finish(extra = {}) {
    if (this.finishing) return;
    this.finishing = true;
    this.sendButton.setAttribute("aria-busy", "true");
    try {
      if (this.current && !this.current.settled && this.current.filled) await this.save([this.current]);
      await this.flush();
      await send("POST", `/tasks/${this.task}/finish`, extra);
      forget(this.task);
      this.count++;
      this.view = null;
      if (this.dataset.task && this.dataset.back) return location.assign(this.dataset.back); // one entry at the counter
      this.idle(t("entry.sent"));
    } catch (problem) {
      this.unfinished(problem);
    } finally {
      this.finishing = false;
      this.sendButton.removeAttribute("aria-busy");
    }
  }

  unfinished(problem) {
    if (problem.offline || problem.status >= 500) return this.trouble(problem);
    this.notice([problem.message, problem.detail].filter(Boolean).join(" "));
    for (const p of problem.problems) {
      const cell = this.cells.find((c) => c.key === p.key);
      if (!cell) continue;
      cell.problem = p;
      cell.said.className = p.level === "error" ? "said" : "said soft";
      cell.said.textContent = p.text;
      cell.acked = JSON.stringify(cell.field);
      cell.paint();
    }
    const first = this.cells.find((c) => c.key === (problem.problems[0]?.key ?? problem.field));
    first?.input.focus();
    if (!first) toast(problem.message);
  }
}
customElements.define("entry-station", EntryStation);
