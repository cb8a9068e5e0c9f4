/** Keys and active time of each field, as the page that is typed into counts them: what is thought or talked longer than a pause is no typing. */
const PAUSE = 30000; // ms without a key or a new field

export class Effort {
  constructor() { this.fields = {}; this.last = performance.now(); }

  /** The time since the last sign of work belongs to the field that was worked on. */
  tick(key) {
    const now = performance.now(), gap = now - this.last;
    this.last = now;
    if (!key) return null;
    const field = (this.fields[key] ??= { keys: 0, ms: 0 });
    if (gap <= PAUSE) field.ms += gap;
    return field;
  }

  /** A key was pressed in a field; a held key and a bare modifier are none. */
  key(e, key) {
    if (e.repeat || ["Shift", "Control", "Alt", "Meta"].includes(e.key)) return;
    const field = this.tick(key);
    if (field) field.keys++;
  }

  /** What is told when the entry is sent. */
  told() { return Object.fromEntries(Object.entries(this.fields).map(([k, f]) => [k, { keys: f.keys, ms: Math.round(f.ms) }])); }
}
