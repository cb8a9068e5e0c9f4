/** Plain forms, made safer: feedback at once, no double submit, a key by which a repeated submit is recognised. */
import { newKey } from "./net.js";
import { toast } from "./notify.js";
import { t } from "./texts.js";

const down = () => document.body.hasAttribute("data-line-down");

/** While the line is down a form or a link would lead to the browser's own error page and take away what was typed: it says so and stays. */
function wait(form, button) {
  form.querySelectorAll("[data-line-said]").forEach((said) => said.remove());
  const said = Object.assign(document.createElement("p"), { className: "error", textContent: t("line.form") });
  said.dataset.lineSaid = "";
  said.setAttribute("role", "alert");
  (button ?? form.lastElementChild ?? form).after(said);
}
document.addEventListener("click", (e) => {
  const link = e.target.closest?.("a[href]");
  if (!down() || !link || link.hash && link.pathname === location.pathname) return;
  e.preventDefault();
  toast(t("line.link"));
});

document.addEventListener("submit", (e) => {
  const form = e.target;
  if (down() && !e.defaultPrevented) {
    e.preventDefault();
    return wait(form, e.submitter);
  }
  if (form.method !== "post") return;
  if (form.dataset.sent) return e.preventDefault();
  let key = form.elements._key;
  if (!key) {
    key = Object.assign(document.createElement("input"), { type: "hidden", name: "_key" });
    form.append(key);
  }
  key.value ||= newKey();
  form.dataset.sent = "1";
  (e.submitter ?? form.querySelector("button"))?.setAttribute("aria-busy", "true");
  // The page may stay (a slow line, a download): after a while the form may be sent again, under the same key.
  setTimeout(() => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((b) => b.removeAttribute("aria-busy"));
  }, 8000);
});

const FAR = 160; // px: from here on a question is out of sight of what is said above its form

/** Marks the question that a refusal concerns until it is answered anew; one that stands further down says why once more. */
function beside(summary) {
  const place = summary.closest("form, details, section");
  const input = summary.dataset.field && place?.querySelector(`[name="${CSS.escape(summary.dataset.field)}"]:not([type=hidden])`);
  if (!input) return;
  const group = input.matches("[type=radio], [type=checkbox]") && input.closest("fieldset");
  const marked = group || input, why = summary.querySelector("h2");
  why.id = "refused";
  marked.setAttribute("aria-describedby", why.id);
  marked.dataset.refused = "";
  if (!group) input.setAttribute("aria-invalid", "true");
  const said = Object.assign(document.createElement("span"), { className: "error", textContent: why.textContent });
  if (marked.getBoundingClientRect().top - summary.getBoundingClientRect().bottom > FAR) (group ? group.querySelector(".choices") : input).before(said);
  marked.addEventListener("input", () => {
    said.remove();
    for (const a of ["aria-describedby", "aria-invalid", "data-refused"]) marked.removeAttribute(a);
  }, { once: true });
}

// After an error the summary has the focus, so that it is read first.
const summary = document.querySelector("[data-error-summary]");
if (summary) beside(summary);
summary?.focus();
