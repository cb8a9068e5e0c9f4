/** Characters as people see them: variation selectors and marks belong to what they follow. */
const split = new Intl.Segmenter("ja", { granularity: "grapheme" });

/** The user-perceived characters of a text. */
export const chars = (text) => [...split.segment(text)].map((s) => s.segment);

/** A text with the characters marked that differ from another one, by longest common subsequence. */
export function marked(text, other) {
  const a = chars(text), b = chars(other);
  const n = a.length, m = b.length;
  const len = Array.from({ length: n + 1 }, () => new Uint16Array(m + 1));
  for (let i = n - 1; i >= 0; i--) for (let j = m - 1; j >= 0; j--) len[i][j] = a[i] === b[j] ? len[i + 1][j + 1] + 1 : Math.max(len[i + 1][j], len[i][j + 1]);
  const out = document.createElement("span");
  for (let i = 0, j = 0; i < n; i++) {
    while (j < m && a[i] !== b[j] && len[i][j + 1] > len[i + 1][j]) j++;
    if (j < m && a[i] === b[j] && len[i][j] === len[i + 1][j + 1] + 1) { out.append(a[i]); j++; }
    else out.append(Object.assign(document.createElement("mark"), { textContent: a[i] }));
  }
  return out;
}

/** Code points of one character: U+845B U+E0100. */
export const codes = (char) => [...char].map((c) => "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")).join(" ");
