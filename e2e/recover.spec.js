// What was typed survives a dead server, a dead tab and a reload in the middle
// of a word, and goes on by itself when the server is back.
import { stage, expect } from './lib/fixture.js';
import { card, callNext, giveNumber, live, receive, scan, signIn } from './lib/people.js';
import { at, enter, pull } from './lib/entry.js';
import { facts } from './lib/town.js';
import { look } from './lib/watch.js';

const test = stage();
test.use({ downtime: true });

test('typing survives the server and the tab', async ({ context, town }) => {
  const counter = await signIn(context, town, 'chuo-1');
  await giveNumber(counter);
  await callNext(counter);
  await receive(counter, ['転入届']);
  const form = Object.values(facts().forms).find((f) => f.truth.procedure === 'transfer_in');
  await scan(counter, '転入届', form.sheets.slice(0, 1));
  await card(counter, '転入届').getByRole('button', { name: /センターへ送る/ }).click();

  const keyer = await signIn(context, town, 'center-1');
  await pull(keyer);
  const first = (await at(keyer)).key;
  await keyer.keyboard.type(form.truth.typed[first]);
  await enter(keyer, first);
  const second = (await at(keyer)).key;
  await keyer.keyboard.type('1'); // half a field, never sent

  await town.kill();
  await keyer.keyboard.type('2');
  await expect(keyer.locator('.line-down')).toBeVisible();
  await look(keyer, 'entry-offline');
  expect((await at(keyer)).value).toBe('12');
  await town.restart();
  await live(keyer);
  await expect(keyer.locator('.line-down')).toHaveCount(0);

  await keyer.reload();
  await pull(keyer); // the same task: it was never given away
  await expect(keyer.locator(`[data-key="${second}"] input`)).toHaveValue('12');
  await expect(keyer.locator(`[data-key="${first}"] input`)).toHaveValue(form.truth.typed[first]);

  await keyer.close();
  const again = await context.newPage();
  await again.goto(`${town.url}/s/center-1/entry`);
  await pull(again);
  await expect(again.locator(`[data-key="${second}"] input`)).toHaveValue('12');
});
