/**
 * All windows of a seat share one session. A window stays who it was: when
 * somebody signs out or another person signs in, the others say so and keep
 * what was typed; nothing they would send is taken for the new person's.
 */
import { base } from "./net.js";
import { t } from "./texts.js";

const me = document.body?.dataset.me ?? "";
const key = "who:" + base;
let dialog = null;

const el = (name, props = {}, ...children) => {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children);
  return node;
};

/** Tells whether this window is still that of the person at the seat. */
export function stillMe() {
  try {
    const now = localStorage.getItem(key);
    return now === null || now === me;
  } catch {
    return true; // a browser without storage has nobody to ask
  }
}

function check() {
  if (stillMe()) {
    dialog?.close();
    return;
  }
  if (dialog) return;
  const left = localStorage.getItem(key) === "";
  const stay = el("button", { type: "button", textContent: t("same.stay") });
  const go = el("a", { className: "button primary", href: base + "/", textContent: t(left ? "same.sign_in" : "same.open") });
  dialog = el("dialog", { className: "lock" }, el("div", { className: "stack" },
    el("h1", { textContent: t(left ? "same.left" : "same.other") }), el("p", { textContent: t("same.safe") }), el("div", { className: "row" }, go, stay)));
  stay.onclick = () => dialog.close();
  dialog.addEventListener("close", () => { dialog.remove(); dialog = null; });
  document.body.append(dialog);
  dialog.showModal();
}

if (me && !("watch" in document.body.dataset)) {
  try { localStorage.setItem(key, me); } catch { /* no storage, no other window's word */ }
  addEventListener("storage", (e) => e.key === key && check());
  addEventListener("pageshow", (e) => e.persisted && check());
  document.addEventListener("submit", (e) => {
    if (!stillMe()) {
      e.preventDefault();
      e.stopImmediatePropagation();
      return check();
    }
    if (new URL(e.target.action, location.href).pathname === base + "/sign-out") localStorage.setItem(key, "");
  }, { capture: true });
}
