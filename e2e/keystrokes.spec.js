// What an entry costs beyond composing its text, as the page counts it: one
// Enter per field, also where the value came by itself or is asked about, and
// Ctrl+Enter once.
import { at, pull, send } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { compose } from './lib/keys.js';
import { callNext, card, giveNumber, go, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { look } from './lib/watch.js';

const test = stage();
const japanese = /[^\u0000-\u007f]/;

for (const [form, errand] of Object.entries({ transfer_in: '転入届', nhi_join: '国民健康保険', resident_certificate: '住民票の写し' })) {
  test(`${form} costs one Enter per field and Ctrl+Enter once, by input method`, async ({ context, town }) => {
    test.setTimeout(300_000);
    const { forms } = facts();
    const { truth, sheets } = forms[form];
    const counter = await signIn(context, town, 'chuo-1'), keyer = await signIn(context, town, 'center-1');
    await go(counter, town, 'chuo-1', '/counter');
    await giveNumber(counter, [errand]);
    await callNext(counter);
    await receive(counter, [errand]);
    await scan(counter, errand, sheets);
    await card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
    await expect(card(counter, errand).getByText('依頼中')).toBeVisible();

    await pull(keyer);
    const left = (key) => keyer.waitForFunction((k) => {
      const cell = document.activeElement?.closest('[data-key]');
      return cell?.dataset.key !== k || cell.querySelector('.said')?.textContent;
    }, key);
    const fields = [], byItself = [], asked = [];
    for (let here = await at(keyer); here.key; here = await at(keyer)) {
      const { key, value } = here, text = truth.typed[key] ?? '';
      expect(fields).not.toContain(key);
      fields.push(key);
      if (value !== '') byItself.push(key); // it stays as it came
      else if (japanese.test(text)) await compose(keyer, 'あ'.repeat(Math.min(8, 2 * text.length)), text);
      else if (text) await keyer.keyboard.type(text);
      await keyer.keyboard.press('Enter');
      await left(key);
      await keyer.waitForFunction((k) => document.querySelector('entry-station').cells.find((c) => c.key === k).acked !== null, key); // on a slow line what fills others comes later
      const question = keyer.locator(`[data-key="${key}"] .said`, { hasText: 'Enter＝はい' }); // what is written there is offered as the register writes it
      if (await question.count()) asked.push(key);
    }
    expect(asked.filter((key) => !/address|relation/.test(key))).toEqual([]);
    expect(asked.length, 'fields asked about').toBeGreaterThan(0);
    if (form !== 'nhi_join') expect(byItself.length, 'fields filled by themselves').toBeGreaterThan(0);
    const station = keyer.locator('entry-station');
    await station.evaluate((s) => { s.finish = async () => {}; }); // the count is read before it is gone
    await keyer.keyboard.press('Control+Enter');
    const strokes = await station.evaluate((s) => { delete s.finish; return JSON.parse(s.dataset.strokes); });
    expect(strokes).toEqual({ enter: fields.length, send: 1, other: 0, mouse: 0 });
    await send(keyer);
  });
}

test('a question goes along with the hand: going on means yes, Escape means as written', async ({ context, town }) => {
  const { sheets } = facts().forms.transfer_in;
  const counter = await signIn(context, town, 'chuo-1'), keyer = await signIn(context, town, 'center-1');
  await go(counter, town, 'chuo-1', '/counter');
  await giveNumber(counter, ['転入届']);
  await callNext(counter);
  await receive(counter, ['転入届']);
  await scan(counter, '転入届', sheets);
  await card(counter, '転入届').getByRole('button', { name: '受付してセンターへ送る' }).click();
  await pull(keyer);
  const address = keyer.locator('[data-key="new_address"]'), question = address.locator('.said', { hasText: 'Enter＝はい' });
  const written = (house) => `みほん市さくら町4丁目21-${house}`, registry = (house) => `みほん市さくら町四丁目21番${house}号`;
  const ask = async (house) => {
    await address.locator('input').focus();
    await keyer.keyboard.press('Control+a');
    await keyer.keyboard.type(written(house));
    await keyer.keyboard.press('Enter');
    await expect(question).toBeVisible();
    await expect.poll(async () => (await at(keyer)).key).not.toBe('new_address');
    return (await at(keyer)).key;
  };
  const next = await ask(27);
  await look(keyer, 'asked-in-passing');
  await keyer.keyboard.press('Escape');
  await expect(address.locator('.said')).toBeEmpty();
  expect((await at(keyer)).key).toBe(next);
  await keyer.keyboard.press('Enter');
  await expect.poll(async () => (await at(keyer)).key).not.toBe(next);
  await expect(address.locator('input')).toHaveValue(written(27));

  await ask(28);
  await keyer.keyboard.press('Enter'); // leaves the next field
  await expect(address.locator('input')).toHaveValue(registry(28));
  await expect(question).toHaveCount(0);

  await ask(29);
  await keyer.keyboard.press('Control+Enter'); // is refused for what is missing, but it is yes as well
  await expect(keyer.locator('.notice')).toBeVisible();
  await expect(address.locator('input')).toHaveValue(registry(29));

  // Back in the field Enter is yes to it alone.
  const again = await ask(30);
  await keyer.keyboard.press('Shift+Enter');
  await expect.poll(async () => (await at(keyer)).key).toBe('new_address');
  await keyer.keyboard.press('Enter');
  await expect.poll(async () => (await at(keyer)).key).toBe(again);
  await expect(address.locator('input')).toHaveValue(registry(30));
});
