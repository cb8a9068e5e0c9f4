/** 問合せ at the entry station: answers appear where the question was asked, and find whoever asked at another form. */
import { send } from "./net.js";
import { announce } from "./notify.js";
import { t } from "./texts.js";

export const Asking = (Station) => class extends Station {
  /** Answers of the counter appear where the question was asked. */
  async answers() {
    const view = await send("GET", `/tasks/${this.task}`).catch(() => null);
    if (view && JSON.stringify(view.pages) !== JSON.stringify(this.view.pages)) this.scan.pages = this.view.pages = view.pages; // scanned again
    this.asked(view?.ask ?? []);
  }

  /** A form left for others while its counter answers: the answer is told wherever its asker is. */
  async leftBehind() {
    for (const task of [...this.left]) {
      const view = await send("GET", `/tasks/${task}`).catch(() => null);
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
