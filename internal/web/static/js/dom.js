/**
 * Small builders for elements. Everything is made with the DOM, never from
 * strings: what people typed can then not become markup, and no style
 * attribute can slip past the content security policy.
 */

/**
 * Makes an element. Props: "class", "text", "on" (listeners by name), "data"
 * (dataset), anything else is an attribute; true means an empty attribute,
 * false, null and undefined none.
 */
export function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(el, name, value);
  el.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return el;
}

function set(el, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "text") el.textContent = value;
  else if (name === "on") for (const [event, fn] of Object.entries(value)) el.addEventListener(event, fn);
  else if (name === "data") Object.assign(el.dataset, value);
  else el.setAttribute(name, value === true ? "" : value);
}

const SVG = "http://www.w3.org/2000/svg";

/** Shapes, drawn in a box of 16 by 16. Solid ones are marked with f. */
const SHAPES = {
  check: "M2.5 8.5l3.6 3.8 7.4-8.6",
  alert: "M8 2v8M8 12.6v1.6",
  question: "M5 5.2C5 3.4 6.3 2.4 8 2.4s3 1.1 3 2.7c0 2-3 2.4-3 4.7M8 12.4v1.8",
  dash: "M3 8h10",
  differs: "M2.5 6h11M2.5 10.5h11M10.5 2.5l-5 11.5",
  plus: "M8 3v10M3 8h10",
  turn: "M13 8a5 5 0 1 1-1.6-3.7M13.2 1.6v3.2H10",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  square: "f M3 3h10v10H3z",
  circle: "f M8 2.4a5.6 5.6 0 1 0 0 11.2a5.6 5.6 0 1 0 0-11.2z",
  diamond: "f M8 1.6l6.4 6.4L8 14.4 1.6 8z",
  triangle: "f M8 2l6.6 11.6H1.4z",
  star: "f M8 1.2l2 4.5 4.9.5-3.7 3.2 1.1 4.8L8 11.7l-4.3 2.5 1.1-4.8L1.1 6.2 6 5.7z",
};

/** An icon; it never stands without a word, so it is hidden from readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const solid = SHAPES[name].startsWith("f ");
  for (const [k, v] of Object.entries({ viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: "icon icon-" + name })) svg.setAttribute(k, v);
  path.setAttribute("d", SHAPES[name].replace(/^f /, ""));
  path.setAttribute("fill", solid ? "currentColor" : "none");
  if (!solid) for (const [k, v] of Object.entries({ stroke: "currentColor", "stroke-width": 2.2, "stroke-linecap": "round", "stroke-linejoin": "round" })) path.setAttribute(k, v);
  svg.append(path);
  return svg;
}

/** A key cap. */
export const kbd = (text) => h("kbd", { text });

/**
 * Keys with what they do: "Shift+Enter 前へ" and so on. A run of keys is
 * written "Alt+1〜3".
 */
export function keyHint(keys, words) {
  const caps = keys.split(/([+〜])/).map((part) => (part === "+" || part === "〜" ? part : kbd(part)));
  return h("span", { class: "keyhint" }, caps, " " + words);
}

/** Says something to screen readers without moving anything. */
export function announce(text) {
  let box = document.getElementById("announcer");
  if (!box) {
    box = h("div", { id: "announcer", class: "sr-only", role: "status", "aria-live": "polite" });
    document.body.append(box);
  }
  box.textContent = text;
}

/** Sets text only when it changed, so that readers do not speak twice. */
export function setText(el, text) {
  if (el.textContent !== text) el.textContent = text;
}
