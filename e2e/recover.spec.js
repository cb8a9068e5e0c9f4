// Nothing typed is lost: neither when the server dies in the middle of a word,
// nor when the window does; and the screens come back by themselves.
import { at, enter, pull } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, openWindow, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { accessible, mark, shoot, unmoved } from './lib/watch.js';

const test = stage();

// begin brings a form to the center and a keyer to the field of the new address.
async function begin(context, town, clerk, keyer) {
  const { forms } = facts();
  const counter = await signIn(context, town, clerk);
  const station = await signIn(context, town, keyer);
  await giveNumber(counter, ['転入届']);
  await callNext(counter);
  await receive(counter, ['転入届']);
  await scan(counter, '転入届', forms.transfer_in.sheets);
  await card(counter, '転入届').getByRole('button', { name: '受付してセンターへ送る' }).click();
  await expect(card(counter, '転入届').getByText('依頼中')).toBeVisible();
  await pull(station);
  for (let { key } = await at(station); key !== 'new_address'; { key } = await at(station)) {
    await station.keyboard.type(forms.transfer_in.truth.typed[key] ?? '');
    await enter(station, key);
  }
  await station.keyboard.press('Delete');
  return { counter, station };
}

// kept is the value that the server holds for a field of the task in work.
const kept = (page, key) => page.evaluate(async (k) => {
  const s = document.querySelector('entry-station');
  const answer = await fetch(`${document.body.dataset.base}/tasks/${s.task}`, { headers: { Accept: 'application/json' } });
  return (await answer.json()).drafts?.[k]?.v ?? '';
}, key);

test.describe('the server dies', () => {
  test.use({ downtime: true });

  test('a half-typed word outlives it and is sent by itself', async ({ context, town }) => {
    const { counter, station } = await begin(context, town, 'chuo-1', 'center-1');
    await live(station);
    await live(counter);
    await mark(station);
    await mark(counter);
    await station.keyboard.type('みほん市西');
    await town.kill();
    await station.keyboard.type('町一丁目1番');
    await station.keyboard.press('Enter');
    await expect(station.getByText('サーバーとつながっていません。入力はこの画面に残っています。つながったら自動で送ります。').first()).toBeVisible();
    await expect(counter.locator('.line-down')).toBeVisible();
    await expect(station.locator('[data-line]')).toHaveClass(/err/);
    await accessible(station, 'the entry station without a server');
    await shoot(station, 'entry-offline');
    await shoot(counter, 'counter-offline');
    const { key } = await at(station);
    await station.keyboard.type('ハイツ緑');
    await town.restart();
    await live(station);
    await live(counter);
    await expect(station.locator('.line-down')).toHaveCount(0);
    await expect.poll(() => kept(station, 'new_address'), { timeout: 20_000 }).toBe('みほん市西町一丁目1番');
    expect(await at(station)).toMatchObject({ key, value: expect.stringContaining('ハイツ緑') });
    await unmoved(station, 'the entry station over the restart');
    await unmoved(counter, 'the counter over the restart');

    // And the line works again: news come.
    await counter.getByRole('link', { name: '窓口のホームへ' }).click();
    await live(counter);
    await giveNumber(counter);
    await expect(counter.getByText('A-0002').first()).toBeVisible();
  });
});

test('a word is still there after its window was closed in the middle of it', async ({ context, town }) => {
  const { station } = await begin(context, town, 'chuo-2', 'center-3');
  await station.keyboard.type('みほん市さくら町四丁');
  const typed = await at(station);
  await station.close();
  const again = await openWindow(context);
  await go(again, town, 'center-3', '/entry');
  if (!(await at(again)).key) await pull(again);
  await expect(again.locator('.cell[data-key="new_address"] input')).toHaveValue(typed.value);
  await expect.poll(() => kept(again, 'new_address')).toBe(typed.value);
});
