/**
 * The one event stream where no shared worker exists: one window leads, holds
 * the stream and passes news on. Web Locks need a secure context, so the lead
 * is a short lease in localStorage that the leader renews.
 */
import { Stream } from "./live-stream.js";

const KEY = "hitomado.live.lead";
const LEASE = 4000;
const RENEW = 1500;

export class Leader {
  constructor(report) {
    this.report = report;
    this.me = String(Math.random());
    this.channel = new BroadcastChannel("hitomado.live");
    this.channel.onmessage = (e) => this.heard(e.data);
    this.timer = setInterval(() => this.strive(), RENEW);
    this.strive();
    this.channel.postMessage({ kind: "who" });
  }

  heard(message) {
    if (message.kind !== "who") this.report(message);
    else if (this.stream) this.recap();
  }

  /** Tells a window that came later how things stand. */
  recap() {
    if (this.stream.up !== null) this.channel.postMessage({ kind: "state", up: this.stream.up });
    if (this.stream.stream) this.channel.postMessage({ kind: "hello", stream: this.stream.stream });
  }

  strive() {
    const [holder, until] = (localStorage.getItem(KEY) || "|0").split("|");
    if (holder !== this.me && Number(until) > Date.now()) return this.follow();
    localStorage.setItem(KEY, this.me + "|" + (Date.now() + LEASE));
    this.stream ??= new Stream((m) => (this.report(m), this.channel.postMessage(m)));
  }

  follow() {
    this.stream?.close();
    this.stream = null;
  }

  close() {
    clearInterval(this.timer);
    if (this.stream) localStorage.removeItem(KEY);
    this.follow();
    this.channel.close();
  }
}
