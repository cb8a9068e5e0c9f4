// A keyer at the entry station: the keyboard and nothing else.
import { expect } from '@playwright/test';
import { compose } from './keys.js';

// at tells which field has the focus, and what stands there.
export const at = (page) => page.evaluate(() => {
  const cell = document.activeElement?.closest('[data-key]');
  return cell ? { key: cell.dataset.key, value: document.activeElement.value ?? '', said: cell.querySelector('.said')?.textContent ?? '' } : { key: '' };
});

// pull takes the next request with one key.
export async function pull(page) {
  await expect(page.getByRole('button', { name: /次を入力/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await at(page)).key).not.toBe('');
}

// enter presses Enter until the focus has left the field: once, and once more
// when the station proposes something or warns.
export async function enter(page, key) {
  await page.keyboard.press('Enter');
  const next = () => page.waitForFunction((k) => {
    const cell = document.activeElement?.closest('[data-key]');
    return cell?.dataset.key !== k || cell.querySelector('.said')?.textContent;
  }, key);
  await next();
  for (let n = 0; n < 2 && (await at(page)).key === key; n++) {
    await page.keyboard.press('Enter');
    await page.waitForFunction((k) => document.activeElement?.closest('[data-key]')?.dataset.key !== k, key, { timeout: 3000 }).catch(() => {});
  }
  const now = await at(page);
  expect(now.key, `stuck: ${now.value} ${now.said}`).not.toBe(key);
}

// keyAll keys every field from where the focus is to the last one. How some
// fields are keyed can be given by their key: a function of the page.
export async function keyAll(page, typed, special = {}, seen = () => {}) {
  const keyed = new Set();
  for (;;) {
    const { key, value } = await at(page);
    if (!key || keyed.has(key)) return keyed;
    keyed.add(key);
    const text = typed[key] ?? '';
    if (special[key]) await special[key](page, text, key);
    else {
      if (text) await page.keyboard.type(text);
      else if (value) await page.keyboard.press('Delete');
      await enter(page, key);
    }
    seen(key);
  }
}

// byInputMethod keys a field with an input method; the Enter that belongs to
// the conversion must not move the focus.
export const byInputMethod = (reading) => async (page, text, key) => {
  await compose(page, reading, text, async () => {
    await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
    expect((await at(page)).key, 'Enter during the conversion moved the focus').toBe(key);
  });
  expect(await at(page)).toMatchObject({ key, value: text });
  await enter(page, key);
};

// unreadable gives a field up: 読めない.
export async function unreadable(page, _, key) {
  await page.keyboard.press('F4');
  await expect.poll(async () => (await at(page)).key).not.toBe(key);
}

// send finishes with Ctrl+Enter and answers what the station still asks.
export async function send(page) {
  const idle = page.getByRole('button', { name: /次を入力/ });
  for (let n = 0; n < 8; n++) {
    await page.keyboard.press('Control+Enter');
    const asked = page.locator('[data-key]:focus-within .said:not(:empty)');
    await expect(idle.or(asked).first()).toBeVisible();
    if (await idle.isVisible()) return;
    await enter(page, (await at(page)).key);
  }
  await expect(idle).toBeVisible();
}
