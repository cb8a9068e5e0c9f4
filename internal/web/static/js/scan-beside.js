/**
 * A second paper below the form: the 転出証明書 or another attachment, so that both
 * are seen while one is keyed, verified or checked.
 */
import { t } from "./texts.js";

export class Beside {
  constructor(view) {
    this.view = view;
    this.box = Object.assign(document.createElement("div"), { className: "beside-paper", hidden: true });
    this.name = document.createElement("p");
    this.pan = Object.assign(document.createElement("div"), { className: "pan", tabIndex: 0 });
    this.pan.setAttribute("role", "group");
    this.picture = document.createElement("img");
    this.pan.append(this.picture);
    this.box.append(this.name, this.pan);
    this.button = Object.assign(document.createElement("button"), { type: "button", className: "small", tabIndex: -1, hidden: true });
    this.button.append(t("scan.beside") + " ", Object.assign(document.createElement("kbd"), { textContent: "Alt+S" }));
    this.button.onclick = () => this.toggle();
    for (const kind of ["pointerdown", "wheel"]) this.box.addEventListener(kind, (e) => e.stopPropagation());
    this.drag();
  }

  /** Chooses what to show of a form's pages: the first paper that is not the form. */
  of(list) {
    const page = list.find((p) => p.kind === "transfer") ?? list.find((p) => p.kind !== "form");
    const both = Boolean(page) && list.some((p) => p.kind === "form");
    if (both && !this.button.hidden && this.page?.id === page.id) return; // the same papers: as the person left them
    this.button.hidden = !both;
    if (both) this.show(page);
    this.set(both && page.kind === "transfer"); // the others are looked at now and then
  }

  show(page) {
    this.page = page;
    this.name.textContent = t(`page.kind.${page.kind}`);
    this.pan.setAttribute("aria-label", this.name.textContent);
    this.picture.alt = this.name.textContent;
    this.picture.src = page.view;
  }

  set(open) {
    this.box.hidden = !open;
    this.button.setAttribute("aria-pressed", String(open));
    this.view.classList.toggle("two", open);
  }

  toggle() {
    if (this.button.hidden) return;
    this.set(this.box.hidden);
    this.view.again();
  }

  drag() {
    let from = null;
    this.pan.addEventListener("pointerdown", (e) => {
      from = [e.clientX + this.pan.scrollLeft, e.clientY + this.pan.scrollTop];
      this.pan.setPointerCapture(e.pointerId);
      e.preventDefault(); // the input keeps the focus
    });
    this.pan.addEventListener("pointermove", (e) => from && this.pan.scrollTo(from[0] - e.clientX, from[1] - e.clientY));
    this.pan.addEventListener("pointerup", () => { from = null; });
  }
}
