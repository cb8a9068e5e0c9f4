// Nothing typed is lost: neither when the server dies in the middle of a word,
// nor when the window does; and the screens come back by themselves.
import { at, pull } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { giveNumber, go, live, openWindow, signIn } from './lib/people.js';
import { begin, kept } from './lib/typing.js';
import { accessible, mark, shoot, unmoved } from './lib/watch.js';

const test = stage();

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

test.describe('a question is lost while the stream lives on', () => {
  test.use({ allowed: /ERR_FAILED|429/ });

  // Where several nodes serve, one may be gone or past its limits while another holds the stream.
  for (const [name, answer] of [['nobody answers', (r) => r.abort()], ['somebody refuses', (r) => r.fulfill({ status: 429, json: { code: 'too_many_requests', title: '' } })]]) {
    test(`the window hears news all the same when ${name}`, async ({ context, town }) => {
      const counter = await signIn(context, town, 'chuo-1');
      await live(counter);
      let lost = 0;
      await counter.route('**/live', (r) => (lost++ < 2 ? answer(r) : r.continue()));
      await go(counter, town, 'chuo-1', '/counter');
      await expect.poll(() => lost).toBeGreaterThan(2);
      await live(counter);
      const other = await signIn(context, town, 'chuo-2');
      await giveNumber(other);
      const ticket = await other.locator('.waiting-list .num', { hasText: /^A-/ }).last().innerText(); // earlier visitors may be with somebody
      await expect(counter.locator('.waiting-list').getByText(ticket)).toBeVisible();
    });
  }
});
