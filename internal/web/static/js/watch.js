/** Looking over a keyer's shoulder: shows what is typed as it is saved, field by field, and changes nothing. */
import { send } from "./net.js";
import { subscribe } from "./live.js";

const LOOK = 1000; // ms between two looks
const AGAIN = 4000; // ms after which a task that nobody works on may be looked at again

/**
 * Shows a station's task and follows it until it is over; what comes then is for the page around. A task that is in
 * nobody's hands yet, or no more, is looked at again when there is news of the center.
 */
export function watch(station) {
  const task = station.dataset.task;
  if (!task) return station.idle();
  let saved = "", refused = 0;
  const look = async () => {
    try {
      const view = await send("GET", `/tasks/${task}`);
      const now = JSON.stringify(view.drafts);
      if (!station.view) station.open(view);
      else if (now !== saved) follow(station, view);
      saved = now;
      refused = 0;
    } catch (problem) {
      if (!problem.later) {
        if (!station.view) station.idle();
        refused = performance.now();
        return;
      }
    }
    setTimeout(look, LOOK);
  };
  subscribe(["center"], () => {
    if (!refused || station.view) return;
    setTimeout(look, Math.max(0, refused + AGAIN - performance.now()));
    refused = 0;
  });
  look();
}

function follow(station, view) {
  for (const cell of station.cells) {
    const draft = view.drafts[cell.key];
    if (!draft || draft.v === "" && !draft.m) continue;
    cell.fill(draft, view.echoes?.[cell.key], view.typed?.[cell.key]);
    cell.acked = JSON.stringify(cell.field);
    cell.paint();
  }
  (station.cells.find((c) => !c.settled) ?? station.cells.at(-1))?.input.focus();
  station.progress();
}
