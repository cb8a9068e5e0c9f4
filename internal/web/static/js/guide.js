/** The guide through one case: shows the window where it goes on, and what to do there. */
const LOOK = 700; // ms between two looks
const main = document.querySelector("[data-guide]");

function begun() {
  const key = "hitomado:guide:" + main.dataset.guide;
  if (!sessionStorage.getItem(key)) sessionStorage.setItem(key, String(Date.now()));
  sessionStorage.setItem("hitomado:guide", key);
}

/** What is to be pressed next is never below the edge of the window. */
const toMain = () => main.querySelector(".guide-frame").contentDocument?.querySelector("main .primary")?.scrollIntoView({ block: "nearest" });

let src = "", turned = 0;
function show(step) {
  if (step.done) return location.reload();
  const at = (name) => main.querySelector(`[data-${name}]`);
  if (main.dataset.key !== step.key) {
    main.dataset.key = step.key;
    at("n").textContent = step.n;
    at("where").textContent = step.where;
    at("text").textContent = step.text;
    main.querySelector(".coach button").hidden = !step.help;
    main.querySelector(".coach").classList.remove("fresh");
    requestAnimationFrame(() => main.querySelector(".coach").classList.add("fresh"));
    setTimeout(toMain, LOOK); // once the window below has its news
  }
  const frame = main.querySelector(".guide-frame");
  const here = frame.contentWindow.location.pathname;
  // A screen that is done may go on by itself at the same moment, and win.
  const strayed = Date.now() - turned > 2000 && placeOf(here, 3) !== placeOf(step.src, 3);
  if (src === step.src && !strayed) return;
  src = step.src;
  if (placeOf(here, 4) === placeOf(src, 4) && !strayed) return; // the station went on to its task by itself
  turned = Date.now();
  frame.title = step.where;
  frame.src = src;
  frame.focus(); // a key pressed before it has loaded belongs to it too
}

/** The seat (3) or the seat's screen (4) of a path. */
const placeOf = (path, parts) => path.split("/", parts).join("/");

async function look() {
  try {
    const answer = await fetch(`/demo/guide/${main.dataset.guide}/step`, { method: "POST", cache: "no-store" });
    if (answer.ok) show(await answer.json());
  } catch { /* the power is off; the next look goes on where the case stands */ }
  setTimeout(look, LOOK);
}

async function help(e) {
  e.preventDefault();
  const button = e.submitter;
  button.setAttribute("aria-busy", "true");
  await fetch(e.target.action, { method: "POST" }).catch(() => null);
  button.removeAttribute("aria-busy");
  const frame = main.querySelector(".guide-frame");
  frame.contentWindow.location.reload();
}

if (main) {
  begun();
  // The keys belong to the window that is shown, not to the page around it.
  const frame = main.querySelector(".guide-frame");
  frame.addEventListener("load", () => { frame.contentWindow.focus(); toMain(); });
  main.querySelector(".coach form").addEventListener("submit", help);
  look();
}

// The end shows the record without the bar of the screen it comes from.
for (const record of document.querySelectorAll(".guide-papers iframe[data-bare]")) {
  const bare = () => record.contentDocument?.body?.classList.add("bare");
  record.addEventListener("load", bare);
  bare();
}

const took = document.querySelector("[data-took]");
const from = Number(sessionStorage.getItem(sessionStorage.getItem("hitomado:guide") ?? ""));
if (took && from) took.textContent = took.dataset.text.replace("{n}", Math.round((Date.now() - from) / 1000));
