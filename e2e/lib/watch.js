// What must be true of every page at every moment: no script error, nothing on
// the console, no breach of the content security policy, no server error.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { join } from 'node:path';
import { shots } from './setup.js';

// A browser reports every refused request on the console. A refusal that the
// page handles (a colleague was first, something is missing) is no fault.
const handled = /the server responded with a status of 4(01|03|09|22)/;

// Taking a picture and axe put styles of their own into the page; the policy
// stops them. What the pages themselves do carries an address.
const tooling = (m) => /inline style/.test(m.text()) && m.location().url === '';

// watch notes the faults of every window of a context. allow tells which
// console messages a test expects, such as a lost connection while the server
// is down.
export function watch(context, allow = () => false) {
  const faults = [];
  const say = (page, what) => faults.push(`${page.url()}: ${what}`);
  context.on('page', (page) => {
    page.on('pageerror', (e) => say(page, `error: ${e.stack || e}`));
    page.on('console', (m) => {
      if ((m.type() !== 'error' && m.type() !== 'warning') || tooling(m)) return;
      const text = `${m.text()} (${m.location().url})`;
      if (!handled.test(text) && !allow(text)) say(page, `console ${m.type()}: ${text}`);
    });
    page.on('crash', () => say(page, 'crashed'));
    page.on('response', (r) => { if (r.status() >= 500) say(page, `${r.status()} ${r.url()}`); });
  });
  return { faults, none: () => expect(faults, 'faults of the pages').toEqual([]) };
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

// accessible checks a page with axe-core; frames with a PDF are left out. What
// passes is not written up: nobody reads it, and it takes as long as the checks.
export async function accessible(page, name) {
  const found = await new AxeBuilder({ page }).withTags(rules).exclude('iframe').options({ preload: false, resultTypes: ['violations'] }).setLegacyMode(true).analyze();
  const told = found.violations.map((v) => `${v.id} (${v.help}): ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`);
  expect(told, `axe on ${name}`).toEqual([]);
}

// shoot keeps a picture of a page.
export const shoot = (page, name) => page.screenshot({ path: join(shots, `${name}.png`) });

// look takes a picture and checks the page.
export async function look(page, name) {
  await shoot(page, name);
  await accessible(page, name);
}

// mark leaves something in a window that any reload would wipe out.
export const mark = (page) => page.evaluate(() => { window.untouched = true; });

// unmoved asserts that the window was not loaded again since mark.
export async function unmoved(page, name) {
  expect(await page.evaluate(() => window.untouched === true), `${name} changed without being loaded again`).toBe(true);
}
