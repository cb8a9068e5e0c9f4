/** Plain forms, made safer: feedback at once, no double submit, a key by which a repeated submit is recognised. */
import { newKey } from "./net.js";

document.addEventListener("submit", (e) => {
  const form = e.target;
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

// After an error the summary has the focus, so that it is read first.
document.querySelector("[data-error-summary]")?.focus();
