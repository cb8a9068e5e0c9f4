/** Looking over a keyer's shoulder: shows what is typed as it is saved, field by field, and changes nothing. */
import { send } from "./net.js";

const LOOK = 1000; // ms between two looks

/** Shows a station's task and follows it until it is over; what comes then is for the page around. */
export function watch(station) {
  const task = station.dataset.task;
  if (!task) return station.idle();
  let saved = "";
  const look = async () => {
    try {
      const view = await send("GET", `/tasks/${task}`);
      const now = JSON.stringify(view.drafts);
      if (!station.view) station.open(view);
      else if (now !== saved) follow(station, view);
      saved = now;
    } catch (problem) {
      if (!problem.later && station.view) return;
    }
    setTimeout(look, LOOK);
  };
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
