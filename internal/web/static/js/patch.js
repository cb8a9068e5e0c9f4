/**
 * Brings shown HTML to new HTML, row by row: what did not change is not
 * touched, and an element that holds the focus is never replaced, so a live
 * update cannot disturb typing.
 */
export function patch(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
    if (!holdsFocus(old)) old.replaceWith(fresh);
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  if (old.matches("input, textarea, select") && (old === document.activeElement || old.name === "_key" || dirty(old))) return;
  if (old.hasAttribute("data-busy") && fresh.hasAttribute("data-busy")) return; // its own script is at work in it
  attributes(old, fresh);
  children(old, fresh);
  if (old.matches("input, textarea, select")) renew(old);
}

function holdsFocus(node) {
  return node.nodeType === Node.ELEMENT_NODE && node.contains(document.activeElement) && document.activeElement !== document.body;
}

const ticks = (el) => el.type === "checkbox" || el.type === "radio";

/** What a list shows when nobody has chosen: the marked option, or the first that can be chosen. */
function standing(select) {
  const options = [...select.options];
  return options.findLast((o) => o.defaultSelected) ?? options.find((o) => !o.disabled && !o.closest("optgroup[disabled]"));
}

/** A control that a person has changed keeps what they chose. */
function dirty(el) {
  if (ticks(el)) return el.checked !== el.defaultChecked;
  if (el.nodeName === "SELECT") return el.selectedOptions[0] !== standing(el);
  return el.value !== el.defaultValue;
}

/** A control that somebody once changed and put back no longer follows its markup by itself. */
function renew(el) {
  if (ticks(el)) el.checked = el.defaultChecked;
  else if (el.nodeName === "SELECT") el.selectedIndex = standing(el)?.index ?? -1;
  else if (el.value !== el.defaultValue) el.value = el.defaultValue;
}

function attributes(old, fresh) {
  for (const a of [...old.attributes]) {
    if (!fresh.hasAttribute(a.name) && a.name !== "open" && a.name !== "aria-busy" && a.name !== "data-sent") old.removeAttribute(a.name);
  }
  for (const a of fresh.attributes) if (old.getAttribute(a.name) !== a.value) old.setAttribute(a.name, a.value);
}

/** What a refused form said stays until the next page: a live update knows nothing of it. */
const beyond = (node) => {
  while (node?.nodeType === Node.ELEMENT_NODE && node.hasAttribute("data-error-summary")) node = node.nextSibling;
  return node;
};

const keyOf = (node) => node.nodeType === Node.ELEMENT_NODE ? node.dataset.key ?? "" : "";

function children(old, fresh) {
  const keyed = new Map([...old.children].filter(keyOf).map((n) => [keyOf(n), n]));
  let at = beyond(old.firstChild);
  for (const want of [...fresh.childNodes]) {
    const key = keyOf(want);
    let have = key ? keyed.get(key) : at;
    while (!key && have && have.nodeName !== want.nodeName && holdsFocus(have)) at = have = have.nextSibling; // it stays; the rest goes on behind it
    if (!key && have && keyOf(have)) have = null; // never turn a keyed row into something else
    if (!have) {
      old.insertBefore(want, at);
      continue;
    }
    if (have !== at) old.insertBefore(have, at);
    const next = beyond(have.nextSibling);
    patch(have, want);
    at = next;
  }
  while (at) {
    const next = beyond(at.nextSibling);
    if (!holdsFocus(at) && at.name !== "_key") at.remove();
    at = next;
  }
}
