// What must fit at 1366×768: nothing runs over the edge, and no text is cut
// without a way to read all of it.
import { expect } from '@playwright/test';

// spilt names what does not fit, as the page shows it.
const spilt = () => {
  const out = [];
  const say = (what, el) => out.push(`${what}: <${el.tagName.toLowerCase()} class="${el.className.baseVal ?? el.className}"> ${el.textContent.trim().replace(/\s+/g, ' ').slice(0, 60)}`);
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) out.push(`the page is ${root.scrollWidth - root.clientWidth} px wider than the window`);
  const head = document.querySelector('.head');
  if (head && head.offsetHeight > 64) out.push(`the bar at the top is ${head.offsetHeight} px high`);
  const words = (el) => [...el.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
  // Drawn apart from the text: pictures of pages, and what only a reader hears.
  const apart = 'svg, scan-view, .snip, .visually-hidden, .skip, option, script, dialog:not([open])';
  const scrolls = (el) => { for (let p = el; p; p = p.parentElement) if (/auto|scroll/.test(getComputedStyle(p).overflowX) && p !== document.body && p !== root) return true; return false; };
  for (const el of document.body.querySelectorAll('*')) {
    if (el.closest(apart) || !el.checkVisibility()) continue;
    const style = getComputedStyle(el);
    const cutX = /hidden|clip/.test(style.overflowX) && el.scrollWidth > el.clientWidth + 1;
    const cutY = /hidden|clip/.test(style.overflowY) && el.scrollHeight > el.clientHeight + 2;
    if ((cutX || cutY) && el.textContent.trim() && el !== document.body && !el.querySelector('iframe')) {
      const whole = el.closest('[title]')?.title ?? '';
      if (!whole.replace(/\s/g, '').includes(el.textContent.replace(/\s/g, ''))) say('cut', el);
    }
    if (!words(el) || scrolls(el)) continue;
    const box = el.getBoundingClientRect();
    if (box.width && (box.right > innerWidth + 1 || box.left < -1)) say('over the edge', el);
    const card = el.closest('.card, .tile, .banner, td, th, button, .button');
    if (card && card !== el && box.right > card.getBoundingClientRect().right + 1 && style.position !== 'absolute' && !el.closest('.rules')) say('out of its box', el);
  }
  return out;
};

// fits asserts that a page shows everything it has.
export async function fits(page, name) {
  expect(await page.evaluate(spilt), `${name} at 1366×768`).toEqual([]);
}

// A picture of the page without what differs between two moments, so that a
// page is examined once for every look it has.
const face = () => {
  const copy = document.body.cloneNode(true);
  copy.querySelectorAll('script, input[type=hidden]').forEach((el) => el.remove());
  return copy.innerHTML.replace(/\b(href|src|action|id|for|data-[a-z-]+|aria-labelledby|aria-describedby)="[^"]*"/g, '').replace(/\d+/g, '0');
};

// Faces remembers which looks were examined already.
export class Faces {
  #seen = new Set();

  async fresh(page) {
    const f = await page.evaluate(face);
    return this.#seen.size !== this.#seen.add(f).size;
  }
}
