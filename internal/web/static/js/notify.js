/** Completion notices: two soft tones, a blinking title and a message, once for each thing that became ready. */
import { t } from "./texts.js";

const seen = new Set();
let audio = null;

// Browsers let a page sound once the person has touched it, or has come to it
// from a page of this program that they touched.
const TOUCHED = "hitomado:touched";
for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => { sessionStorage.setItem(TOUCHED, "1"); wake(); }, { once: true, capture: true });

function wake() {
  try { audio ??= new AudioContext(); } catch { /* no sound device */ }
}

/** Looks for [data-ready=id] rows; new ones are announced unless the page has just been opened. */
export function noticeReady(root, quiet) {
  for (const row of root.querySelectorAll("[data-ready]")) {
    if (seen.has(row.dataset.ready)) continue;
    seen.add(row.dataset.ready);
    if (!quiet) announce(row.dataset.readyText || t("notice.ready"));
  }
}

/** Shows and sounds a message. */
export function announce(text) {
  chime();
  toast(text, "done", 12);
  blink(text);
}

/** A short message in the corner; it goes by itself after a while. */
export function toast(text, kind = "", seconds = 8) {
  document.querySelectorAll(".toast").forEach((old) => old.remove());
  const box = document.createElement("div");
  box.className = `toast ${kind}`;
  box.setAttribute("role", "status");
  box.append(text);
  document.body.append(box);
  setTimeout(() => box.remove(), seconds * 1000);
  return box;
}

function chime() {
  if ("watch" in document.body.dataset) return; // whoever looks over a shoulder is not called
  if (sessionStorage.getItem(TOUCHED)) wake();
  if (!audio) return; // the page was never touched, or there is no sound device: the message is still there
  [[660, 0], [880, 0.22]].forEach(([pitch, after]) => {
    const tone = audio.createOscillator(), volume = audio.createGain();
    tone.frequency.value = pitch;
    const at = audio.currentTime + after;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.65);
  });
}

let blinking = 0, title = ""; // the page's own title while another one blinks
function blink(text) {
  if (document.hasFocus()) return;
  if (!blinking) {
    title = document.title;
    addEventListener("focus", () => { clearInterval(blinking); blinking = 0; document.title = title; }, { once: true });
  }
  clearInterval(blinking);
  let on = false;
  blinking = setInterval(() => { document.title = (on = !on) ? text : title; }, 900);
}
