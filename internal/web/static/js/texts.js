/**
 * Words of the page's language. The server puts them into the page as a data
 * block, so that no script carries a second catalogue:
 *   <script type="application/json" id="texts">{"js.entry.saved":"…"}</script>
 * Keys of this directory start with "js."; callers leave that part out.
 */
const catalogue = read();

function read() {
  const block = document.getElementById("texts");
  try {
    return block ? JSON.parse(block.textContent) : {};
  } catch {
    return {};
  }
}

/** The page's language: "ja" or "en". */
export const lang = document.documentElement.lang || "ja";

/**
 * Words for a key, with {name} replaced from args. A missing key shows itself:
 * it is found by looking, and the checks find it earlier.
 */
export function t(key, args = {}) {
  const text = catalogue["js." + key] ?? key;
  return text.replace(/\{(\w+)\}/g, (hole, name) => args[name] ?? hole);
}

/** A clock time as people read it, always Japan's: the town lives there. */
export function clock(when) {
  return new Date(when).toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" });
}
