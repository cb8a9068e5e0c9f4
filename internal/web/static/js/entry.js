/** <entry-station data-task="…">: keying by keyboard only. It owns its part of the page and speaks JSON. */
import { Again } from "./again.js";
import { send, base } from "./net.js";
import { subscribe } from "./live.js";
import { announce } from "./notify.js";
import { t } from "./texts.js";
import { Cell } from "./cell.js";
import { forget } from "./drafts.js";
import { SavingStation } from "./entry-save.js";
import { Asking } from "./entry-asked.js";
import { Effort } from "./effort.js";
import { stationKey, counting, clicked } from "./entry-keys.js";
import { head, legend } from "./entry-head.js";
import { lookAhead } from "./ahead.js";
import { repeats } from "./repeat.js";
import { TwinWindow } from "./twin-window.js";
import { later } from "./later.js";
import { askRest } from "./rest.js";
import { Rests } from "./rests.js";
import "./scan-view.js";

const PATIENCE = 80; // ms to wait for the server's reading before going on
const BEAT = 20000;
const UNDO = 5; // seconds in which a sent entry can be taken back

class EntryStation extends Asking(SavingStation) {
  connectedCallback() {
    if ("watch" in document.body.dataset) return later(() => import("./watch.js"), ({ watch }) => watch(this));
    this.today = Number(this.dataset.count || 0);
    this.practice = "practice" in this.dataset;
    this.left = new Set();
    this.addEventListener("keydown", (e) => stationKey(this, e));
    this.addEventListener("pointerdown", () => clicked(this));
    addEventListener("online", () => this.flush());
    if (!this.practice) {
      this.rests = new Rests(this);
      this.twin = new TwinWindow(this);
      setInterval(() => this.view && this.beat(), BEAT);
      const news = new Again(() => this.news());
      subscribe(["center"], (came) => news.now(!came));
    }
    if (this.dataset.task) this.load(this.dataset.task);
    else this.idle();
  }

  /** The screen between two tasks; what was just sent can be taken back for a moment. */
  idle(text = "", sent = null) {
    this.view = null;
    document.body.classList.remove("busy");
    this.innerHTML = `<div class="waiting"><p class="quiet" role="status"></p><p data-say></p><button type="button" class="primary large"></button><p data-undo></p><p class="num"></p><a></a><section class="card stack" data-held hidden></section></div>`;
    const [say, , button, undo, count, other] = this.querySelector(".waiting").children;
    say.textContent = text;
    this.querySelector("[data-say]").textContent = this.none ? t("entry.none") : this.practice ? t("practice.lead") : "";
    button.append(t(this.practice ? "practice.next" : "entry.next") + " ", Object.assign(document.createElement("kbd"), { textContent: "Enter" }));
    button.onclick = () => this.next(button);
    button.addEventListener("keydown", (e) => e.repeat && e.preventDefault()); // a held key must not pull the next task
    count.textContent = this.today ? t("entry.count", { n: this.today }) : "";
    other.href = base + (this.practice ? "/entry" : "/practice");
    other.textContent = t(this.practice ? "practice.leave" : "practice.link");
    if (sent) this.offerUndo(undo, sent);
    this.rests?.show();
    this.rests?.look();
    button.focus();
  }

  offerUndo(place, task) {
    const back = Object.assign(document.createElement("button"), { type: "button", className: "small", textContent: t("entry.undo") });
    back.onclick = async () => {
      try {
        await send("POST", `/tasks/${task}/undo`, {});
        this.today--;
        await this.load(task);
      } catch (problem) {
        this.idle(problem.words);
      }
    };
    place.append(back);
    setTimeout(() => back.remove(), UNDO * 1000);
  }

  async next(button) {
    button?.setAttribute("aria-busy", "true");
    try {
      const view = await send("POST", this.practice ? "/practice/next" : "/entry/next", this.practice ? { after: this.task ?? "" } : {});
      this.none = !view;
      if (view) return this.open(view);
      this.idle();
    } catch (problem) {
      this.none = false;
      this.idle(problem.words);
    }
  }

