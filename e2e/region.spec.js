// A live region is right again by itself when its refresh failed while the
// event stream lives on, without any further news.
import { expect, stage } from './lib/fixture.js';
import { giveNumber, live, signIn } from './lib/people.js';
import { mark, unmoved } from './lib/watch.js';

const test = stage();

// waiting counts the visitors in the line that a counter shows.
const waiting = (page) => page.locator('.waiting-list .num', { hasText: /^A-/ });

// follow has answer() spoil refreshes of a counter's line and notes when each
// was asked for, and how many were under way at most.
async function follow(page, answer) {
  const seen = { at: [], most: 0 };
  let now = 0;
  await page.route('**/counter?part=line', async (route) => {
    seen.at.push(Date.now());
    seen.most = Math.max(seen.most, ++now);
    try { await answer(route, seen.at.length); } finally { now--; }
  });
  return seen;
}

const gaps = ({ at }) => at.slice(1).map((t, i) => t - at[i]);

test.describe('a refresh fails', () => {
  test.use({ allowed: /ERR_FAILED|ERR_ABORTED|429/ });

  test('is made again after a pause that grows', async ({ context, town }) => {
    const [counter, other] = [await signIn(context, town, 'chuo-1'), await signIn(context, town, 'chuo-2')];
    await live(counter);
    await mark(counter);
    const before = await waiting(counter).count();
    const seen = await follow(counter, (r, n) => n <= 2 ? r.abort() : r.continue());
    await giveNumber(other);
    await expect(waiting(counter)).toHaveCount(before + 1, { timeout: 15_000 });
    await unmoved(counter, 'the counter');
    expect(gaps(seen)[0], 'a pause after the first failure').toBeGreaterThan(1700);
    expect(gaps(seen)[1], 'a longer one after the second').toBeGreaterThan(3400);
    const asked = seen.at.length;
    await giveNumber(other); // and news come at once again
    await expect(waiting(counter)).toHaveCount(before + 2, { timeout: 2000 });
    expect(seen.at.length).toBeGreaterThan(asked);
    expect(seen.most, 'refreshes at a time').toBe(1);
  });

  test('waits as long as the server wished, whatever happens meanwhile', async ({ context, town }) => {
    const [counter, other] = [await signIn(context, town, 'chuo-1'), await signIn(context, town, 'chuo-2')];
    await live(counter);
    const before = await waiting(counter).count();
    const seen = await follow(counter, (r, n) => n > 1 ? r.continue()
      : r.fulfill({ status: 429, headers: { 'Retry-After': '5' }, json: { code: 'too_many_requests', title: '' } }));
    await giveNumber(other);
    await expect.poll(() => seen.at.length).toBe(1);
    await giveNumber(other); // its news must not break the pause
    await expect(waiting(counter)).toHaveCount(before + 2, { timeout: 15_000 });
    expect(gaps(seen)[0]).toBeGreaterThan(4900);
    expect(seen.most).toBe(1);
  });

  test('is given up when nobody answers, and made again', async ({ context, town }) => {
    const [counter, other] = [await signIn(context, town, 'chuo-1'), await signIn(context, town, 'chuo-2')];
    await live(counter);
    const before = await waiting(counter).count();
    let never;
    const seen = await follow(counter, (r, n) => n > 1 ? r.continue() : new Promise((done) => { never = done; }));
    await giveNumber(other);
    await expect.poll(() => seen.at.length).toBe(1);
    never(); // the handler ends, the browser waits on
    await expect(waiting(counter)).toHaveCount(before + 1, { timeout: 25_000 });
  });
});

test('a list that marks no option follows the server, one that somebody changed does not', async ({ context, town }) => {
  const counter = await signIn(context, town, 'chuo-1');
  await live(counter);
  let options = '';
  await counter.route('**/counter?part=load', (r) => r.fulfill({ contentType: 'text/html', body: `<select name="to" aria-label="先">${options}</select>` }));
  const show = async (...ids) => {
    options = ids.map((o) => `<option value="${o}">${o}</option>`).join('');
    await counter.evaluate(async () => {
      const region = document.querySelector('live-region[data-src$="part=load"]');
      await region.refresh();
      while (region.busy) await new Promise((done) => setTimeout(done, 20));
    });
  };
  const list = counter.getByRole('combobox', { name: '先' });
  const shown = () => list.evaluate((s) => ({ value: s.value, options: [...s.options].map((o) => o.value) }));
  await show('a', 'b');
  await show('b', 'c');
  expect(await shown()).toEqual({ value: 'b', options: ['b', 'c'] });
  await list.selectOption('c');
  await counter.getByRole('link').first().focus(); // it is chosen, and the focus elsewhere
  await show('d', 'e');
  expect(await shown(), 'what somebody chose stays').toEqual({ value: 'c', options: ['b', 'c'] });
  await list.selectOption('b');
  await counter.getByRole('link').first().focus();
  await show('d', 'e');
  expect(await shown(), 'put back, it follows again').toEqual({ value: 'd', options: ['d', 'e'] });
});
