/**
 * <live-region data-topics="office:minami center" data-src="/s/x/counter?part=board">
 * fetches its part of the page again when one of its topics changed and
 * replaces only what changed: rows (elements with data-key) whose HTML is
 * different, never the row that holds the focus or a half-typed word, and
 * never scrolls. At most four times a second.
 */
import { subscribe } from "./live.js";
import { merge, holdsPerson } from "./region-merge.js";
import { notify } from "./notify.js";

const GAP = 250;
const LONGEST_PAUSE = 15000;

class LiveRegion extends HTMLElement {
  connectedCallback() {
    const topics = (this.dataset.topics || "").split(/\s+/).filter(Boolean);
    this.last = 0;
    this.pause = 1000;
    this.composing = false;
    this.addEventListener("compositionstart", () => (this.composing = true));
    this.addEventListener("compositionend", () => (this.composing = false));
    this.addEventListener("focusout", () => this.owed && this.soon());
    if (topics.length) this.stop = subscribe(topics, () => this.soon());
    this.onWake = () => this.soon();
    addEventListener("hitomado:refresh", this.onWake);
  }

  disconnectedCallback() {
    this.stop?.();
    clearTimeout(this.timer);
    this.timer = 0;
    removeEventListener("hitomado:refresh", this.onWake);
  }

  /** Fetches soon: at once when it has been quiet, else with the next beat. */
  soon(wait = 0) {
    if (this.timer) return;
    const due = Math.max(wait, this.last + GAP - Date.now(), 0);
    this.timer = setTimeout(() => this.fetch(), due);
  }

  async fetch() {
    this.last = Date.now();
    if (this.busy) return (this.timer = 0), this.soon(GAP);
    this.busy = true;
    this.timer = 0;
    try {
      const answer = await fetch(this.dataset.src, { credentials: "same-origin", cache: "no-store", headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.take(await answer.text());
      this.pause = 1000;
    } catch {
      // The header says when the line is down; here only patience is needed.
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
      this.soon(this.pause);
    } finally {
      this.busy = false;
    }
  }

  take(html) {
    const fresh = new DOMParser().parseFromString("<template>" + html + "</template>", "text/html").querySelector("template").content;
    const root = fresh.querySelector("live-region") || fresh;
    const result = merge(this, root, (el) => this.composing && el.contains(document.activeElement) || holdsPerson(el));
    this.owed = result.kept > 0;
    for (const text of result.news) notify({ text });
    this.dispatchEvent(new CustomEvent("region:fresh", { bubbles: true }));
  }
}

customElements.define("live-region", LiveRegion);
