// A browser opens six HTTP/1.1 connections to a host. Eight windows with live
// screens share one stream, so every one of them still answers.
import { stage, expect } from './lib/fixture.js';
import { giveNumber, go, live, signIn } from './lib/people.js';
import { mark, unmoved } from './lib/watch.js';

const test = stage();

test('eight windows all hear news and all answer', async ({ context, town }) => {
  const seats = ['chuo-1', 'chuo-2', 'chuo-3', 'chuo-4', 'center-1', 'center-2', 'remote-1', 'remote-2'];
  const windows = [];
  for (const seat of seats) windows.push(await signIn(context, town, seat));
  const counters = windows.slice(0, 4);
  for (const w of windows) await live(w);
  for (const w of counters) await mark(w);
  await giveNumber(counters[0]);
  for (const w of counters.slice(1)) {
    await expect(w.getByRole('button', { name: /次の方を呼ぶ/ })).toBeVisible();
    await unmoved(w, 'the counter');
  }
  for (const [i, w] of windows.entries()) {
    const begun = Date.now();
    await go(w, town, seats[i], '/center');
    await expect(w.locator('main')).toBeVisible();
    expect(Date.now() - begun, `window ${i + 1} hangs`).toBeLessThan(5000);
  }
});
