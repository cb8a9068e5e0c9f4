/** <live-region data-topics="office:chuo center" data-src="/s/…"> shows a fragment of HTML and keeps it fresh. */
import { subscribe } from "./live.js";
import { patch } from "./patch.js";
import { noticeReady } from "./notify.js";

const PAUSE = 250; // at most four refreshes a second, however busy the office is

class LiveRegion extends HTMLElement {
  connectedCallback() {
    if (this.stop) return;
    this.stop = subscribe((this.dataset.topics || "").split(/\s+/).filter(Boolean), () => this.refresh());
    noticeReady(this, true);
    const every = Number(this.dataset.every);
    if (every) this.timer = setInterval(() => this.refresh(), every * 1000);
  }
  disconnectedCallback() {
    this.stop?.();
    this.stop = null;
    clearInterval(this.timer);
  }
  /** Fetches once, and once more when news came meanwhile. */
  async refresh() {
    if (this.busy) return void (this.again = true);
    this.busy = true;
    try {
      const answer = await fetch(this.dataset.src, { credentials: "same-origin", cache: "no-store", headers: { Accept: "text/html" } });
      if (answer.ok) this.show(await answer.text());
    } catch { /* the line is down; the next hello refreshes */ }
    setTimeout(() => {
      this.busy = false;
      if (this.again) { this.again = false; this.refresh(); }
    }, PAUSE);
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
