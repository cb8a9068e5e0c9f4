/**
 * Two windows of one person at one form: what one saves shows in the other, but
 * never over what is being typed there. A field that both changed is settled by
 * the person: see "typed_elsewhere".
 */
import { base } from "./net.js";
import { t } from "./texts.js";

export class TwinWindow {
  constructor(station) {
    this.station = station;
    if (!("BroadcastChannel" in self)) return; // an old browser: a conflict is then told when it is saved
    this.line = new BroadcastChannel("task:" + base);
    this.line.onmessage = (e) => this.heard(e.data);
  }

  /** Tells the other windows what was saved here. */
  told(cells, answer) {
    const fields = {};
    for (const c of cells) {
      if (c.problem?.code === "typed_elsewhere" || c.again) continue;
      fields[c.key] = { ...c.field, echo: c.echo.textContent, seen: c.seen };
    }
    this.line?.postMessage({ task: this.station.task, fields, items: answer.items, sections: answer.sections });
  }

  /** The form left this window: it was sent, put aside or given back. */
  gone() { this.line?.postMessage({ task: this.station.task, gone: true }); }

  heard({ task, fields, items, sections, gone }) {
    const s = this.station;
    if (!s.view || task !== s.task) return;
    if (gone) return s.idle(t("same.gone"));
    if (items) s.build(items, sections);
    for (const [key, f] of Object.entries(fields ?? {})) {
      const cell = s.cells.find((c) => c.key === key);
      if (!cell || document.activeElement === cell.input && !cell.settled || !cell.settled && cell.filled) continue;
      cell.follow(f);
    }
    s.progress();
  }
}
