/**
 * <scan-view> shows a form's pages, zoomed to the field in work. Regions come
 * in millimetres of A4; a view is 1240×1754 pixels.
 */
import { Beside } from "./scan-beside.js";
import { t } from "./texts.js";

const W = 1240, H = 1754, MM = W / 210;

class ScanView extends HTMLElement {
  connectedCallback() {
    if (this.sheet) return;
    this.innerHTML = `<div class="sheet"><img alt=""><div class="spot" hidden></div></div><div class="mini" aria-hidden="true"><img alt=""><i></i></div>
      <div class="tabs" hidden></div><div class="tools"><button type="button" class="small" data-do="whole"></button><button type="button" class="small" data-do="turn"></button></div>`;
    this.sheet = this.querySelector(".sheet");
    this.picture = this.sheet.querySelector("img");
    this.picture.alt = t("scan.alt");
    this.spot = this.querySelector(".spot");
    this.mini = this.querySelector(".mini");
    this.peers = new Map();
    this.label("whole", t("scan.whole"), "F2").onclick = () => this.whole();
    this.label("turn", t("scan.turn"), "Alt+R").onclick = () => this.turn();
    this.beside = new Beside(this);
    this.append(this.beside.box);
    this.querySelector(".tools").append(this.beside.button);
    addEventListener("keydown", this.onAlt = (e) => { if (e.altKey && e.code === "KeyS" && !e.repeat) { e.preventDefault(); this.beside.toggle(); } });
    // Its own size, not the window's: styles may come after the first page, and panels open beside it.
    this.sized = new ResizeObserver(() => this.again());
    this.sized.observe(this);
    this.drag();
    if (this.dataset.pages) this.pages = JSON.parse(this.dataset.pages);
  }
  disconnectedCallback() { this.sized?.disconnect(); removeEventListener("keydown", this.onAlt); }

  label(name, text, key) {
    const button = this.querySelector(`[data-do=${name}]`);
    button.append(text + " ", Object.assign(document.createElement("kbd"), { textContent: key }));
    button.tabIndex = -1;
    return button;
  }

  /** The pages to show: [{id, page, kind, view}]. */
  set pages(list) {
    this.list = list ?? [];
    this.beside.of(this.list);
    const tabs = this.querySelector(".tabs");
    tabs.hidden = this.list.length < 2;
    tabs.replaceChildren(...this.list.map((p, i) => {
      const b = Object.assign(document.createElement("button"), { type: "button", className: "small", tabIndex: -1, textContent: t(`page.kind.${p.kind}`) + (p.kind === "form" ? ` ${p.page}` : "") });
      b.onclick = () => { if (p.kind !== "form" && !this.beside.box.hidden) return this.beside.show(p); this.open(i); this.fit(); };
      return b;
    }));
    if (this.list.length === 0) this.spot.hidden = true;
    else { this.open(0); this.fit(); }
  }

  open(i) {
    if (this.shown === this.list[i]) return;
    this.shown = this.list[i];
    this.picture.src = this.mini.querySelector("img").src = this.shown.view;
    this.dataset.turn = "0";
    this.querySelectorAll(".tabs button").forEach((b, n) => b.setAttribute("aria-pressed", String(n === i)));
    this.drawPeers();
  }

  /** The page that a region stands on; other kinds of pages have no regions. */
  pageOf(region) {
    const forms = this.list.filter((p) => p.kind === "form");
    return forms.find((p) => p.page === (region.page || 1)) ?? (region.page > 1 ? null : forms[0] ?? this.list[0]);
  }

  /** Zooms so that the region and its neighbours are readable, and dims the rest. */
  focusRegion(region) {
    this.region = region;
    this.wholeShown = false;
    const page = region && this.list?.length ? this.pageOf(region) : null;
    if (!page) { this.spot.hidden = true; return; }
    this.open(this.list.indexOf(page));
    const [x, y, w, h] = [region.x, region.y, region.w, region.h].map((v) => v * MM);
    place(this.spot, x - 4, y - 4, w + 8, h + 8);
    this.spot.hidden = false;
    const k = Math.min(1.15, Math.max(this.clientWidth / W, Math.min(this.clientWidth / (w + 160), this.room / (h + 240))));
    const tx = clamp(this.clientWidth / 2 - (x + w / 2) * k, this.clientWidth - W * k, 0);
    const ty = clamp(this.room / 2 - (y + h / 2) * k, this.room - H * k, 0);
    this.apply(k, tx, ty);
    this.mini.classList.toggle("low", tx + (x + w) * k > this.clientWidth - 140 && ty + y * k < 190);
  }

