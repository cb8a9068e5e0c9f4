/** <live-region data-topics="office:chuo center" data-src="/s/…"> shows a fragment of HTML and keeps it fresh. */
import { subscribe } from "./live.js";
import { ask, patience } from "./net.js";
import { patch } from "./patch.js";
import { noticeReady } from "./notify.js";

const PAUSE = 250; // at most four refreshes a second, however busy the office is

class LiveRegion extends HTMLElement {
  failed = 0; // times in a row
  connectedCallback() {
    if (this.stop) return;
    this.stop = subscribe((this.dataset.topics || "").split(/\s+/).filter(Boolean), (news) => this.refresh(!news));
    noticeReady(this, true);
    const every = Number(this.dataset.every);
    if (every) this.timer = setInterval(() => this.refresh(), every * 1000);
    if (this.again) this.refresh(); // was taken out while it waited
  }
  disconnectedCallback() {
    this.stop?.();
    this.stop = null;
    clearInterval(this.timer);
  }
  /**
   * Fetches once, never twice at a time; once more when news came meanwhile, and when it failed in a way that may pass:
   * after a pause that grows, or as soon as the line is back unless the server said how long to wait.
   */
  async refresh(back = false) {
    if (this.busy) {
      this.again = true;
      if (back && this.failed && this.resting && !this.told) this.rest(0);
      return;
    }
    this.busy = true;
    this.again = false;
    let html, problem;
    try {
      html = await ask(this.dataset.src, (answer) => answer.text(), { headers: { Accept: "text/html" } });
    } catch (refusal) {
      problem = refusal;
    }
    this.failed = problem?.later ? this.failed + 1 : 0; // what was refused for good waits for the next news
    this.told = problem?.after > 0;
    this.again ||= this.failed > 0;
    this.rest(this.failed ? patience(this.failed, problem) : PAUSE);
    if (!problem) this.show(html);
  }
  rest(ms) {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.busy = false;
      this.resting = 0;
      if (this.again && this.stop) this.refresh();
    }, ms);
  }
  show(html) {
    const fresh = this.cloneNode(false);
    const parsed = new DOMParser().parseFromString(`<body><template>${html}</template>`, "text/html").querySelector("template").content;
    fresh.append(...(parsed.querySelector("live-region")?.childNodes ?? parsed.childNodes));
    patch(this, fresh);
    noticeReady(this, false);
  }
}
customElements.define("live-region", LiveRegion);
