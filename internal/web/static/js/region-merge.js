/**
 * Brings a part of the page up to date with a fresh copy, touching as little
 * as possible. Elements with data-key are rows: compared and replaced whole.
 * Everything else is walked through as long as its shape stays the same.
 */

/** The HTML each row came with; scripts may have changed the row since. */
const origin = new WeakMap();

/** A row's HTML without what is different at every showing. */
function plain(el) {
  return el.outerHTML.replace(/(name="_key" value=")[^"]*/g, "$1").replace(/ aria-busy="[^"]*"/g, "");
}

const source = (el) => origin.get(el) ?? plain(el);

/** Whether somebody works in an element: it has the focus. */
export const holdsPerson = (el) => el.contains(document.activeElement);

/**
 * Merges the children of fresh into old. held(el) names what must not be
 * touched. Returns how many changes had to wait and the news (data-notify) of
 * rows that did not say the same before.
 */
export function merge(old, fresh, held) {
  const result = { kept: 0, news: [], held };
  children(old, fresh, result);
  return result;
}

function children(old, fresh, result) {
  const rows = [...fresh.children];
  if (rows.some((c) => c.dataset.key !== undefined) || [...old.children].some((c) => c.dataset.key !== undefined)) keyed(old, rows, result);
  else if (sameShape(old, fresh)) pairs(old, fresh, result);
  else replaceAll(old, fresh, result);
}

/** Rows by their key, in the order of the fresh copy. */
function keyed(old, rows, result) {
  const have = new Map();
  for (const el of [...old.children]) have.set(el.dataset.key ?? "#" + el.tagName, el);
  let at = old.firstElementChild;
  for (const row of rows) {
    const key = row.dataset.key ?? "#" + row.tagName;
    const now = settle(have.get(key), row, result);
    have.delete(key);
    if (now === at) at = at.nextElementSibling;
    else if (result.held(now) && now.isConnected) at = now.nextElementSibling;
    else old.insertBefore(now, at);
  }
  for (const gone of have.values()) {
    if (result.held(gone)) result.kept++;
    else gone.remove();
  }
}

/** What stands for a row afterwards: the old element or the new one. */
function settle(before, row, result) {
  const html = plain(row);
  if (before && source(before) === html) return before;
  if (before && result.held(before)) {
    result.kept++;
    return before;
  }
  if (row.dataset.notify && before?.dataset.notify !== row.dataset.notify) result.news.push(row.dataset.notify);
  const now = document.importNode(row, true);
  origin.set(now, html);
  before?.replaceWith(now);
  return now;
}

function sameShape(old, fresh) {
  return old.childElementCount === fresh.childElementCount && old.childElementCount > 0
    && [...old.children].every((c, i) => c.tagName === fresh.children[i].tagName);
}

function pairs(old, fresh, result) {
  [...old.children].forEach((el, i) => {
    const now = fresh.children[i];
    if (plain(el) === plain(now)) return;
    attributes(el, now);
    if (now.querySelector("[data-key]") || el.querySelector("[data-key]")) children(el, now, result);
    else if (el.childElementCount && sameShape(el, now) && !ownText(now)) pairs(el, now, result);
    else replaceAll(el, now, result);
  });
}

const ownText = (el) => [...el.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());

function attributes(el, now) {
  for (const { name, value } of [...now.attributes]) if (el.getAttribute(name) !== value) el.setAttribute(name, value);
  for (const { name } of [...el.attributes]) if (!now.hasAttribute(name)) el.removeAttribute(name);
}

function replaceAll(old, fresh, result) {
  if (old.childElementCount && result.held(old)) {
    result.kept++;
    return;
  }
  old.replaceChildren(...[...fresh.childNodes].map((n) => document.importNode(n, true)));
}
