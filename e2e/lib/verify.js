// A verifier at the verification station.
import { expect } from '@playwright/test';

// row is one field's line.
export const row = (page, key) => page.locator(`verify-station [data-key="${key}"]`).first();

// line is what a row's key presses go to.
const line = (page, key) => page.locator(`verify-station button.line[data-key="${key}"], verify-station [data-key="${key}"] button.line`);

// enterRoom joins the first verification of the list.
export async function enterRoom(page, form) {
  await page.locator('tr', { hasText: form }).getByRole('link', { name: /確認する/ }).first().click();
  await expect(page.locator('verify-station .line').first()).toBeVisible();
}

// fields are the keys of all rows in their order, with what is confirmed.
export const fields = (page) => page.locator('verify-station .line').evaluateAll((all) => all.map((el) => ({
  key: el.dataset.key ?? el.closest('[data-key]').dataset.key, done: el.classList.contains('ok'), unread: el.classList.contains('unread'),
})));

// left is how many fields still wait, as the finish button says.
export async function left(page) {
  const text = await page.locator('verify-station .keys .primary').innerText();
  return Number(/あと\s*(\d+)/.exec(text)?.[1] ?? 0);
}

// confirm says yes to one field: it must have been in view before Enter counts.
export async function confirm(page, key) {
  await line(page, key).focus();
  await expect.poll(async () => {
    await line(page, key).focus();
    await page.keyboard.press('Enter');
    return line(page, key).evaluate((el) => /\bok\b/.test(el.className) || el.classList.contains('mine') || el.querySelector('.state svg, .state')?.childNodes.length > 0);
  }, { intervals: [450, 200, 200, 500] }).toBe(true);
}

// correct types another value for a field, with the reason that is offered.
export async function correct(page, key, value) {
  await line(page, key).focus();
  await page.keyboard.press('e');
  const edit = page.locator('verify-station form.edit input[type=text]');
  await expect(edit).toBeFocused();
  await edit.fill(value);
  await page.keyboard.press('Enter');
  await expect(edit).toHaveCount(0);
}
