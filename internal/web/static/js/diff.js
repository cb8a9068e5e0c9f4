/**
 * Marks the characters in which two values differ: 﨑 and 崎 are one stroke
 * apart and are missed without. Works on what people see as one character, so
 * that a variation selector never comes apart from its base.
 */
import { h } from "./dom.js";

const segments = new Intl.Segmenter("ja", { granularity: "grapheme" });

/** A text as the characters people see. */
export const characters = (text) => [...segments.segment(text)].map((s) => s.segment);

/** Whether each character of a stands in the longest common run with b. */
function common(a, b) {
  const n = a.length, m = b.length;
  const best = Array.from({ length: n + 1 }, () => new Uint16Array(m + 1));
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--) best[i][j] = a[i] === b[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
  const same = new Array(n).fill(false);
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (a[i] === b[j]) (same[i] = true), i++, j++;
    else if (best[i + 1][j] >= best[i][j + 1]) i++;
    else j++;
  }
  return same;
}

/** Text nodes and marks that show a with everything marked that b has not. */
export function marked(a, b) {
  const as = characters(a), same = common(as, characters(b));
  const out = [];
  as.forEach((c, i) => {
    if (same[i]) out.push(c);
    else out.push(h("mark", { text: c }));
  });
  return out;
}
