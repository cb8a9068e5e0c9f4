// A verifier at the verification station.
import { expect } from '@playwright/test';

// line is one field's row; key presses go to it.
export const line = (page, key) => page.locator(`verify-station .line[data-key="${key}"]`);

// enterRoom joins the verification of a form from the list.
export async function enterRoom(page, form) {
  await page.locator('tr', { hasText: form }).getByRole('link', { name: /確認する/ }).first().click();
  await expect(page.locator('verify-station .line').first()).toBeVisible();
}

// open are the keys of the fields that are not yet confirmed.
export const open = (page) => page.locator('verify-station .line:not(.ok)').evaluateAll((all) => all.map((el) => el.dataset.key));

// confirm says yes to one field with Enter and waits until the server agrees.
export async function confirm(page, key) {
  await aim(page, key);
  await page.keyboard.press('Enter');
  await expect.poll(() => line(page, key).evaluate((el) => el.classList.contains('ok') || el.innerText.includes('ほかの人の確認を待っています')),
    { message: `confirmed ${key}`, intervals: [20, 50, 100] }).toBe(true);
}

// aim goes to a field and looks at it long enough.
export async function aim(page, key) {
  await line(page, key).focus();
  const from = await page.evaluate(() => performance.now());
  await page.waitForFunction((t) => performance.now() - t > 420, from, { polling: 'raf' });
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

// confirmAll says yes to several fields, one after the other.
export async function confirmAll(page, keys) {
  for (const key of keys) await confirm(page, key);
}

// finish ends the verification.
export async function finish(page) {
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('verify-station').getByText('入力確認を終えました')).toBeVisible();
}
