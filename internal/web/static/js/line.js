/**
 * The state of the line, in the header's [data-line] chip. Three seconds
 * without it, a band says what is safe and that the page goes on by itself.
 */
import { h, icon, setText } from "./dom.js";
import { watchLine } from "./live.js";
import { t, clock } from "./texts.js";

const PATIENCE = 3000;
let seen = Date.now();
let before = null;
let timer = 0;
let band = null;

function show(up) {
  if (before && !up) seen = Date.now();
  before = up;
  for (const chip of document.querySelectorAll("[data-line]")) paint(chip, up);
  clearTimeout(timer);
  if (up === false) timer = setTimeout(warn, PATIENCE);
  else band?.remove();
}

function paint(chip, up) {
  const word = chip.querySelector("span") ?? h("span");
  if (!word.isConnected) chip.replaceChildren(icon("circle"), word);
  chip.setAttribute("role", "status");
  chip.classList.toggle("ok", up === true);
  chip.classList.toggle("err", up === false);
  setText(word, t(up ? "line.up" : up === false ? "line.down" : "line.wait"));
}

/** The stations keep typing; other pages keep showing what they last had. */
function warn() {
  const station = document.querySelector("entry-station, verify-station");
  const text = station ? t("line.banner_station") : t("line.banner", { time: clock(seen) });
  band ??= h("div", { class: "line-down", role: "alert" });
  band.replaceChildren(icon("alert"), h("p", { text }));
  document.querySelector(".head")?.after(band);
}

if (document.querySelector("[data-line]")) watchLine(show);
