/**
 * <page-upload data-action="/s/…/applications/ID/pages" data-kind="form"> around a file input:
 * drop or choose JPEG or PNG files; each is shown at once and sent as it is, and what is refused says its name and why.
 */
import { newKey, person } from "./net.js";
import { t } from "./texts.js";

class PageUpload extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.list = this.querySelector("[data-sent]") ?? this.appendChild(document.createElement("ul"));
    this.list.classList.add("thumbs");
    this.input.addEventListener("change", () => this.take(this.input.files));
    this.addEventListener("dragover", (e) => { e.preventDefault(); this.classList.add("over"); });
    this.addEventListener("dragleave", () => this.classList.remove("over"));
    this.addEventListener("drop", (e) => { e.preventDefault(); this.classList.remove("over"); this.take(e.dataTransfer.files); });
    this.querySelector("form button:not([type=button])")?.setAttribute("hidden", ""); // only for browsers without scripts
    this.querySelector("select[name=kind]")?.addEventListener("change", () => this.never());
    if (this.input.files.length) this.take(this.input.files); // chosen before the script was there
  }
  /** Says that what was chosen is never scanned; nothing of it leaves the machine. */
  never() {
    const why = this.querySelector("select[name=kind]")?.selectedOptions[0]?.dataset.never ?? "";
    const said = this.querySelector("p[data-never]");
    if (said) { said.textContent = why; said.hidden = why === ""; }
    return why !== "";
  }
  async take(files) {
    if (this.never()) { this.input.value = ""; return; }
    for (const refused of this.list.querySelectorAll("[data-refused]")) refused.remove(); // said once, and answered by this choice
    for (const file of [...files]) await this.one(file, newKey());
    this.input.value = "";
  }
  /** Shows the file at once, then sends it; a failed one keeps its picture and can be sent again under the same key. */
  async one(file, key) {
    const item = document.createElement("li");
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = "";
    const loaded = () => URL.revokeObjectURL(picture.src); // else the browser holds every scan of the day
    picture.onload = loaded;
    picture.onerror = () => { picture.hidden = true; loaded(); }; // not a picture at all: only its name is shown
    const figure = document.createElement("figure");
    const caption = document.createElement("span");
    caption.setAttribute("role", "status");
    const below = document.createElement("figcaption");
    below.append(caption);
    caption.textContent = t("upload.sending");
    figure.append(picture, below);
    item.append(figure);
    this.list.append(item);
    await this.transfer(file, key, item, caption);
  }
  async transfer(file, key, item, caption) {
    const kind = this.querySelector("[name=kind]:checked")?.value ?? this.querySelector("select[name=kind]")?.value ?? this.dataset.kind ?? "form";
    let problem = t("net.offline"), refused = false;
    try {
      const answer = await fetch(`${this.dataset.action}?kind=${encodeURIComponent(kind)}&turn=-1`, {
        method: "POST", credentials: "same-origin", body: file,
        headers: { "Content-Type": file.type || "application/octet-stream", "Idempotency-Key": key, Accept: "application/json", ...person() },
      });
      if (answer.ok) {
        caption.textContent = t("upload.sent");
        setTimeout(() => item.remove(), 400); // the live region shows the stored page
        this.dispatchEvent(new CustomEvent("page-sent", { bubbles: true }));
        return;
      }
      const body = await answer.json().catch(() => ({}));
      refused = answer.status < 500 && ![401, 408, 429].includes(answer.status);
      problem = [body.title, body.detail].filter(Boolean).join(" ") || t("net.failed");
    } catch { /* the line is down */ }
    item.className = "failed";
    caption.className = "error";
    caption.replaceChildren(Object.assign(document.createElement("b"), { textContent: file.name }), document.createElement("br"), problem);
    const again = Object.assign(document.createElement("button"), { type: "button", className: "small", textContent: t("upload.again") });
    const away = Object.assign(document.createElement("button"), { type: "button", className: "small", textContent: t("upload.drop") });
    again.onclick = () => { item.className = caption.className = ""; caption.textContent = t("upload.sending"); again.remove(); away.remove(); this.transfer(file, key, item, caption); };
    away.onclick = () => { item.remove(); this.input.focus(); };
    item.toggleAttribute("data-refused", refused);
    item.append(...refused ? [away] : [again, away]); // what was refused will be refused again
  }
}
customElements.define("page-upload", PageUpload);
