/** Requests of scripts: JSON, an idempotency key, and one kind of error. */
import { t } from "./texts.js";

/** Path prefix of this window's seat: a window is somebody by its path, never by shared state. */
export const base = document.body?.dataset.base ?? "";

/** A refusal of the server, with its text for people, or a line that is down (status 0). */
export class Problem extends Error {
  constructor(status, body = {}) {
    super(body.title || t("net.failed"));
    Object.assign(this, { status, code: body.code ?? "", args: body.args ?? {}, detail: body.detail ?? "", problems: body.problems ?? [], field: body.field ?? "" });
  }
  get offline() { return this.status === 0; }
  /** The same may pass in a moment: the line is down, the server too busy, or this window asked too often. */
  get later() { return this.offline || this.status >= 500 || this.status === 429; }
  /** Both sentences: what happened, and what to do. */
  get words() { return [this.message, this.detail].filter(Boolean).join(" "); }
}

/** A random key; crypto.randomUUID does not exist on plain HTTP. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** Says for whom this window was opened: what another person's window sends is refused. */
export const person = () => document.body?.dataset.me ? { "Hitomado-Person": document.body.dataset.me } : {};

/** Sends a command or a question below this window's seat and returns the JSON answer, or null when there is none. */
export async function send(method, path, body, { key = newKey(), timeout = 15000, keepalive = false } = {}) {
  let answer;
  try {
    answer = await fetch(base + path, {
      method, keepalive, credentials: "same-origin", cache: "no-store",
      headers: { Accept: "application/json", ...person(), ...(method === "GET" ? {} : { "Content-Type": "application/json", "Idempotency-Key": key }) },
      body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
      signal: AbortSignal.timeout(timeout),
    });
  } catch {
    throw new Problem(0, { title: t("net.offline") });
  }
  if (answer.status === 204) return null;
  const json = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json().catch(() => null) : null;
  if (!answer.ok) throw new Problem(answer.status, json ?? {});
  return json;
}
