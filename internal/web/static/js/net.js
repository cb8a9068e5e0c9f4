/**
 * Requests to the seat's own doors. Every change carries an idempotency key:
 * a retry after a cut line is recognised and changes nothing twice.
 */

/** An answer that says no, in words for people (RFC 9457). */
export class Problem extends Error {
  constructor(status, body) {
    super(body.title || String(status));
    Object.assign(this, { status, title: body.title || "", detail: body.detail || "", code: body.code || "", field: body.field || "", args: body.args || {}, problems: body.problems || [] });
  }
}

/** No answer at all: the line is down, or the server is. */
export class Offline extends Error {}

/** The seat's path, such as "/s/minami-3". */
export const base = () => document.body.dataset.base || "";

/**
 * A fresh key. crypto.randomUUID is missing on plain HTTP, where town halls
 * run; getRandomValues is not.
 */
export function newKey() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Sends JSON below the seat and returns the answer's JSON, null when there is
 * none (204). Throws Problem or Offline.
 */
export async function send(method, path, body, { key = newKey(), timeout = 15000, keepalive = false } = {}) {
  const headers = { Accept: "application/json, application/problem+json" };
  if (method !== "GET") headers["Idempotency-Key"] = key;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const request = { method, headers, keepalive, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(timeout) };
  if (body !== undefined) request.body = JSON.stringify(body);
  return read(await reach(base() + path, request));
}

async function reach(url, request) {
  try {
    return await fetch(url, request);
  } catch (cause) {
    throw new Offline("offline", { cause });
  }
}

async function read(answer) {
  if (answer.status === 204) return null;
  let body;
  try {
    body = await answer.json();
  } catch (cause) {
    // A gateway's own page, or an answer cut in the middle.
    if (answer.ok || answer.status >= 502) throw new Offline("cut", { cause });
    body = {};
  }
  if (!answer.ok) throw new Problem(answer.status, body);
  return body;
}

/** Whether trying the same again later can help. */
export const passing = (err) => err instanceof Offline || (err instanceof Problem && (err.status >= 500 || err.status === 429));