  /** Answers that came, and new work while nobody had any: it is announced, not pulled. */
  async news() {
    if (this.left.size) await this.leftBehind();
    if (this.rests.list.length) this.rests.look();
    if (this.view) return this.waitingFor.size ? this.answers() : undefined;
    if (!this.none) return;
    const { waiting } = await send("GET", "/entry/waiting");
    if (!waiting || this.view || !this.none) return;
    this.none = false;
    announce(t("entry.came"));
    this.idle();
  }

  async load(task) {
    try {
      const view = await send("GET", `/tasks/${task}`);
      if (view.task.held) await send("POST", `/tasks/${task}/unhold`, {}); // opened again is taken up again
      this.open(view);
    } catch (problem) {
      this.idle(problem.words);
    }
  }

  open(view) {
    delete this.finish; // what keying straight into the core put in their place
    delete this.move;
    this.view = view;
    this.task = view.task.id;
    this.waitingFor = new Set();
    this.cells = [];
    this.innerHTML = `<scan-view></scan-view><section class="desk"><div class="station-info"></div><div class="list"></div><div class="notice" role="alert" hidden></div><div class="keys"></div></section>`;
    this.scan = this.querySelector("scan-view");
    this.list = this.querySelector(".list");
    this.scan.pages = view.pages;
    head(this);
    legend(this);
    counting(this);
    this.effort = new Effort();
    if (view.application.way === "core") return later(() => import("./sections.js"), ({ openSections }) => { openSections(this); this.asked(view.ask ?? []); });
    this.build(view.items, view.sections);
    const kept = this.kept();
    for (const cell of this.cells) this.begin(cell, kept[cell.key]);
    this.asked(view.ask ?? []);
    const answered = (view.ask ?? []).filter((a) => a.answered).map((a) => a.field); // back at the first field that was asked about
    (this.cells.find((c) => answered.includes(c.key) && (c.mark || !c.settled)) ?? this.cells.find((c) => this.differs(c) && !c.settled) ?? this.cells.find((c) => !c.settled) ?? this.cells[0])?.input.focus();
    if (Object.keys(kept).length) this.flush();
    this.progress();
    lookAhead(this);
  }

