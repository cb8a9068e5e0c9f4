/**
 * Makes plain POST forms safer and quicker without being needed by them: an
 * idempotency key for each sending, no double sending, an answer to the click
 * at once, and the focus on the list of mistakes.
 *
 * A form with data-inplace is sent without leaving the page; the live regions
 * are refreshed, or the server's reason is shown below the form.
 */
import { h, icon, announce } from "./dom.js";
import { newKey } from "./net.js";
import { t } from "./texts.js";

const GIVE_UP = 20000;

const posts = (form) => form instanceof HTMLFormElement && form.method === "post";

function renewKey(form) {
  let field = form.querySelector('input[name="_key"]');
  if (!field) {
    field = h("input", { type: "hidden", name: "_key" });
    form.append(field);
  }
  field.value = newKey();
}

function ensureKey(form) {
  if (!form.querySelector('input[name="_key"]')?.value) renewKey(form);
}

function busy(form, submitter, on) {
  form.toggleAttribute("data-busy", on);
  for (const el of [form, submitter]) if (el) on ? el.setAttribute("aria-busy", "true") : el.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!posts(form)) return;
  if (form.hasAttribute("data-busy")) return event.preventDefault();
  ensureKey(form);
  busy(form, event.submitter, true);
  announce(t("form.sending"));
  // A page that never comes must not leave a dead form behind.
  setTimeout(() => busy(form, event.submitter, false), GIVE_UP);
  if (!form.hasAttribute("data-inplace")) return;
  event.preventDefault();
  inPlace(form, event.submitter);
});

async function inPlace(form, submitter) {
  const data = new FormData(form, submitter);
  try {
    const answer = await fetch(submitter?.formAction || form.action, {
      method: "POST", credentials: "same-origin", body: new URLSearchParams(data), headers: { Accept: "text/html, application/problem+json" },
    });
    if (!answer.ok) return explain(form, await answer.json().catch(() => ({})));
    renewKey(form);
    explain(form, null);
    dispatchEvent(new Event("hitomado:refresh"));
    announce(form.dataset.done || t("form.done"));
  } catch {
    explain(form, { title: t("form.offline") });
  } finally {
    busy(form, submitter, false);
  }
}

/** Shows why the server said no, below the form; null takes it away. */
function explain(form, problem) {
  form.querySelector(".form-problem")?.remove();
  if (!problem) return;
  const text = [problem.title || t("form.failed"), problem.detail].filter(Boolean).join(" ");
  form.append(h("p", { class: "form-problem", role: "alert" }, icon("alert"), h("span", { text })));
}

function prepare() {
  for (const form of document.querySelectorAll("form")) if (posts(form)) ensureKey(form);
  document.querySelector(".error-summary")?.focus();
}

// Links of the error summary lead into the field, not only to its place.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".error-summary a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});

// A page that comes back from the browser's memory is a new try: new keys.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form")) {
    if (!posts(form)) continue;
    renewKey(form);
    busy(form, form.querySelector("[aria-busy]"), false);
  }
});


prepare();
