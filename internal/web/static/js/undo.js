/**
 * <form class="toast" method="post" data-undo> … a note that something was
 * done, with 取り消し for five seconds instead of a question before. The time
 * stands still while somebody points at it or is in it.
 */
import { h } from "./dom.js";
import { newKey } from "./net.js";
import { t } from "./texts.js";

const LASTS = 5000;
const TICK = 100;

/** Lets a note go when its time is over. */
function count(toast) {
  let left = LASTS;
  const timer = setInterval(() => {
    if (!toast.isConnected) return clearInterval(timer);
    if (toast.matches(":hover, :focus-within") || toast.hasAttribute("data-busy")) return;
    left -= TICK;
    toast.style.setProperty("--left", String(left / LASTS));
    if (left > 0) return;
    clearInterval(timer);
    toast.remove();
  }, TICK);
}

/** Shows a note with 取り消し, which posts to action. */
export function showUndo({ text, action, fields = {} }) {
  const hidden = Object.entries({ ...fields, _key: newKey() }).map(([name, value]) => h("input", { type: "hidden", name, value }));
  const toast = h("form", { class: "toast", method: "post", action, "data-undo": true, role: "status" }, h("p", { text }), hidden, h("button", { text: t("common.undo") }));
  document.body.append(toast);
  count(toast);
  return toast;
}

for (const toast of document.querySelectorAll("form[data-undo]")) count(toast);
