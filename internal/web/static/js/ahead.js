/**
 * The next forms' images are fetched ahead, so that pulling the next shows its page at once. Nothing is reserved: what
 * comes next is a guess, poor while a form is begun, good when it is nearly done, and all but sure when it is sent.
 */
import { send } from "./net.js";

let holding = []; // keeps the decoded pictures alive

/** Looks what comes next to a station that pulls: not to practice, nor to a counter's one entry, which leads back to its visitor. */
export async function lookAhead(station) {
  if (station.practice || station.dataset.back) return;
  const { views } = await send("GET", "/entry/ahead").catch(() => ({ views: [] }));
  holding = views.map((src) => Object.assign(new Image(), { src }));
}

const LATE = 0.75;

/** Looks once more when most of a form is keyed. */
export function lookLate(station, share) {
  if (share < LATE || station.lookedLate === station.task) return;
  station.lookedLate = station.task;
  lookAhead(station);
}
