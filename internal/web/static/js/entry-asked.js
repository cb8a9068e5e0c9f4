/** 問合せ at the entry station: answers appear where the question was asked, and find whoever asked at another form. */
import { send } from "./net.js";
import { announce } from "./notify.js";
import { t } from "./texts.js";

/** A refusal for good is no answer; one that may pass is thrown on, for what was asked is asked again. */
const passing = (problem) => {
  if (problem.later) throw problem;
};

export const Asking = (Station) => class extends Station {
  /** Answers of the counter appear where the question was asked. */
  async answers() {
    const task = this.task, view = await send("GET", `/tasks/${task}`);
    if (task !== this.task || !this.view) return; // the keyer went on meanwhile
    if (JSON.stringify(view.pages) !== JSON.stringify(this.view.pages)) this.scan.pages = this.view.pages = view.pages; // scanned again
    this.asked(view.ask ?? []);
  }

  /** A form left for others while its counter answers: the answer is told wherever its asker is. */
  async leftBehind() {
    for (const task of [...this.left]) {
      const view = await send("GET", `/tasks/${task}`).catch(passing);
      if (view?.ask?.some((a) => !a.answered)) continue;
      this.left.delete(task);
      if (view) announce(t("entry.answer_next", { ticket: view.application.ticket }));
    }
  }

  asked(list) {
    for (const a of list) {
      const text = a.answered ? t(`entry.answer.${a.kind}`, { answer: a.answer }) : t("entry.asked", { question: a.question });
      const cell = this.cells.find((c) => c.key === a.field);
      if (cell?.said) {
        cell.said.className = "said soft";
        cell.said.textContent = text;
      } else this.notice(text);
      if (a.answered && this.waitingFor.delete(a.id)) announce(t("entry.answer_came"));
      if (!a.answered) this.waitingFor.add(a.id);
    }
    this.paused.hidden = !this.waitingFor.size; // the center's clock stands still meanwhile
  }
};
