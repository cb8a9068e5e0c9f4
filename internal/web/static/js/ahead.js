/** The next forms' images are fetched while the present one is keyed, so that pulling the next shows its page at once. */
import { send } from "./net.js";

let holding = []; // keeps the decoded pictures alive

export async function lookAhead() {
  const { views } = await send("GET", "/entry/ahead").catch(() => ({ views: [] }));
  holding = views.map((src) => Object.assign(new Image(), { src }));
}
