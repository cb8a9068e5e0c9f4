// 保留: an errand rests at its counter, an entry with its keyer; both are told
// in time and taken up again by one key.
import { at, pull } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { look } from './lib/watch.js';

const test = stage();
const errand = '住民票の写し';

test('an errand rests at the counter and goes on by one key', async ({ context, town }) => {
  const { forms } = facts();
  const counter = await signIn(context, town, 'chuo-1');
  await giveNumber(counter, [errand]);
  const visit = await callNext(counter);
  await receive(counter, [errand]);
  await scan(counter, errand, forms.resident_certificate.sheets);
  await card(counter, errand).getByText('保留にする').first().click();
  await card(counter, errand).getByLabel('電話の返事待ち').check();
  await look(counter, 'hold-form');
  await card(counter, errand).getByRole('button', { name: '保留にする' }).click();
  await expect(card(counter, errand).getByText('保留中')).toBeVisible();
  await expect(card(counter, errand).getByRole('button', { name: /センターへ送る/ })).toHaveCount(0);
  await look(counter, 'hold-card');
  await go(counter, town, 'chuo-1', '/counter');
  await expect(counter.getByText('保留中　0分前から')).toBeVisible();
  await look(counter, 'hold-counter');
  await counter.getByRole('button', { name: '再開する' }).click();
  await expect(counter).toHaveURL(new RegExp(`/visits/${visit}`));
  await expect(card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' })).toBeVisible();
  await card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
  await expect(card(counter, errand).getByText('依頼中')).toBeVisible();
});

test('an entry rests with its keyer: Alt+H and a digit, Alt+H again', async ({ context, town }) => {
  const counter = await signIn(context, town, 'chuo-1'), keyer = await signIn(context, town, 'center-1');
  await live(keyer);
  await pull(keyer);
  const key = (await at(keyer)).key;
  await keyer.keyboard.type('かくにん');
  await keyer.keyboard.press('Alt+h');
  await expect(keyer.getByText('理由の番号を押すと、保留になります。')).toBeVisible();
  await look(keyer, 'hold-ask');
  await keyer.keyboard.press('Escape');
  await expect.poll(async () => (await at(keyer)).key).toBe(key);
  await keyer.keyboard.press('Alt+h');
  await keyer.keyboard.press('5');
  await expect(keyer.getByLabel('メモ（その他のときは必ず）')).toBeFocused(); // nothing is put aside without saying why
  await keyer.keyboard.type('係長に見てもらう');
  await keyer.route('**/entry/held', async (route) => { // as if it had rested for long
    const answer = await route.fetch(), told = await answer.json();
    for (const one of told.held) one.minutes = 143;
    await route.fulfill({ response: answer, json: told });
  });
  await keyer.keyboard.press('Enter');
  await expect(keyer.getByText('保留にしました。下書きは残っています。')).toBeVisible();
  await expect(keyer.getByRole('heading', { name: '保留中 1件' })).toBeVisible();
  await expect(keyer.getByText('2時間23分前から')).toBeVisible();
  await look(keyer, 'hold-list');
  await keyer.unroute('**/entry/held');
  await keyer.keyboard.press('Enter'); // nothing else waits; what rests is not given again
  await expect(keyer.getByText('保留中 1件')).toBeVisible();
  await go(counter, town, 'chuo-1', '/counter');
  await expect(counter.getByText('入力を保留中')).toBeVisible();
  await keyer.keyboard.press('Alt+h');
  await expect.poll(async () => (await at(keyer)).key).not.toBe('');
  expect(await keyer.evaluate((k) => document.querySelector('entry-station').cells.find((c) => c.key === k).input.value, key)).toContain('かくにん');
});
