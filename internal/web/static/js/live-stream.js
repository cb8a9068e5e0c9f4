/**
 * The one event stream of a browser, wherever it is held: in the shared worker
 * or, where there is none, in the window that leads. It reports
 *   {kind:"state", up}            the line is there or not
 *   {kind:"hello", stream}        a (new) stream; windows name their topics again
 *   {kind:"topic", topic, version}
 * The browser retries by itself while it can; a stream that it gave up, or
 * that went silent (the server pings every 15 s), is opened anew.
 */
const SILENCE = 40000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

export class Stream {
  constructor(report, url = "/live") {
    this.report = report;
    this.url = url;
    this.up = null;
    this.stream = "";
    this.pause = FIRST_PAUSE;
    this.open();
  }

  open() {
    clearTimeout(this.retry);
    this.source?.close();
    const source = (this.source = new EventSource(this.url));
    source.addEventListener("hello", (e) => this.hello(e));
    source.addEventListener("topic", (e) => this.topic(e));
    source.addEventListener("ping", () => this.alive());
    source.onerror = () => this.lost();
    this.alive(true);
  }

  hello(event) {
    this.stream = JSON.parse(event.data).stream;
    this.pause = FIRST_PAUSE;
    this.alive();
    this.state(true);
    this.report({ kind: "hello", stream: this.stream });
  }

  topic(event) {
    this.alive();
    this.report({ kind: "topic", ...JSON.parse(event.data) });
  }

  /** Restarts the watch for silence. */
  alive(quiet = false) {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.lost(true), SILENCE);
    if (!quiet && this.stream) this.state(true);
  }

  lost(silent = false) {
    this.stream = "";
    this.state(false);
    if (!silent && this.source.readyState !== EventSource.CLOSED) return;
    this.source.close();
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  state(up) {
    if (up === this.up) return;
    this.up = up;
    this.report({ kind: "state", up });
  }

  close() {
    clearTimeout(this.watch);
    clearTimeout(this.retry);
    this.source.close();
  }
}
