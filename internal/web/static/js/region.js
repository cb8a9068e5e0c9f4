/** <live-region data-topics="office:chuo center" data-src="/s/…"> shows a fragment of HTML and keeps it fresh. */
import { Again } from "./again.js";
import { subscribe } from "./live.js";
import { ask } from "./net.js";
import { patch } from "./patch.js";
import { noticeReady } from "./notify.js";

const PAUSE = 250; // at most four refreshes a second, however busy the office is

class LiveRegion extends HTMLElement {
  again = new Again(() => this.look(), PAUSE);
  connectedCallback() {
    if (this.stop) return;
    this.stop = subscribe((this.dataset.topics || "").split(/\s+/).filter(Boolean), (news) => this.refresh(!news));
    noticeReady(this, true);
    const every = Number(this.dataset.every);
    if (every) this.timer = setInterval(() => this.refresh(), every * 1000);
    if (this.missed) this.refresh(); // was taken out while it waited
    this.missed = false;
  }
  disconnectedCallback() {
    this.stop?.();
    this.stop = null;
    clearInterval(this.timer);
  }
  get busy() { return this.again.busy; }
  refresh(back) { return this.again.now(back); }
  async look() {
    if (!this.stop) return void (this.missed = true);
    this.show(await ask(this.dataset.src, (answer) => answer.text(), { headers: { Accept: "text/html" } }));
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
