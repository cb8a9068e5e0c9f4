// People at their places: what they do, with the names they see on the screen.
import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { facts } from './town.js';

const escape = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// signIn opens a window of a seat through the real sign-in page.
export async function signIn(context, town, seat) {
  const { password, people } = facts();
  const page = await context.newPage();
  await page.goto(`${town.url}/?seat=${seat}`);
  await fillSignIn(page, people[seat].login, password);
  await expect(page).toHaveURL(new RegExp(`/s/${escape(seat)}/`));
  return page;
}

export async function fillSignIn(page, login, password) {
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(password);
  await page.locator('form[action="/sign-in"] button[type=submit]').click();
}

// go opens a screen of the window's own seat.
export const go = (page, town, seat, path) => page.goto(`${town.url}/s/${seat}${path}`);

// sheet is a scanned page as the upload door takes it.
export const sheet = (file) => ({ name: file.split('/').pop(), mimeType: 'image/jpeg', buffer: readFileSync(file) });
