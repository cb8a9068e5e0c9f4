// What a keyer has besides the fields: practice, the search for a character,
// repeating from the person before, taking a sent entry back.
import { at, enter, keyAll, pull, send } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { look } from './lib/watch.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const test = stage();
const sample = (id) => JSON.parse(readFileSync(join(import.meta.dirname, '..', 'internal', 'paper', 'sample', 'pages', `${id}.json`), 'utf8'));

test('a practised form is keyed with one Enter per field, scored and kept nowhere', async ({ context, town }) => {
  const keyer = await signIn(context, town, 'center-1');
  await go(keyer, town, 'center-1', '/practice');
  await expect(keyer.getByRole('button', { name: '練習の届出書を開く' })).toBeFocused();
  await look(keyer, 'practice-empty');
  await keyer.keyboard.press('Enter');
  await expect.poll(async () => (await at(keyer)).key).not.toBe('');
  const practised = async () => sample(await keyer.evaluate(() => document.querySelector('entry-station').task)).typed;
  for (let n = 0; (await practised()).head_name !== '渡辺　美咲'; n++) { // the form of a family
    expect(n).toBeLessThan(20);
    await keyer.keyboard.press('Control+Enter');
    await expect(keyer.getByRole('heading', { name: /項目のうち/ })).toBeVisible();
    await keyer.keyboard.press('Enter');
    await expect.poll(async () => (await at(keyer)).key).not.toBe('');
  }
  const typed = await practised();

  const keyed = await keyAll(keyer, { ...typed, head_name: '渡邊　美咲' }, {
    head_name: async (page, text, key) => {
      await page.keyboard.type(text);
      await page.keyboard.press('F3');
      await expect(page.locator('.glyph-search .found button').first()).toBeVisible();
      await page.keyboard.press('Alt+PageUp');
      await page.keyboard.press('Alt+PageUp');
      await expect(page.getByText('「邊」を選んだ字に替えます')).toBeVisible();
      await look(page, 'glyph-search');
      await page.keyboard.type('べ');
      await expect(page.locator('.glyph-search .found button[aria-label^="辺 "]')).toBeVisible();
      await page.keyboard.press('Control+a');
      await page.keyboard.type('U+8FBA');
      await expect(page.locator('.glyph-search .found button').first()).toContainText('U+8FBA');
      await page.keyboard.press('Enter');
      expect(await at(page)).toMatchObject({ key, value: '渡辺　美咲' });
      await enter(page, key);
    },
    'person.2.name': async (page, _, key) => {
      await expect(page.locator('.cell.on .offer', { hasText: '前の人の名字' })).toContainText('渡辺');
      await look(page, 'repeat-family');
      const n = await page.locator('.cell.on .offer').evaluateAll((all) => all.findIndex((b) => b.textContent.includes('前の人の名字')) + 1);
      await page.keyboard.press(`Alt+${n}`);
      await page.keyboard.type('悠真');
      expect(await at(page)).toMatchObject({ key, value: '渡辺　悠真' });
      await enter(page, key);
    },
    'person.3.sex': async (page, text, key) => {
      await page.keyboard.press('Alt+0');
      await expect.poll(async () => (await at(page)).key).not.toBe(key);
      await page.keyboard.press('Shift+Enter');
      await expect.poll(async () => (await at(page)).key).toBe(key);
      await page.keyboard.type(text);
      await enter(page, key);
    },
  });
  for (const key of ['head_name', 'person.2.name', 'person.3.sex']) expect(keyed).toContain(key);
  const strokes = await keyer.locator('entry-station').evaluate((s) => JSON.parse(s.dataset.strokes));
  expect(strokes.mouse).toBe(0);
  expect(strokes.enter, `${keyed.size} fields`).toBeLessThanOrEqual(keyed.size + 3);
  await keyer.keyboard.press('Control+Enter');
  await expect(keyer.getByRole('heading', { name: /項目のうち/ })).toBeVisible();
  await expect(keyer.getByText('すべて合っています。')).toBeVisible();
  await look(keyer, 'practice-right');
  await keyer.keyboard.press('Enter');
  await expect.poll(async () => (await at(keyer)).key).not.toBe('');
  await keyer.keyboard.type('R8.11.1');
  await enter(keyer, (await at(keyer)).key);
  await keyer.keyboard.press('Control+Enter');
  await expect(keyer.locator('.score td').first()).toBeVisible();
  await look(keyer, 'practice-wrong');
});

