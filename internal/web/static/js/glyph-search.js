/**
 * 字形を探す (F3): characters are drawn by the server as outlines, because
 * the fonts of a clerk's PC lack them. Looked for by reading, by another
 * shape or by code; picking one puts exactly that character into the field.
 */
import { send } from "./net.js";
import { t } from "./texts.js";
import { chars, codes } from "./glyph.js";

const NS = "http://www.w3.org/2000/svg";
const WAIT = 200; // ms after the last key before asking

/** A character as the server draws it; one without a drawing stays text. */
function drawn(g) {
  if (!g.path) return document.createTextNode(g.char);
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", `0 ${-0.88 * g.upem} ${g.upem} ${g.upem}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", g.path);
  svg.append(path);
  return svg;
}

function tile(g, onclick) {
  const b = Object.assign(document.createElement("button"), { type: "button", tabIndex: -1, onclick });
  b.append(drawn(g), Object.assign(document.createElement("small"), { textContent: codes(g.char) }));
  b.title = g.readings?.length ? `${g.readings.slice(0, 4).join("・")}　${t("glyph.strokes", { n: g.strokes })}` : codes(g.char);
  b.setAttribute("aria-label", `${g.char} ${b.title} ${codes(g.char)}`);
  return b;
}

class Search {
  constructor(cell) {
    this.cell = cell;
    const { input } = cell;
    this.chars = chars(input.value);
    // The character before the caret is the one to change; behind a selection of everything it is the first kanji.
    const caret = input.selectionStart === input.selectionEnd ? input.selectionEnd : 0;
    let at = 0;
    this.at = this.chars.findIndex((c) => (at += c.length) >= caret && /\p{Script=Han}/u.test(c));
    this.box = document.createElement("div");
    this.box.className = "glyph-search";
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", t("glyph.title"));
    this.box.innerHTML = `<div class="glyphs now"></div><label></label><p class="quiet" role="status"></p><div class="glyphs found" role="listbox"></div>`;
    [this.now, this.label, this.say, this.found] = this.box.children;
    this.found.setAttribute("aria-label", t("glyph.found"));
    this.query = Object.assign(document.createElement("input"), { type: "text", autocomplete: "off", placeholder: t("glyph.hint") });
    this.label.append(t("glyph.search"), this.query);
    this.query.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.look(), WAIT); });
    this.box.addEventListener("keydown", (e) => this.key(e));
    cell.sub.append(this.box);
    this.draw();
    this.query.focus();
    this.look();
  }

  /** The value's own characters, the one to be changed marked; the last tile adds one. */
  async draw() {
    const own = this.chars.length ? (await this.ask(this.chars.filter((c) => c.trim()).join(""), true)) : [];
    const by = new Map(own.map((g) => [g.char, g]));
    this.now.replaceChildren(...this.chars.flatMap((c, i) => {
      if (!c.trim()) return []; // a space is not looked for
      const b = tile(by.get(c) ?? { char: c }, () => this.choose(i));
      b.dataset.at = i;
      b.setAttribute("aria-pressed", String(i === this.at));
      return b;
    }));
    this.say.textContent = this.target();
    this.cell.el.scrollIntoView({ block: "end" }); // a long value pushes what is typed next below the keys
  }

  target() { return this.at < 0 ? t("glyph.add") : t("glyph.replace", { char: this.chars[this.at] }); }

  /** The character before or behind the one to change; before the first is adding one. */
  step(by) {
    let i = this.at + by;
    while (this.chars[i] && !this.chars[i].trim()) i += by;
    this.choose(Math.max(-1, Math.min(this.chars.length - 1, i)));
  }

  choose(i) {
    this.at = i;
    [...this.now.children].forEach((b) => b.setAttribute("aria-pressed", String(Number(b.dataset.at) === i)));
    this.say.textContent = this.target();
    this.query.focus();
    if (!this.query.value.trim()) this.look();
  }

  async ask(q, exact = false) {
    return (await send("POST", "/glyphs", { q, exact }).catch(() => ({ glyphs: [] }))).glyphs;
  }

  async look() {
    const q = this.query.value.trim() || (this.at >= 0 ? this.chars[this.at] : "");
    const mark = this.asked = {};
    const list = q ? await this.ask(q) : [];
    if (this.asked !== mark) return; // typed on meanwhile
    this.list = list;
    this.found.replaceChildren(...list.map((g, i) => {
      const b = tile(g, () => this.pick(i));
      b.setAttribute("role", "option");
      return b;
    }));
    this.mark(list.length > 1 && !this.query.value.trim() ? 1 : 0); // the first is the character itself
    this.say.textContent = q && !list.length ? t("glyph.none") : this.target();
    this.cell.el.scrollIntoView({ block: "end" });
  }

  mark(i) {
    this.on = Math.max(0, Math.min(i, (this.list?.length ?? 1) - 1));
    [...this.found.children].forEach((b, n) => { b.setAttribute("aria-selected", String(n === this.on)); if (n === this.on) b.scrollIntoView({ block: "nearest" }); });
  }

  key(e) {
    e.stopPropagation();
    if (e.isComposing || e.keyCode === 229) return;
    const row = Math.max(1, Math.floor(this.found.clientWidth / 80));
    const does = { Escape: () => this.close(), F3: () => this.close(), Enter: () => this.pick(this.on), ArrowDown: () => this.mark(this.on + row), ArrowUp: () => this.mark(this.on - row),
      ArrowRight: () => this.mark(this.on + 1), ArrowLeft: () => this.mark(this.on - 1) }[e.key]
      ?? (e.altKey && (e.key === "PageUp" || e.key === "PageDown") ? () => this.step(e.key === "PageUp" ? -1 : 1) : null);
    if (!does) return;
    e.preventDefault();
    does();
  }

  pick(i) {
    const g = this.list?.[i];
    if (!g) return;
    if (this.at < 0) this.chars.push(g.char);
    else this.chars[this.at] = g.char;
    this.cell.input.value = this.chars.join("");
    this.cell.edited();
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.box.remove();
    this.cell.input.focus();
    this.cell.input.setSelectionRange(this.cell.input.value.length, this.cell.input.value.length);
  }
}

/** Opens the search below a field; a second F3 closes it. */
export function searchGlyph(cell) {
  if (!cell.sub.querySelector(".glyph-search")) new Search(cell);
}
