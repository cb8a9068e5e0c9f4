/**
 * <live-chip>: says in the header whether the line is there. Three seconds
 * without it, a band says what is safe and that the page goes on by itself.
 */
import { h, icon, setText } from "./dom.js";
import { watchLine } from "./live.js";
import { t, clock } from "./texts.js";

const PATIENCE = 3000;

class LiveChip extends HTMLElement {
  connectedCallback() {
    this.word = h("span", { text: t("live.connecting") });
    this.classList.add("chip");
    this.setAttribute("role", "status");
    this.replaceChildren(icon("circle"), this.word);
    this.seen = Date.now();
    this.stop = watchLine((up) => this.show(up));
  }

  disconnectedCallback() {
    this.stop?.();
  }

  show(up) {
    this.classList.toggle("chip-ok", up === true);
    this.classList.toggle("chip-err", up === false);
    setText(this.word, t(up ? "live.up" : up === false ? "live.down" : "live.connecting"));
    clearTimeout(this.timer);
    if (up === false) this.timer = setTimeout(() => this.warn(), PATIENCE);
    else this.calm();
    if (!up && this.wasUp) this.seen = Date.now();
    this.wasUp = up;
  }

  warn() {
    this.band ??= h("div", { class: "banner banner-err line-banner", role: "alert" });
    // The stations keep typing; other pages keep showing what they last had.
    const station = document.querySelector("entry-station, verify-station");
    const text = station ? t("live.banner_station") : t("live.banner", { time: clock(this.seen) });
    this.band.replaceChildren(icon("alert"), h("p", { text }));
    document.querySelector("[data-banners]")?.append(this.band);
    if (!this.band.isConnected) document.body.prepend(this.band);
  }

  calm() {
    this.band?.remove();
  }
}

customElements.define("live-chip", LiveChip);
