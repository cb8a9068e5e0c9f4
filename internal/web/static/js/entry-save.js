/** Saving of the entry station: every field goes to the server as it is left, and stays in this browser until it is there. */
import { send } from "./net.js";
import { t } from "./texts.js";
import { keep, local, acknowledge } from "./drafts.js";
import { lookLate } from "./ahead.js";

export class SavingStation extends HTMLElement {
  /** Where tasks live; practice has a place of its own that keeps nothing. */
  get place() { return this.practice ? "/practice" : "/tasks"; }

  typed(cell) { if (!this.practice) keep(this.task, cell.key, cell.field); }
  kept() { return this.practice ? {} : local(this.task); }

  /** Whether that form is still the one on the screen: an answer may be later than its person. */
  shows(task) { return this.view?.task.id === task; }

  /** Sends fields, one request after the other, so that a later one never arrives first. */
  save(cells) {
    const { task } = this; // the line may be so slow that another form is open when its turn comes
    this.saving = (this.saving ?? Promise.resolve()).then(() => this.put(task, cells));
    return this.saving;
  }

  async put(task, cells) {
    const sent = cells.map((c) => [c, c.field]);
    if (this.shows(task)) sent.forEach(([c]) => this.typed(c)); // what was given up is not kept again
    const fields = Object.fromEntries(sent.map(([c, f]) => [c.key, this.practice ? f : { ...f, was: c.seen ?? "" }]));
    const body = this.practice ? { fields, all: this.values() } : { fields };
    try {
      const answer = await send("PUT", `${this.place}/${task}/draft`, body);
      for (const [c, f] of sent) {
        const got = answer.fields[c.key];
        if (got) c.seen = got.stored;
        if (got?.problem?.code !== "typed_elsewhere") acknowledge(task, c.key, f); // else it is only here
        if (!this.shows(task)) continue;
        if (got) c.understood(got, f);
        this.autofill(got?.fill);
      }
      if (!this.shows(task)) return;
      if (answer.items) this.build(answer.items, answer.sections);
      this.twin?.told(sent.map(([c]) => c), answer);
      this.ok();
    } catch (problem) {
      if (!this.shows(task)) return;
      this.trouble(problem);
    }
    this.progress();
  }

  /** Everything as it stands on the screen, by key. */
  values() { return Object.fromEntries(this.cells.map((c) => [c.key, c.field])); }

  autofill(values) {
    for (const [key, v] of Object.entries(values ?? {})) {
      const cell = this.cells.find((c) => c.key === key);
      if (!cell || cell.filled || cell.composing) continue;
      cell.fill({ v });
      if (document.activeElement === cell.input) cell.input.select(); // as if it had come before the cursor
      this.typed(cell);
    }
  }

  /**
   * A question whether to write as the register does goes along with the hand:
   * the Enter that leaves the next field means yes, Escape there no, so that a
   * field costs one Enter. What is asked about a date is a doubt, and what two
   * people keyed differently is decided where it is: these wait for their answer.
   */
  passes(cell) { return cell.asking && !cell.item.type.startsWith("date") && !this.view.mismatches?.[cell.key]; }

  /** The questions left behind. */
  get asking() { return this.cells.filter((c) => this.passes(c) && document.activeElement !== c.input); }

  /** Yes to them; they are to be saved. */
  agree() {
    const left = this.asking;
    left.forEach((c) => c.agree());
    return left;
  }

  decline() {
    this.asking.forEach((c) => c.decline());
    this.progress();
  }

  ok() {
    this.failures = 0;
    this.querySelector(".notice").hidden = true;
    this.saved.className = "chip ok";
    this.saved.textContent = t(this.practice ? "practice.unsaved" : "entry.saved");
  }

  /** A failed save never stops typing; it is tried again until it works. */
  trouble(problem) {
    if (!problem.later) {
      const gone = problem.code === "task_not_yours";
      this.notice(gone ? t("entry.lost_task") : problem.words);
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
    const kept = this.kept();
    const cells = this.cells.filter((c) => kept[c.key]);
    if (cells.length) return this.save(cells);
  }

  progress() {
    const differ = this.cells.filter((c) => this.differs(c)); // of a decision only that counts
    const cells = differ.length ? differ : this.cells;
    const n = cells.filter((c) => c.settled || c.mark).length;
    this.bar.value = cells.length ? n / cells.length : 0;
    this.done.textContent = t("entry.progress", { n, all: cells.length });
    lookLate(this, this.bar.value);
  }
}
