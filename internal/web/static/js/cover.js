/**
 * <cover-view> draws the places that are to be black over the page: a pointer
 * draws, moves and sizes them; so do the arrow keys (with Shift they size), and
 * Delete takes one away. Millimetres of A4 go into the form; the server paints.
 */
const W = 210, H = 297, LEAST = 2, STEP = 2;
const clamp = (v, a, b) => Math.min(Math.max(v, a), b);
const round = (v) => Math.round(v * 10) / 10;

class CoverView extends HTMLElement {
  connectedCallback() {
    this.sheet = this.querySelector("[data-sheet]");
    this.form = this.querySelector("[data-areas]");
    this.status = this.querySelector("[data-status]");
    this.querySelector("[data-hint]").hidden = false;
    this.querySelector("[data-typed]").remove(); // a box is moved instead
    for (const label of this.querySelectorAll("[data-places] label")) this.place(label);
    this.sheet.addEventListener("pointerdown", (e) => this.grab(e));
    this.sheet.addEventListener("keydown", (e) => this.key(e));
    this.tell();
  }

  /** A place to tick becomes a box where it is ticked, else a button that makes one. */
  place(label) {
    const input = label.querySelector("input");
    const area = input.value.split(",").map(Number);
    if (input.checked) this.box(area);
    const text = label.textContent.trim();
    const button = Object.assign(document.createElement("button"), { type: "button", className: "small", textContent: text });
    button.onclick = () => this.box(area).focus();
    input.checked ? label.remove() : label.replaceWith(button);
  }

  get boxes() { return [...this.sheet.querySelectorAll("button")]; }

  box([x, y, w, h]) {
    const box = Object.assign(document.createElement("button"), { type: "button" });
    box.append(document.createElement("span"), document.createElement("i"));
    box.input = Object.assign(document.createElement("input"), { type: "hidden", name: "rect" });
    this.form.append(box.input);
    this.sheet.append(box);
    this.put(box, x, y, w, h);
    return box;
  }

  /** Lays a box down inside the page and writes it into the form. */
  put(box, x, y, w, h) {
    w = round(clamp(w, LEAST, W)); h = round(clamp(h, LEAST, H));
    x = round(clamp(x, 0, W - w)); y = round(clamp(y, 0, H - h));
    box.area = [x, y, w, h];
    Object.assign(box.style, { left: `${x / W * 100}%`, top: `${y / H * 100}%`, width: `${w / W * 100}%`, height: `${h / H * 100}%` });
    box.input.value = box.area.join(",");
    this.tell();
  }

  drop(box) {
    const next = this.boxes[this.boxes.indexOf(box) - 1] ?? this.boxes.find((b) => b !== box);
    box.input.remove();
    box.remove();
    (next ?? this.form.querySelector("button")).focus();
    this.tell();
  }

  tell() {
    this.boxes.forEach((b, i) => {
      b.firstChild.textContent = String(i + 1);
      b.setAttribute("aria-label", this.dataset.name.replace("{n}", i + 1).replace("{x}", b.area[0]).replace("{y}", b.area[1]).replace("{w}", b.area[2]).replace("{h}", b.area[3]));
    });
    this.status.textContent = this.dataset.count.replace("{n}", this.boxes.length);
  }

  key(e) {
    const box = e.target.closest("button");
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (!box || e.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Delete" || e.key === "Backspace") { e.preventDefault(); return this.drop(box); }
    if (!way) return;
    e.preventDefault();
    const [x, y, w, h] = box.area, [dx, dy] = way.map((v) => v * STEP);
    if (e.shiftKey) this.put(box, x, y, Math.min(w + dx, W - x), Math.min(h + dy, H - y));
    else this.put(box, x + dx, y + dy, w, h);
  }

  /** The pointer in millimetres of the page. */
  at(e) {
    const r = this.sheet.getBoundingClientRect();
    return [clamp((e.clientX - r.left) / r.width * W, 0, W), clamp((e.clientY - r.top) / r.height * H, 0, H)];
  }

  grab(e) {
    if (e.button !== 0) return;
    const [px, py] = this.at(e);
    const held = e.target.closest("button");
    const size = !held || e.target.localName === "i";
    const box = held ?? this.box([px, py, LEAST, LEAST]);
    const [x, y, w, h] = box.area;
    let moved = false;
    const move = (m) => {
      const [qx, qy] = this.at(m);
      moved ||= Math.abs(qx - px) + Math.abs(qy - py) > 1;
      if (!held) this.put(box, Math.min(px, qx), Math.min(py, qy), Math.abs(qx - px), Math.abs(qy - py));
      else if (size) this.put(box, x, y, Math.min(w + qx - px, W - x), Math.min(h + qy - py, H - y));
      else this.put(box, x + qx - px, y + qy - py, w, h);
    };
    const end = () => {
      this.sheet.removeEventListener("pointermove", move);
      this.sheet.removeEventListener("pointerup", end);
      this.sheet.removeEventListener("pointercancel", end);
      if (!held && !moved) this.drop(box); // a press that drew nothing
      else box.focus({ preventScroll: true });
    };
    e.preventDefault();
    this.sheet.setPointerCapture(e.pointerId);
    this.sheet.addEventListener("pointermove", move);
    this.sheet.addEventListener("pointerup", end);
    this.sheet.addEventListener("pointercancel", end);
  }
}
customElements.define("cover-view", CoverView);
