// Every window stays who it was: the session belongs to the seat in the path.
import { expect, stage } from './lib/fixture.js';
import { go, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { accessible } from './lib/watch.js';

const test = stage();

test('windows stay who they were across reloads; leaving one leaves the others', async ({ context, town }) => {
  const { people } = facts();
  const seats = ['chuo-1', 'chuo-2', 'center-1', 'remote-1'];
  const pages = {};
  for (const seat of seats) pages[seat] = await signIn(context, town, seat);
  const isStill = (seat) => expect(pages[seat].locator('header')).toContainText(people[seat].name);

  for (let round = 0; round < 2; round++) {
    for (const seat of seats) {
      await pages[seat].reload();
      await isStill(seat);
    }
  }
  const cookies = (await context.cookies()).filter((c) => c.name === 'seat');
  expect(cookies.map((c) => c.path).sort()).toEqual(seats.map((s) => `/s/${s}`).sort());
  expect(cookies.every((c) => c.httpOnly && c.sameSite === 'Strict')).toBe(true);

  await pages['chuo-2'].getByRole('button', { name: '交代' }).click();
  await expect(pages['chuo-2'].getByText('交代しました')).toBeVisible();
  await accessible(pages['chuo-2'], 'signed out');
  for (const seat of ['chuo-1', 'center-1', 'remote-1']) {
    await pages[seat].reload();
    await isStill(seat);
  }

  // The seat that was left asks who sits there, and leads back to where one was.
  await go(pages['chuo-2'], town, 'chuo-2', '/center');
  await pages['chuo-2'].getByLabel('ログイン名').fill(people['chuo-2'].login);
  await pages['chuo-2'].getByLabel('パスワード').fill(facts().password);
  await pages['chuo-2'].getByRole('button', { name: 'サインインする' }).click();
  await expect(pages['chuo-2']).toHaveURL(`${town.url}/s/chuo-2/center`);
  await isStill('chuo-2');
});

test('a wrong password says so and keeps what was typed', async ({ context, town }) => {
  const page = await context.newPage();
  await page.goto(`${town.url}/?seat=chuo-1`);
  await page.getByLabel('ログイン名').fill('tamura');
  await page.getByLabel('パスワード').fill('wrong password');
  const refused = page.waitForResponse((r) => r.request().method() === 'POST');
  await page.getByRole('button', { name: 'サインインする' }).click();
  expect((await refused).status()).toBe(401);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('ログイン名')).toHaveValue('tamura');
  await expect(page.getByLabel('席', { exact: false }).last()).toHaveValue('chuo-1');
  await accessible(page, 'refused sign-in');
});