test('a sent entry is taken back; the next form is there before it is asked for', async ({ context, town }) => {
  const { forms } = facts();
  const counter = await signIn(context, town, 'chuo-1'), keyer = await signIn(context, town, 'center-1');
  for (let n = 0; n < 3; n++) {
    await giveNumber(counter, ['住民票の写し']);
    await callNext(counter);
    await receive(counter, ['住民票の写し']);
    await scan(counter, '住民票の写し', forms.resident_certificate.sheets);
    await card(counter, '住民票の写し').getByRole('button', { name: '受付してセンターへ送る' }).click();
    await expect(card(counter, '住民票の写し').getByText('依頼中')).toBeVisible();
    await go(counter, town, 'chuo-1', '/counter');
  }
  const fetched = [];
  keyer.on('response', (r) => { if (/view\.jpg/.test(r.url())) fetched.push(new URL(r.url()).pathname); });
  await live(keyer);
  await pull(keyer);
  await expect.poll(() => fetched.length).toBe(3); // this form's and the next ones'
  // On a slow line the postal code's address comes when the cursor is there already.
  await keyer.route('**/draft', async (route) => { await new Promise((r) => { setTimeout(r, 250); }); await route.continue(); });
  await keyAll(keyer, forms.resident_certificate.truth.typed, { requester_address: async (page, text, key) => {
    await expect.poll(async () => (await at(page)).value).not.toBe('');
    await page.keyboard.type(text);
    expect((await at(page)).value, 'typing takes the place of what came by itself').toBe(text);
    await enter(page, key);
  } });
  await keyer.unrouteAll({ behavior: 'wait' });
  await send(keyer);
  await look(keyer, 'entry-undo');
  await keyer.getByRole('button', { name: '取り消して入力に戻る' }).click();
  await expect.poll(async () => (await at(keyer)).key).not.toBe('');
  await expect(keyer.locator('.cell[data-key=requester_name] input')).toHaveValue(forms.resident_certificate.truth.want.requester_name.v);
  await send(keyer);
  await expect(keyer.getByText('きょう 1件 入力しました')).toBeVisible();

  // What a slow line still holds of a form that went back never reaches the next one.
  const task = () => keyer.evaluate(() => document.querySelector('entry-station').task);
  const saved = [];
  let open;
  const line = new Promise((r) => { open = r; });
  await keyer.route('**/draft', async (route) => {
    saved.push(route.request().url());
    await line;
    await route.continue();
  });
  await keyer.route('**/heartbeat', async (route) => { await line; await route.continue(); });
  await pull(keyer);
  const back = await task(), key = (await at(keyer)).key;
  const beats = await keyer.evaluateHandle(() => { const s = document.querySelector('entry-station'); return { one: s.beat() }; });
  for (const text of ['差戻し　太郎', '差戻し']) {
    await keyer.keyboard.type(text);
    await enter(keyer, (await at(keyer)).key);
  }
  await keyer.keyboard.press('Alt+q');
  await keyer.getByRole('button', { name: '字が読めません。お客さまに聞いてください。' }).click();
  await keyer.getByRole('button', { name: '窓口へ差し戻す' }).click();
  await expect(keyer.getByText('理由をつけて窓口へ差し戻しました。')).toBeVisible();
  await pull(keyer);
  expect(await task()).not.toBe(back);
  open();
  await beats.evaluate((b) => b.one);
  await expect.poll(() => saved.length).toBe(2);
  expect(saved.filter((url) => !url.includes(back))).toEqual([]);
  expect(await at(keyer)).toMatchObject({ key, value: '' });
  await expect(keyer.locator('entry-station .notice')).toBeHidden();
});
