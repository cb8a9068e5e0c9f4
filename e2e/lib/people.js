// People at their places: what they do, with the names they see on the screen.
import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { facts } from './town.js';

// openWindow opens a window of its own, not a tab: browsers let tabs in the
// background paint only once a second.
export async function openWindow(context) {
  const first = context.pages()[0] ?? await context.newPage();
  const tab = await context.newCDPSession(first);
  const { targetInfo } = await tab.send('Target.getTargetInfo');
  await tab.detach();
  const browser = await context.browser().newBrowserCDPSession();
  const opened = context.waitForEvent('page');
  await browser.send('Target.createTarget', { url: 'about:blank', newWindow: true, browserContextId: targetInfo.browserContextId });
  await browser.detach();
  return opened;
}

// signIn opens a window of a seat through the real sign-in page.
export async function signIn(context, town, seat) {
  const { password, people } = facts();
  const page = await openWindow(context);
  await page.goto(`${town.url}/?seat=${seat}`);
  await page.getByLabel('ログイン名').fill(people[seat].login);
  await page.getByLabel('パスワード').fill(password);
  await page.getByRole('button', { name: 'サインインする' }).click();
  await page.waitForURL((u) => u.pathname.startsWith(`/s/${seat}/`));
  return page;
}

// go opens a screen of the window's own seat.
export const go = (page, town, seat, path) => page.goto(`${town.url}/s/${seat}${path}`);

// live waits until a window hears news.
export const live = (page) => expect(page.locator('[data-line]')).toContainText('接続中');

// sheet is a scanned page as the upload door takes it.
export const sheet = (file) => ({ name: basename(file), mimeType: 'image/jpeg', buffer: readFileSync(file) });

// giveNumber hands a visitor a number at the counter.
export async function giveNumber(page, wishes = []) {
  const box = page.locator('details', { has: page.getByText('番号札を出す', { exact: true }).first() });
  await box.locator('summary').click();
  for (const w of wishes) await box.getByLabel(w).check();
  await box.getByRole('button', { name: '番号札を出す' }).click();
}

// callNext calls the first of the line and opens the reception.
export async function callNext(page) {
  await page.getByRole('button', { name: /次の方を呼ぶ/ }).click();
  await page.waitForURL(/\/visits\/[^/]+$/);
  return new URL(page.url()).pathname.split('/').pop();
}

// receive records who came and takes all procedures in at once.
export async function receive(page, procedures) {
  await page.getByLabel('本人', { exact: true }).check();
  await page.getByLabel('1点で確認').check();
  await page.getByLabel('運転免許証').check();
  for (const p of procedures) await page.getByRole('checkbox', { name: new RegExp(`^${p}`) }).check();
  await page.getByRole('button', { name: '受付する' }).click();
  for (const p of procedures) await expect(card(page, p)).toBeVisible();
}

// card is one errand of the visit on the reception screen.
export const card = (page, procedure) => page.getByRole('region', { name: new RegExp(`^${procedure}`) });

// scan uploads the sheets of a form and waits until their pictures stand there.
export async function scan(page, procedure, sheets) {
  const at = card(page, procedure);
  for (const [i, file] of sheets.entries()) {
    await at.locator('input[type=file]').setInputFiles(sheet(file));
    await expect(at.locator('.thumbs img[src*="thumb.jpg"]')).toHaveCount(i + 1);
  }
}
