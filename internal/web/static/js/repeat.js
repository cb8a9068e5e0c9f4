/** Repeating what stands already: 世帯主と同じ, 前の人と同じ, 前の人の名字, and ditto. All from what this person keyed. */

/** The same field of the person before: person.2.name → person.1.name. */
function before(key) {
  const m = /^(.+)\.(\d+)\.([^.]+)$/.exec(key);
  return m && Number(m[2]) > 1 ? `${m[1]}.${m[2] - 1}.${m[3]}` : "";
}

/** The family part of a name, with the space that follows it. */
function family(name) {
  const m = /^(\S+)([ 　])\S/u.exec(name);
  return m ? m[1] + m[2] : "";
}

/** The candidates of a cell as things stand now: [{source, label, value, partial}]. */
export function repeats(station, cell) {
  const value = (key) => station.cells.find((c) => c.key === key)?.input.value ?? "";
  return (cell.item.repeats ?? []).map((r) => ({ ...r, value: r.source === "family" ? family(value(r.from)) : value(r.from), partial: r.source === "family" }))
    .filter((o) => o.value && o.value !== cell.input.value);
}

/** 同上: takes the value of the person before, whatever the field. */
export function ditto(station, cell) {
  const from = station.cells.find((c) => c.key === before(cell.key));
  if (!from?.filled || from.mark) return false;
  cell.input.value = from.input.value;
  cell.edited();
  return true;
}
