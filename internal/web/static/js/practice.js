/** The end of a practised form: what was right, what was not, and how many keys it took. Nobody else sees it. */
import { t } from "./texts.js";
import { marked } from "./glyph.js";

export function score(station, result) {
  const box = station.querySelector(".waiting");
  const strokes = JSON.parse(station.dataset.strokes);
  const card = document.createElement("section");
  card.className = "score";
  card.tabIndex = 0; // long results scroll
  card.setAttribute("aria-label", t("practice.title"));
  card.append(Object.assign(document.createElement("h2"), { textContent: t("practice.score", { n: result.right, all: result.all }) }),
    Object.assign(document.createElement("p"), { className: "quiet", textContent: t("practice.strokes", { enter: strokes.enter, other: strokes.other, mouse: strokes.mouse }) }));
  if (result.wrong.length) {
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    for (const key of ["field", "typed", "right"]) head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: t(`practice.col.${key}`) }));
    const body = table.createTBody();
    for (const w of result.wrong) {
      const row = body.insertRow();
      row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: w.name }));
      row.insertCell().append(w.typed ? marked(w.typed, w.right) : t("entry.empty_value"));
      row.insertCell().append(w.right ? marked(w.right, w.typed) : t("entry.empty_value"));
    }
    card.append(table);
  } else card.append(Object.assign(document.createElement("p"), { textContent: t("practice.all_right") }));
  box.prepend(card);
}
