// Eight windows of one browser over HTTP/1.1, where a browser opens only six
// connections to a server: every one still answers clicks and hears news.
import { expect, stage } from './lib/fixture.js';
import { giveNumber, go, live, signIn } from './lib/people.js';
import { mark, shoot, unmoved } from './lib/watch.js';

const test = stage();
const seats = ['chuo-1', 'chuo-2', 'chuo-3', 'chuo-4', 'center-1', 'center-2', 'center-3', 'remote-1'];

test('eight windows answer within two seconds and all hear the news', async ({ context, town }) => {
  const windows = [];
  for (const seat of seats) windows.push({ seat, page: await signIn(context, town, seat) });
  for (const { seat, page } of windows) {
    await go(page, town, seat, seat.startsWith('chuo') ? '/counter' : '/center');
    await live(page);
    await mark(page);
  }
  expect(await windows[0].page.evaluate(() => performance.getEntriesByType('navigation')[0].nextHopProtocol)).toBe('http/1.1');

  await test.step('news reach every counter without a reload', async () => {
    await giveNumber(windows[0].page, ['転入届']);
    for (const { seat, page } of windows.slice(1, 4)) {
      await expect(page.getByRole('button', { name: '次の方を呼ぶ　A-0001' }), seat).toBeVisible({ timeout: 2000 });
      await unmoved(page, seat);
    }
  });

  await test.step('every window goes somewhere and back within two seconds', async () => {
    for (const { seat, page } of windows) {
      const links = seat.startsWith('chuo') ? ['センター', '窓口'] : ['入力確認', 'センター'];
      for (const name of links) {
        const from = Date.now();
        await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
        await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page');
        expect(Date.now() - from, `${seat}: ${name}`).toBeLessThan(2000);
      }
      await live(page);
    }
  });

  await test.step('all eight at once still hear and answer', async () => {
    await Promise.all(windows.map(({ page }) => live(page).then(() => mark(page))));
    await windows[3].page.getByRole('button', { name: /次の方を呼ぶ/ }).click();
    await Promise.all(windows.slice(1, 3).map(({ page }) => expect(page.getByText('待っている方はいません')).toBeVisible({ timeout: 2000 })));
    await Promise.all(windows.map(async ({ seat, page }) => {
      await page.reload();
      await expect(page.locator('header')).toContainText(seat.startsWith('chuo') ? 'みほん中央支所' : /集中入力センター|遠隔執務室/);
      await live(page);
    }));
    await expect(windows[4].page.locator('main .tile').first()).toBeVisible();
    await shoot(windows[4].page, 'center');
  });
});
