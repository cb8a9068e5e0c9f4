// A window that was locked is right again when it is opened, also when its event
// stream began anew meanwhile.
import { expect, stage } from './lib/fixture.js';
import { giveNumber, live, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { mark, unmoved } from './lib/watch.js';

const test = stage();

const waiting = (page) => page.locator('.waiting-list .num', { hasText: /^A-/ });

test.describe('the screens are locked', () => {
  test.use({ downtime: true });

  test('unlocked, a window shows what happened and hears what comes', async ({ browser, context, town }) => {
    const counter = await signIn(context, town, 'chuo-1');
    const others = await browser.newContext(); // another machine: windows of one browser share a stream
    const other = await signIn(others, town, 'chuo-2');
    await counter.addInitScript(() => document.addEventListener('readystatechange', () => { document.body.dataset.idle = '15'; })); // as a town may set it
    await counter.reload();
    await live(counter);
    await mark(counter);
    const before = await waiting(counter).count();
    const closed = counter.waitForResponse((r) => r.url().endsWith('/lock'));
    await counter.evaluate(() => localStorage.setItem('seen:' + document.body.dataset.base, '1')); // nobody has touched it for long
    await closed;
    await town.kill(); // the stream begins anew while this window may hear nothing
    const refused = counter.waitForResponse((r) => r.url().endsWith('/live') && r.status() === 403);
    await town.restart();
    await refused;
    await live(other);
    await giveNumber(other);
    await expect(waiting(other)).toHaveCount(before + 1);
    expect(await waiting(counter).count(), 'behind the lock nothing is told').toBe(before);
    const password = counter.locator('dialog.lock input[type=password]');
    await password.fill(facts().password);
    await password.press('Enter');
    await expect(waiting(counter)).toHaveCount(before + 1, { timeout: 5000 });
    await giveNumber(other);
    await expect(waiting(counter), 'news come').toHaveCount(before + 2, { timeout: 5000 });
    await unmoved(counter, 'the counter');
    await others.close();
  });
});