  begin(cell, kept) {
    const draft = this.view.drafts[cell.key];
    cell.seen = draft?.v ?? "";
    if (draft) {
      cell.fill(draft, this.view.echoes?.[cell.key], this.view.typed?.[cell.key]);
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

  /** A cell got the focus: the page goes there. */
  entered(cell) {
    this.effort.tick(this.current?.key);
    if (this.current && this.current !== cell) this.current.el.classList.remove("on");
    this.current = cell;
    if (!cell.filled && !(cell.item.dangerous && this.differs(cell))) cell.repeat?.(repeats(this, cell)); // a section keyed into the core has none
    this.scan.focusRegion(cell.item.region);
    cell.show(this.scan.shown && this.scan.pageOf(cell.item.region)?.view);
  }

  /** Enter: keep the field, see what the server says, go on. */
  async leave(cell) {
    if (cell.problem?.code === "typed_elsewhere") {
      cell.problem = cell.acked = null; // Enter again: what stands here counts
    } else if (cell.asking) {
      cell.agree(); // Enter = はい
    } else if (cell.problem?.level === "alert" && cell.acked === JSON.stringify(cell.field)) {
      return this.move(cell, 1); // warned once, confirmed
    } else if (cell.problem?.level === "error" && cell.acked === JSON.stringify(cell.field)) {
      return this.move(cell, 1); // told once; the mark stays and the end will ask again
    }
    if (cell.again && cell.input.value === "" && !cell.nothing) return; // the same once more, or Shift+Enter to go elsewhere
    const left = this.agree();
    if (cell.settled && !left.length) return this.move(cell, 1);
    const read = this.save(cell.settled ? left : [...left, cell]);
    // What is typed twice in a row: going on would put the second into the next field.
    const decides = this.view.task.compared || cell.item.dangerous && this.differs(cell);
    const rows = cell.item.type === "count"; // the answer brings the rows that come next: going on would pass them by
    await (decides || rows ? read : Promise.race([read, new Promise((go) => setTimeout(go, PATIENCE))]));
    if (document.activeElement !== cell.input) return;
    const again = left.find((c) => c.problem && !c.asking); // a second entry differs once it is written as the register does
    if (again) return again.input.focus();
    if (cell.problem && !this.passes(cell)) return cell.input.select(); // also when it came at the last moment
    this.move(cell, 1);
  }

  /** What people keyed differently, and whoever holds the form decides. */
  differs(cell) { return Boolean(this.view.mismatches?.[cell.key]); }

  /** A decision goes from one difference to the next; everything else stands already. */
  move(cell, step) {
    const from = this.cells.indexOf(cell);
    const next = step > 0 && this.differs(cell) ? this.cells.slice(from + 1).find((c) => this.differs(c)) : this.cells[from + step];
    if (next) next.input.focus();
    else if (step > 0) this.sendButton.focus();
    this.progress();
  }

  async beat() {
    const { task } = this;
    try {
      await send("POST", `/tasks/${task}/heartbeat`, {});
    } catch (problem) {
      if (problem.code === "task_not_yours" && this.shows(task)) this.notice(t("entry.lost_task"));
    }
  }

  /** 保留: the form rests with its keyer until a time. One that waits for its counter stays with its asker, who goes on with another. */
  async hold() {
    await this.flush();
    if (!this.waitingFor.size) return askRest(this);
    this.left.add(this.task);
    this.waitingFor.clear();
    this.idle(t("entry.left"));
  }

  /** It rests now. */
  rested() { this.twin.gone(); this.idle(t("rest.done")); }

  /** Back to the list: somebody else goes on. */
  async giveBack() {
    await this.flush();
    try {
      await send("POST", `/tasks/${this.task}/release`, {});
      this.twin.gone();
      this.idle(t("entry.given_back"));
    } catch (problem) {
      this.trouble(problem);
    }
  }

  /** 差戻し: the form went back to its counter. */
  returned() { forget(this.task); this.twin.gone(); this.idle(t("return.done")); }

  /** 入力確認へ送る: what is missing is said and shown, nothing is lost. */
  async finish(extra = {}) {
    if (this.finishing) return;
    const torn = this.cells.find((c) => c.problem?.code === "typed_elsewhere");
    if (torn) return torn.input.focus(); // both windows' typing is still there; the person says which counts
    this.finishing = true;
    this.sendButton.setAttribute("aria-busy", "true");
    try {
      const left = this.agree();
      if (this.current && !this.current.settled && this.current.filled && !left.includes(this.current)) left.push(this.current);
      if (left.length) await this.save(left);
      await this.flush();
      const asked = this.cells.find((c) => c.asking); // nobody has seen it yet
      if (asked) return asked.input.focus();
      const answer = await send("POST", `${this.place}/${this.task}/finish`, this.practice ? { all: this.values() } : { ...extra, work: this.effort.told() });
      if (this.practice) {
        this.idle("");
        return later(() => import("./practice.js"), ({ score }) => score(this, answer));
      }
      forget(this.task);
      this.twin.gone();
      this.today = answer.today;
      if (this.dataset.task && this.dataset.back) return location.assign(this.dataset.back); // one entry at the counter
      lookAhead(this);
      this.idle(t("entry.sent"), answer.undo ? this.task : null);
    } catch (problem) {
      this.unfinished(problem);
    } finally {
      this.finishing = false;
      this.sendButton.removeAttribute("aria-busy");
    }
  }

  unfinished(problem) {
    if (problem.later) return this.trouble(problem);
    this.notice(problem.words);
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
  }
}
customElements.define("entry-station", EntryStation);
