/** Keys of the entry station. An Enter that belongs to a conversion of the input method is never ours. */
import { AskPanel } from "./ask.js";
import { later, fetchAhead } from "./later.js";
import { ditto } from "./repeat.js";

const glyphs = () => import("./glyph-search.js"), why = () => import("./why.js");

const mine = (e) => !e.isComposing && e.keyCode !== 229;

/** Counts what this entry cost beyond composing the text: the page is its own witness. */
export function counting(station) {
  station.strokes = { enter: 0, send: 0, other: 0, mouse: 0 };
  station.dataset.strokes = JSON.stringify(station.strokes);
}

function count(station, what) {
  station.strokes[what]++;
  station.dataset.strokes = JSON.stringify(station.strokes);
}

/** A key inside an input. */
export function cellKey(station, e, cell) {
  if (!mine(e)) return;
  if (e.key === "Enter" && !e.ctrlKey && !e.altKey) {
    e.preventDefault();
    if (performance.now() - (cell.composed ?? -1000) < 30) return; // the same key press ended a conversion
    if (e.shiftKey) return station.move(cell, -1);
    if (e.repeat && cell.again) return; // a held key decides nothing
    count(station, "enter");
    return station.leave(cell);
  }
  const does = e.key === "F4" ? () => { cell.unreadable(); station.leave(cell); }
    : e.key === "F3" ? () => later(glyphs, ({ searchGlyph }) => searchGlyph(cell))
    : e.key === "Escape" && cell.asking ? () => { cell.decline(); station.move(cell, 1); }
    : e.key === "Escape" && station.asking.length ? () => station.decline()
    : e.altKey && /^[1-3]$/.test(e.key) ? () => cell.take(Number(e.key) - 1) && station.leave(cell)
    : e.altKey && e.key === "0" ? () => ditto(station, cell) && station.leave(cell)
    : e.key === "." && cell.input.value === "" && cell.item.type.startsWith("date") ? () => { cell.input.value = document.body.dataset.today ?? ""; cell.edited(); }
    : null;
  if (!does) return;
  e.preventDefault();
  if (e.key !== ".") count(station, "other");
  does();
}

/** The first key of a form: what its other keys open is fetched now. */
function begun(station) {
  if (station.begun) return;
  station.begun = true;
  fetchAhead(glyphs, ...(station.practice ? [] : [why]));
}

/** A key anywhere in the station. */
export function stationKey(station, e) {
  if (station.view) begun(station);
  if (station.view) station.effort?.key(e, station.current?.key);
  if (!mine(e)) return;
  if (!station.view) {
    if (e.altKey && e.code === "KeyH" && !e.repeat && station.rests) { e.preventDefault(); station.rests.resumeFirst(); }
    return;
  }
  const does = e.key === "F2" ? () => station.scan.whole()
    : e.altKey && e.code === "KeyR" ? () => station.scan.turn()
    : e.altKey && e.code === "KeyQ" && !station.practice ? () => AskPanel.open(station, station.current?.item)
    : e.altKey && e.code === "KeyH" && !station.practice ? () => station.hold()
    : e.altKey && e.code === "KeyJ" && !station.practice ? () => later(why, ({ toggleWhy }) => toggleWhy(station))
    : e.ctrlKey && e.key === "Enter" ? () => { count(station, "send"); station.finish(); }
    : null;
  if (!does) return;
  e.preventDefault();
  if (!e.repeat) does();
}

/** A mouse is never needed; using it is counted too. */
export const clicked = (station) => { if (station.view && station.strokes) count(station, "mouse"); };
