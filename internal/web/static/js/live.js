/**
 * News for a window: subscribe(topics, fn) calls fn when one of them changed,
 * and once after every (re)connection, because news may have been missed.
 * News carry no contents; who hears them fetches what changed.
 */
import { send, passing } from "./net.js";
import { Leader } from "./live-leader.js";

const subscriptions = new Set();
const watchers = new Set();
let link = null;
let stream = "";
let up = null;
let named = ""; // what the server knows of this window: stream and topics
let timer = 0;
let pause = 500;

/** Whether the line is there; null while that is not known yet. */
export const connected = () => up;

/** Calls fn with each news of the topics; returns how to stop. */
export function subscribe(topics, fn) {
  const one = { topics: new Set(topics), fn };
  subscriptions.add(one);
  connect();
  later(0);
  return () => subscriptions.delete(one);
}

/** Calls fn(up) with the state of the line now and at every change. */
export function watchLine(fn) {
  watchers.add(fn);
  connect();
  fn(up);
  return () => watchers.delete(fn);
}

function connect() {
  if (link) return;
  link = typeof SharedWorker === "undefined" ? new Leader(hear) : viaWorker();
}

function viaWorker() {
  const worker = new SharedWorker(new URL("./live-worker.js", import.meta.url), { type: "module", name: "hitomado-live" });
  worker.port.onmessage = (e) => hear(e.data);
  worker.port.start();
  return { close: () => worker.port.postMessage("bye") };
}

function hear(message) {
  if (message.kind === "state") line(message.up);
  else if (message.kind === "hello") {
    stream = message.stream;
    named = "";
    later(0);
  } else news(message);
}

function line(now) {
  up = now;
  if (!now) stream = "";
  for (const fn of watchers) fn(now);
}

function news(message) {
  for (const s of subscriptions) if (s.topics.has(message.topic)) s.fn(message);
}

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(nameTopics, ms);
}

/** Tells the server which topics this window wants on the stream. */
async function nameTopics() {
  const topics = [...new Set([...subscriptions].flatMap((s) => [...s.topics]))].sort();
  const name = stream + " " + topics.join(" ");
  if (!stream || !topics.length || name === named) return;
  try {
    await send("POST", "/live", { stream, topics });
    named = name;
    pause = 500;
    for (const s of subscriptions) s.fn({ topic: "", fresh: true });
  } catch (err) {
    // A refusal may mean that the stream is gone; a new hello follows then.
    pause = Math.min(pause * 2, passing(err) ? 8000 : 30000);
    later(pause);
  }
}

addEventListener("pagehide", () => {
  link?.close();
  link = null;
});
addEventListener("pageshow", (e) => {
  if (!e.persisted || !(subscriptions.size + watchers.size)) return;
  named = "";
  connect();
});
