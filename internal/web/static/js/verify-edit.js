/** 直す: the value is typed again below its row, with the reason. */
import { h, icon, kbd, announce } from "./dom.js";
import { t } from "./texts.js";
import { chars, codes } from "./glyph.js";

const REASONS = ["mistyped", "misread", "other_field", "asked", "other"];

/**
 * Opens the form below a row. save(value, reason) sends it and throws a
 * problem that is then shown below the input; nothing typed is lost.
 */
export function openEdit(row, value, save) {
  row.el.querySelector(".edit")?.remove();
  const input = h("input", { type: "text", id: "edit-value", autocomplete: "off", spellcheck: "false", lang: "ja", "aria-describedby": "edit-said" });
  input.value = value;
  const said = h("p", { class: "error", id: "edit-said", role: "alert" });
  const look = h("p", { class: "quiet codes" });
  const form = h("form", { class: "edit", novalidate: true },
    h("label", { for: "edit-value", text: t("verify.edit", { name: row.row.name }) }), input, look, said,
    row.row.codes?.length ? h("p", { class: "quiet", text: row.row.codes.map((c) => `${c.key || c.value} ${c.name}`).join("　") }) : null, reasons(),
    h("div", { class: "row" }, h("button", { class: "primary" }, t("verify.save") + " ", kbd("Enter")), h("button", { type: "button", on: { click: close } }, t("verify.cancel") + " ", kbd("Esc"))));
  let ended = -1000;

  function close() {
    form.remove();
    row.button.focus();
  }
  const show = () => (look.textContent = chars(input.value).filter((c) => /\P{ASCII}/u.test(c)).slice(0, 12).map((c) => `${c} ${codes(c)}`).join("　"));

  input.addEventListener("compositionend", () => (ended = performance.now()));
  input.addEventListener("input", show);
  form.addEventListener("keydown", (e) => {
    e.stopPropagation();
    if (e.isComposing || e.keyCode === 229) return;
    if (e.key === "Escape") close();
    // The Enter that ended a conversion must not send the form.
    if (e.key === "Enter" && performance.now() - ended < 40) e.preventDefault();
  });
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    try {
      await save(input.value, form.elements.reason.value);
      form.remove();
      announce(t("verify.saved"));
    } catch (problem) {
      said.replaceChildren(icon("alert"), " " + [problem.message, problem.detail].filter(Boolean).join(" "));
      input.setAttribute("aria-invalid", "true");
      input.focus();
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
  row.el.append(form);
  show();
  input.select();
  form.scrollIntoView({ block: "nearest" });
  return form;
}

function reasons() {
  const options = REASONS.map((r, i) => h("label", { class: "choice" }, h("input", { type: "radio", name: "reason", value: t(`verify.reason.${r}`), checked: i === 0 }), t(`verify.reason.${r}`)));
  return h("fieldset", {}, h("legend", { text: t("verify.reason") }), h("div", { class: "choices" }, options));
}
