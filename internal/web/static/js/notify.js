/**
 * Tells a person that something came: two soft tones, a blinking title while
 * they look elsewhere, and a notice in the page. The tones are made here; no
 * sound file, no permission needed.
 */
import { h, icon } from "./dom.js";
import { t } from "./texts.js";

const TONES = [[659.26, 0], [880, 0.18]]; // E5, A5; seconds from the start
const BLINK = 1000;
const STAYS = 60000;

let audio = null;
let blinking = 0;

// Browsers let a page sound only after the person has touched it once.
for (const event of ["pointerdown", "keydown"]) addEventListener(event, unlock, { once: true, capture: true });

function unlock() {
  try {
    audio ??= new AudioContext();
    if (audio.state === "suspended") audio.resume();
  } catch {
    audio = null; // no sound device: the notice and the title remain
  }
}

/** Plays the two tones, softly; silent until the page was touched once. */
export function chime() {
  if (!audio) return;
  for (const [pitch, after] of TONES) {
    const tone = audio.createOscillator(), volume = audio.createGain();
    const at = audio.currentTime + after;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.14, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.7);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.75);
  }
}

function blink(text) {
  if (blinking || !document.hidden && document.hasFocus()) return;
  const title = document.title;
  let on = false;
  blinking = setInterval(() => (document.title = (on = !on) ? text : title), BLINK);
  const stop = () => {
    clearInterval(blinking);
    blinking = 0;
    document.title = title;
    for (const e of ["focus", "visibilitychange"]) removeEventListener(e, stop, true);
  };
  for (const e of ["focus", "visibilitychange"]) addEventListener(e, stop, true);
}

function tray() {
  let box = document.getElementById("notices");
  if (!box) {
    box = h("div", { id: "notices", class: "notices", role: "status", "aria-live": "polite" });
    document.body.append(box);
  }
  return box;
}

/** Shows a notice, with sound unless it is quiet. */
export function notify({ text, href = "", quiet = false }) {
  const words = href ? h("a", { href, text }) : h("span", { text });
  const close = h("button", { type: "button", class: "btn-quiet", "aria-label": t("common.close") }, icon("close"));
  const note = h("div", { class: "notice" }, icon("check"), words, close);
  close.onclick = () => note.remove();
  tray().append(note);
  setTimeout(() => note.remove(), STAYS);
  if (quiet) return;
  chime();
  blink(text);
}
