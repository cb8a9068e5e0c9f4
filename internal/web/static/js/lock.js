/** Locks this seat's screens when nobody touches any of them, and opens them with the password. What was typed stays under the lock. */
import { listenAgain } from "./live.js";
import { base, send } from "./net.js";
import { t } from "./texts.js";

const minutes = Number(document.body?.dataset.idle ?? 0);
const seen = "seen:" + base; // when a window of this seat was last touched
const open = "open:" + base; // changes when one window was opened again
let dialog = null;

const touched = () => Number(localStorage.getItem(seen)) || 0;
function touch() {
  const now = Date.now();
  if (!dialog && now - touched() > 2000) localStorage.setItem(seen, String(now));
}

function el(name, props = {}, ...children) {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children);
  return node;
}

function show() {
  if (dialog) return;
  const password = el("input", { type: "password", name: "password", autocomplete: "current-password", required: true });
  const says = el("p", { className: "error" });
  says.setAttribute("role", "alert");
  const form = el("form", { className: "stack", method: "post", action: base + "/unlock" },
    el("h1", { textContent: t("lock.title") }), el("p", { textContent: t("lock.safe") }),
    el("label", { className: "field" }, t("lock.password", { name: document.body.dataset.name ?? "" }), password), says,
    el("button", { type: "submit", className: "primary large wide", textContent: t("lock.open") }));
  const leave = el("form", { method: "post", action: base + "/sign-out" }, el("button", { type: "submit", className: "link", textContent: t("lock.leave") }));
  dialog = el("dialog", { className: "lock" }, form, leave);
  dialog.addEventListener("cancel", (e) => e.preventDefault());
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    says.textContent = "";
    try {
      const answer = await fetch(base + "/unlock", { method: "POST", credentials: "same-origin", cache: "no-store",
        headers: { Accept: "application/json" }, body: new URLSearchParams({ password: password.value }) });
      if (answer.ok) {
        localStorage.setItem(open, String(Date.now()));
        hide();
        return;
      }
      const problem = await answer.json().catch(() => ({}));
      says.textContent = [problem.title, problem.detail].filter(Boolean).join(" ") || t("net.failed");
    } catch {
      says.textContent = t("net.offline");
    }
    form.querySelector("button").removeAttribute("aria-busy");
    password.value = "";
    password.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  password.focus();
}

function hide() {
  dialog?.close();
  dialog?.remove();
  dialog = null;
  localStorage.setItem(seen, String(Date.now()));
  listenAgain();
}

async function watch() {
  if (dialog || Date.now() - touched() < minutes * 60000) return;
  show(); // at once, also when the line is down
  await send("POST", "/lock", {}).catch(() => {});
}

if (minutes > 0) {
  localStorage.setItem(seen, String(Date.now()));
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) addEventListener(kind, touch, { passive: true, capture: true });
  addEventListener("storage", (e) => { if (e.key === open && dialog) hide(); });
  setInterval(watch, 5000);
}
