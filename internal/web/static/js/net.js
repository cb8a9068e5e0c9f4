/** Requests of scripts: JSON, an idempotency key, and one kind of error. */
import { t } from "./texts.js";

/** Path prefix of this window's seat: a window is somebody by its path, never by shared state. */
export const base = document.body?.dataset.base ?? "";

/** A refusal of the server, with its text for people, or a line that is down (status 0). */
export class Problem extends Error {
  constructor(status, body = {}, after = 0) {
    super(body.title || t("net.failed"));
    Object.assign(this, { status, after, code: body.code ?? "", args: body.args ?? {}, detail: body.detail ?? "", problems: body.problems ?? [], field: body.field ?? "" });
  }
  get offline() { return this.status === 0; }
  /** The same may pass in a moment: the line is down, the server too busy, or this window asked too often. */
  get later() { return this.offline || this.status >= 500 || this.status === 429; }
  /** Both sentences: what happened, and what to do. */
  get words() { return [this.message, this.detail].filter(Boolean).join(" "); }
}

const FIRST = 2000, LONGEST = 30000; // ms before something is asked again
/** How long to leave what failed alone before it is asked for the nth time: longer each time, not all windows at once, and never shorter than the server wished. */
export const patience = (n, problem) => Math.max(1000 * problem.after, Math.min(LONGEST, FIRST * 2 ** (n - 1)) * (0.9 + 0.2 * Math.random()));

/** A random key; crypto.randomUUID does not exist on plain HTTP. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** Says for whom this window was opened: what another person's window sends is refused. */
export const person = () => document.body?.dataset.me ? { "Hitomado-Person": document.body.dataset.me } : {};

/** Asks the server and reads what it says; an answer that is cut off or does not come in time is a line that is down. */
export async function ask(url, read, { timeout = 15000, ...request } = {}) {
  let answer;
  try {
    answer = await fetch(url, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(timeout), ...request });
    if (answer.ok) return await read(answer);
  } catch {
    throw new Problem(0, { title: t("net.offline") });
  }
  throw new Problem(answer.status, isJSON(answer) && await answer.json().catch(() => null) || {}, Number(answer.headers.get("Retry-After")) || 0);
}

const isJSON = (answer) => (answer.headers.get("Content-Type") || "").includes("json");

/** Sends a command or a question below this window's seat and returns the JSON answer, or null when there is none. */
export const send = (method, path, body, { key = newKey(), ...request } = {}) => ask(base + path, (answer) => answer.status !== 204 && isJSON(answer) ? answer.json() : null, {
  method, ...request,
  headers: { Accept: "application/json", ...person(), ...(method === "GET" ? {} : { "Content-Type": "application/json", "Idempotency-Key": key }) },
  body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
});