  /** The height that the form has: all of it, or what the paper beside it leaves. */
  get room() { return this.clientHeight - (this.beside.box.hidden ? 0 : this.beside.box.offsetHeight); }

  apply(k, tx, ty) {
    Object.assign(this, { k, tx, ty });
    this.sheet.style.transform = `translate(${tx}px,${ty}px) scale(${k})`;
    const s = 112 / W;
    place(this.mini.querySelector("i"), -tx / k * s, -ty / k * s, this.clientWidth / k * s, this.room / k * s);
  }

  fit() {
    const k = Math.min(this.clientWidth / W, this.room / H) || 0.5;
    this.wholeShown = true;
    this.apply(k, (this.clientWidth - W * k) / 2, 0);
  }

  /** Shows the same once more, because the room for it has changed. */
  again() { this.wholeShown ? this.fit() : this.region && this.focusRegion(this.region); }

  /** Shows the whole page, or the field again. */
  whole() { this.wholeShown && this.region ? this.focusRegion(this.region) : this.fit(); }

  /** Turns the picture on this screen only; the stored page is turned at the counter. */
  turn() { this.dataset.turn = String((Number(this.dataset.turn || 0) + 1) % 4); }

  drag() {
    let from = null;
    this.addEventListener("pointerdown", (e) => {
      if (e.target.closest("button")) return;
      from = [e.clientX - this.tx, e.clientY - this.ty];
      this.setPointerCapture(e.pointerId);
      e.preventDefault(); // the input keeps the focus
    });
    this.addEventListener("pointermove", (e) => from && this.apply(this.k, e.clientX - from[0], e.clientY - from[1]));
    this.addEventListener("pointerup", () => { from = null; });
    this.addEventListener("wheel", (e) => {
      e.preventDefault();
      const box = this.getBoundingClientRect(), k = clamp(this.k * (e.deltaY < 0 ? 1.15 : 1 / 1.15), 0.25, 3);
      const [px, py] = [e.clientX - box.left, e.clientY - box.top];
      this.apply(k, px - (px - this.tx) * k / this.k, py - (py - this.ty) * k / this.k);
    }, { passive: false });
  }

  /** Marks where others look: [{id, region, colour, name}]. */
  set others(list) {
    this.peerList = list;
    this.drawPeers();
  }
  drawPeers() {
    this.peers?.forEach((el) => el.remove());
    this.peers?.clear();
    for (const p of this.peerList ?? []) {
      if (!p.region || this.pageOf(p.region) !== this.shown) continue;
      const el = document.createElement("div");
      el.className = "peer";
      el.style.setProperty("--peer", p.colour);
      place(el, p.region.x * MM - 6, p.region.y * MM - 6, p.region.w * MM + 12, p.region.h * MM + 12);
      el.append(Object.assign(document.createElement("b"), { textContent: p.name }));
      this.sheet.append(el);
      this.peers.set(p.id, el);
    }
  }
}

function place(el, x, y, w, h) {
  Object.assign(el.style, { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` });
}
const clamp = (v, a, b) => Math.min(Math.max(v, Math.min(a, b)), Math.max(a, b));

/** Shows a region of a view inside a box, as large as it fits: the snippet above an input. */
export function snippet(box, view, region) {
  const [w, h] = [region.w * MM, region.h * MM];
  box.style.height = ""; // no higher than the region needs: what stands above and below is another field's
  const k = Math.min(box.clientWidth / w, box.clientHeight / h, 1.5);
  box.style.height = `${Math.min(box.offsetHeight, Math.max(44, h * k + 12))}px`;
  const img = box.firstElementChild ?? box.appendChild(Object.assign(document.createElement("img"), { alt: "" }));
  if (img.getAttribute("src") !== view) img.src = view;
  img.style.transform = `translate(${-region.x * MM * k + 4}px,${-region.y * MM * k + (box.clientHeight - h * k) / 2}px) scale(${k})`;
}
customElements.define("scan-view", ScanView);
