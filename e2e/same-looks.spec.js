// The ten main screens look as they are stored in e2e/looks; `make looks`
// renews the pictures after a change that is meant.
import { pull } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, openWindow, receive, scan, signIn } from './lib/people.js';
import { Center } from './lib/pilot.js';
import { differences } from './lib/blocks.js';
import { inStoredFont, sameAsStored, small } from './lib/stored.js';
import { facts } from './lib/town.js';

const test = stage();

const settled = async (page) => {
  await live(page);
  await page.evaluate(() => Promise.all([...document.images].map((i) => i.decode().catch(() => {}))));
};

test('the ten main screens look as stored', async ({ context, town }) => {
  test.setTimeout(300_000);
  const { forms, people, password } = facts();
  const bench = await context.newPage();
  const stored = async (page, name) => {
    await page.bringToFront();
    await settled(page);
    await sameAsStored(page, bench, name);
  };

  const door = await openWindow(context);
  await door.goto(`${town.url}/?seat=chuo-1`);
  await inStoredFont(door);
  await sameAsStored(door, bench, 'sign-in');

  const station = await signIn(context, town, 'center-1');
  const verifier = await signIn(context, town, 'center-2');
  const lead = await signIn(context, town, 'center-4');
  const counter = await signIn(context, town, 'chuo-1');
  for (const wishes of [['国民健康保険', '住民票'], ['転入届'], [], ['転居届'], ['児童手当'], ['住民票'], []]) await giveNumber(counter, wishes);
  await go(counter, town, 'chuo-1', '/counter');
  await stored(counter, 'counter');
  const visit = await callNext(counter);
  await stored(counter, 'reception');
  await receive(counter, ['国民健康保険', '住民票']);
  await scan(counter, '国民健康保険', forms.nhi_join.sheets);
  await scan(counter, '住民票', forms.resident_certificate.sheets);
  await expect(counter.locator('.name-check img')).toHaveCount(2);
  await go(counter, town, 'chuo-1', `/visits/${visit}`);
  await stored(counter, 'scanned');
  await counter.getByRole('button', { name: '2件をセンターへ送る' }).click();
  await expect(card(counter, '国民健康保険').getByText('依頼中')).toBeVisible();

  await pull(station);
  await stored(station, 'entry');

  await go(lead, town, 'center-4', '/center');
  await stored(lead, 'center');

  const others = await Center.open(town, people['center-3'].login, people['remote-1'].login, password);
  await others.key();
  await go(verifier, town, 'center-2', '/verify');
  await verifier.getByRole('button', { name: '次の入力確認に入る' }).click();
  await expect(verifier.locator('verify-station .line').first()).toBeVisible();
  await stored(verifier, 'verify');
  await others.join(new URL(verifier.url()).pathname.split('/').pop());

  await go(counter, town, 'chuo-1', `/visits/${visit}`);
  await counter.getByRole('link', { name: '内容を確認する' }).click();
  await stored(counter, 'check');
  await counter.getByRole('button', { name: '確認しました' }).click();
  await counter.getByRole('button', { name: '帳票を作る' }).click();
  await counter.getByRole('button', { name: '印刷できました' }).click();
  await expect(counter.getByRole('button', { name: /お渡し/ }).last()).toBeVisible();
  await stored(counter, 'hand-over');
  await go(counter, town, 'chuo-1', '/day');
  await stored(counter, 'day');
});

test('the comparison sees what a person would, and nothing else', async ({ context, town }) => {
  const bench = await context.newPage();
  const page = await signIn(context, town, 'chuo-2');
  await giveNumber(page, ['転入届']);
  await giveNumber(page);
  await go(page, town, 'chuo-2', '/counter');
  await settled(page);
  // Nothing may come anew between two pictures but what this test changes.
  await page.evaluate(() => document.querySelectorAll('live-region').forEach((r) => r.replaceWith(...r.childNodes)));
  const before = await small(page, bench);
  const changed = async (how, back) => {
    await page.evaluate(how);
    const found = differences(await small(page, bench), before);
    await page.evaluate(back);
    return found;
  };
  const restore = () => document.querySelectorAll('[style]').forEach((el) => el.removeAttribute('style'));

  expect(await changed(() => {}, restore), 'the same screen').toEqual([]);
  expect(await changed(() => { document.body.style.transform = 'translate(1px, 1px)'; }, restore), 'one pixel further').toEqual([]);
  expect(await changed(() => { document.body.style.letterSpacing = '0.03px'; document.body.style.webkitTextStroke = '0.2px'; }, restore), 'another smoothing').toEqual([]);
  expect(await changed(() => { document.body.style.filter = 'brightness(0.98)'; }, restore), 'a slightly darker screen').toEqual([]);

  expect(await changed(() => { document.querySelector('button.primary').style.transform = 'translateY(24px)'; }, restore), 'a moved button').not.toEqual([]);
  expect(await changed(() => { document.querySelector('button.primary').style.background = '#197a4b'; }, restore), 'another colour').not.toEqual([]);
  expect(await changed(() => { document.querySelector('.head nav a').style.visibility = 'hidden'; }, restore), 'a missing word of the menu').not.toEqual([]);
  expect(await changed(() => { document.querySelector('.load').closest('.card').style.visibility = 'hidden'; }, restore), 'a missing panel').not.toEqual([]);
  expect(await changed(() => { document.querySelector('.side').style.marginLeft = '-40px'; }, restore), 'a column over another').not.toEqual([]);
});
