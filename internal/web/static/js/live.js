/** News of changes: topics this window listens to, and whether the line is up. */
import { send } from "./net.js";
import { t } from "./texts.js";

const wanted = new Map(); // topic → functions
let stream = "";
let downSince = 0;

/** Calls fn with the news whenever one of the topics changed, and with none after every reconnection. Returns how to stop. */
export function subscribe(topics, fn) {
  for (const topic of topics) {
    if (!wanted.has(topic)) wanted.set(topic, new Set());
    wanted.get(topic).add(fn);
  }
  listen(topics);
  return () => topics.forEach((topic) => wanted.get(topic)?.delete(fn));
}

/**
 * Asks the server to send topics on the browser's stream; a stream it no longer knows is followed by a new hello. With
 * several nodes the stream may live on while this is not answered: then no hello follows, and it is asked again.
 * False: not yet.
 */
async function listen(topics) {
  const asked = stream;
  if (!asked || topics.length === 0) return true;
  try {
    await send("POST", "/live", { stream: asked, topics });
    up();
  } catch (problem) {
    if (stream !== asked) return false;
    if (problem.offline) down();
    else up();
    if (problem.offline || problem.status >= 429) {
      setTimeout(() => stream === asked && hello(asked), Math.max(1000 * problem.after, 500 + 1000 * Math.random()));
      return false;
    }
  }
  return true;
}

function everybody(news) {
  for (const fn of new Set([...wanted.values()].flatMap((s) => [...s]))) fn(news);
}

async function hello(id) {
  stream = id;
  if (!wanted.size) up();
  if (await listen([...wanted.keys()])) everybody(); // whatever was missed while the line was down
}

/** Begins to listen anew: while the screens were locked this window was told nothing. */
export const listenAgain = () => stream && hello(stream);

function up() {
  downSince = 0;
  show();
}

function down() {
  downSince ||= Date.now();
  show();
  setTimeout(show, 3100);
}

/** The state of the line is a chip in the head, and a band when it lasts. */
function show() {
  document.body.toggleAttribute("data-line-down", downSince > 0);
  if (!downSince) document.querySelectorAll("[data-line-said]").forEach((said) => said.remove());
  const chip = document.querySelector("[data-line]");
  if (chip) {
    chip.className = downSince ? "chip err" : "chip ok";
    chip.textContent = downSince ? t("line.down") : t("line.up");
  }
  const long = downSince && Date.now() - downSince >= 3000;
  const band = document.querySelector(".line-down");
  if (!long) return band?.remove();
  if (band) return;
  const fresh = document.createElement("div");
  fresh.className = "line-down";
  fresh.setAttribute("role", "alert");
  fresh.textContent = t(document.body.classList.contains("station") ? "line.down_long" : "line.down_page");
  document.body.prepend(fresh);
}

function start() {
  if (!("SharedWorker" in self)) return setInterval(() => everybody({}), 4000); // old browsers look by themselves
  const worker = new SharedWorker(new URL("./live-worker.js", import.meta.url));
  worker.port.addEventListener("message", ({ data }) => {
    if (data.hello) hello(data.hello);
    else if (data.down) {
      stream = "";
      down();
    } else wanted.get(data.topic)?.forEach((fn) => fn(data));
  });
  worker.port.start();
  addEventListener("pagehide", () => worker.port.postMessage("bye"));
  addEventListener("pageshow", (e) => e.persisted && location.reload());
}

if (document.body.dataset.base) start();
