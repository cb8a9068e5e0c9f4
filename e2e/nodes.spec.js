// Several nodes over PostgreSQL and an S3-compatible store, behind a balancer
// that knows nothing: in the middle of the work nodes are killed, stopped and
// added, and nobody loses a keystroke.
import { at, enter } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { card, live } from './lib/people.js';
import { begin, kept } from './lib/typing.js';
import { mark, unmoved } from './lib/watch.js';
import { Ward } from './lib/ward.js';

const test = stage(() => Ward.start(2));
test.use({ downtime: true });
test.setTimeout(240_000);

test('nodes are killed, stopped and added while somebody types', async ({ context, town }) => {
  const [first, second] = town.nodes;
  const { counter, station } = await begin(context, town, 'chuo-1', 'center-1');
  await live(station);
  await live(counter);
  await mark(station);
  expect(town.balancer.at(first.port), 'the first node has work').toBeGreaterThan(0);
  expect(town.balancer.at(second.port), 'the second node has work').toBeGreaterThan(0);

  // One dies in the middle of a word; the other carries on.
  await station.keyboard.type('みほん市西');
  await town.kill(first);
  await station.keyboard.type('町一丁目1番');
  await station.keyboard.press('Enter');
  await expect.poll(() => kept(station, 'new_address'), { timeout: 20_000 }).toBe('みほん市西町一丁目1番');
  await live(station);
  await live(counter);
  await expect(station.locator('.line-down')).toHaveCount(0);

  // One is added and the one that was left goes in order, as an update does.
  const { key: next } = await at(station);
  expect(next).not.toBe('new_address');
  const third = await town.add();
  await station.keyboard.type('ハイツ');
  await town.quit(second);
  await station.keyboard.type('緑');
  await enter(station, next);
  await expect.poll(() => kept(station, next), { timeout: 20_000 }).toBe('ハイツ緑');
  expect(await kept(station, 'new_address')).toBe('みほん市西町一丁目1番');
  await live(station);
  await live(counter);
  expect(town.balancer.at(third.port), 'the third node has the work').toBeGreaterThan(0);
  await unmoved(station, 'the entry station over three nodes');

  // And the news go on: what the keyer does the counter sees.
  await expect(card(counter, '転入届').getByText('入力中')).toBeVisible();
});
