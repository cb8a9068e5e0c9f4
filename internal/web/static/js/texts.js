/** Texts of the page's language; the server puts them into a data block, so scripts hold no wording. */
let all = null;

/** The text of a key with {name} replaced; an unknown key shows itself so that it is noticed. */
export function t(key, args = {}) {
  all ??= JSON.parse(document.getElementById("texts")?.textContent || "{}");
  const text = all[key] ?? `⟦${key}⟧`;
  return text.replace(/\{(\w+)\}/g, (whole, name) => args[name] ?? whole);
}

/** A clock time as people read it, always Japan's. */
export function clock(when) {
  return new Date(when).toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" });
}
