/** Looking up what others change: it comes right by itself when a look failed, without any further news. */
import { patience } from "./net.js";

export class Again {
  failed = 0; // looks in a row that came to nothing
  /** look asks the server and throws its refusal; pause is how long at least to leave it alone between two looks, in ms. */
  constructor(look, pause = 0) { Object.assign(this, { look, pause, busy: false }); }

  /**
   * Looks once, never twice at a time; once more when news came meanwhile, and when it failed in a way that may pass:
   * after a pause that grows, or as soon as the line is back unless the server said how long to wait.
   */
  async now(back = false) {
    if (this.busy) {
      this.owed = true;
      if (back && this.failed && this.resting && !this.told) this.rest(0);
      return;
    }
    this.busy = true;
    this.owed = false;
    let problem;
    try {
      await this.look();
    } catch (refusal) {
      problem = refusal;
    }
    this.failed = problem?.later ? this.failed + 1 : 0; // what was refused for good waits for the next news
    this.told = problem?.after > 0;
    this.owed ||= this.failed > 0;
    this.rest(this.failed ? patience(this.failed, problem) : this.pause);
    if (problem && !("later" in problem)) throw problem; // no refusal: a mistake of ours
  }

  rest(ms) {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.busy = false;
      this.resting = 0;
      if (this.owed) this.now();
    }, ms);
  }
}
