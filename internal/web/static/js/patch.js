/**
 * Brings shown HTML to fresh HTML, row by row: what did not change is not
 * touched, and an element that holds the focus is never replaced or taken
 * away, so that a live update cannot disturb anybody's hands.
 */

/**
 * Brings the children of old to those of fresh; fresh is used up. Returns
 * kept with kept.n, how much had to stay as it was for somebody's sake.
 */
export function patchChildren(old, fresh, kept = { n: 0 }) {
  const keyed = new Map([...old.children].filter(keyOf).map((n) => [keyOf(n), n]));
  let at = old.firstChild;
  for (const want of [...fresh.childNodes]) {
    const key = keyOf(want);
    // A keyed row is never turned into something else, nor anything else into it.
    const have = key ? keyed.get(key) : at && !keyOf(at) && alike(at, want) ? at : null;
    if (!have) {
      old.insertBefore(want, at);
      continue;
    }
    if (have === at) at = have.nextSibling;
    else if (!holdsFocus(have)) old.insertBefore(have, at); // moving an element takes its focus away
    patch(have, want, kept);
  }
  while (at) {
    const next = at.nextSibling;
    if (holdsFocus(at)) kept.n++;
    else at.remove();
    at = next;
  }
  return kept;
}

function patch(old, fresh, kept) {
  if (old.isEqualNode(fresh)) return;
  if (!alike(old, fresh)) {
    if (!holdsFocus(old)) old.replaceWith(fresh);
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  if (inHand(old)) {
    kept.n++;
    return;
  }
  attributes(old, fresh);
  patchChildren(old, fresh, kept);
}

const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName;

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.dataset.key ?? "" : "");

/** What somebody types in, has opened or is sending just now; of rows within rows the innermost. */
function inHand(el) {
  if (el.hasAttribute("data-busy")) return true;
  if (!holdsFocus(el)) return false;
  return el.matches("input, textarea, select, details") || document.activeElement.closest("[data-key], form") === el;
}

function holdsFocus(node) {
  const focus = document.activeElement;
  return focus !== document.body && node.nodeType === Node.ELEMENT_NODE && node.contains(focus);
}

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "open" && name !== "aria-busy") old.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}
