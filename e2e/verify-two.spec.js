// Two people verify one form: what each sees of the other, what becomes of a
// correction or a yes that came second, a line that is down, one who leaves.
import { keyAll, pull, send } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { aim, confirm, confirmAll, enterRoom, finish, line, open } from './lib/verify.js';
import { look } from './lib/watch.js';

const test = stage();
test.use({ allowed: /ERR_FAILED/ }); // requests that this test itself cuts
const errand = '住民票の写し';
const name = 'requester_name';

test('two verifiers lose nothing to each other', async ({ context, town }) => {
  test.setTimeout(240_000);
  const { forms, people } = facts();
  const counter = await signIn(context, town, 'chuo-1');
  const keyer = await signIn(context, town, 'center-1');
  await go(keyer, town, 'center-1', '/entry');
  await go(counter, town, 'chuo-1', '/counter');
  await giveNumber(counter, [errand]);
  await callNext(counter);
  await receive(counter, [errand]);
  await scan(counter, errand, forms.resident_certificate.sheets);
  await card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
  await pull(keyer);
  await keyAll(keyer, forms.resident_certificate.truth.typed);
  await send(keyer);

  const [one, two] = [await signIn(context, town, 'center-2'), await signIn(context, town, 'center-4')];
  for (const [page, seat] of [[one, 'center-2'], [two, 'center-4']]) {
    await go(page, town, seat, '/verify');
    await expect(page.getByRole('heading', { name: '入力確認の届出　1件' })).toBeVisible();
    await enterRoom(page, errand);
  }
  const notice = one.locator('verify-station .notice');

  await test.step('who is at a field is said in one line', async () => {
    await line(two, name).focus();
    const said = line(one, name).locator('.who');
    await expect(said).toHaveText(`${people['center-4'].name}さんが見ています`);
    const [rows, box] = await said.evaluate((el) => { const r = document.createRange(); r.selectNodeContents(el); return [new Set([...r.getClientRects()].map((b) => Math.round(b.top))).size, el.scrollWidth <= el.clientWidth]; });
    expect([rows, box]).toEqual([1, true]);
  });

  await test.step('a correction that comes second keeps what was typed, beside what stands now', async () => {
    await line(one, name).focus();
    for (const page of [one, two]) await page.keyboard.press('e');
    await expect(one.locator('form.edit input[type=text]')).toBeFocused();
    await two.locator('form.edit input[type=text]').fill('徳永　智美');
    await two.keyboard.press('Enter');
    await expect(line(one, name)).toContainText('徳永');
    await one.locator('form.edit input[type=text]').fill('徳長　智子');
    await one.keyboard.press('Enter');
    const error = one.locator('form.edit .error');
    await expect(error).toContainText(`${people['center-4'].name}さんが先に直しました： 徳永　智美`);
    await expect(error).toContainText('徳長　智子');
    await expect(one.locator('form.edit input[type=text]')).toHaveValue('徳長　智子');
    await look(one, 'verify-corrected-first');
    await two.locator('form.edit').waitFor({ state: 'detached' });
    await one.keyboard.press('Enter');
    for (const page of [one, two]) await expect(line(page, name)).toContainText('徳長　智子');
  });

  const [other, count] = ['requester_phone', 'copies'];
  await test.step('a yes to what has been corrected meanwhile says so until the next act', async () => {
    await one.route('**/tasks/*/verify', (r) => r.abort());
    await line(two, count).focus();
    await two.keyboard.press('e');
    await two.locator('form.edit input[type=text]').fill('9');
    await two.keyboard.press('Enter');
    await two.locator('form.edit').waitFor({ state: 'detached' });
    await aim(one, count);
    await one.keyboard.press('Enter');
    await expect(notice).toContainText(`${people['center-4'].name}さんが先に`);
    await one.unroute('**/tasks/*/verify');
    await expect(line(one, count)).toContainText('9', { timeout: 40_000 });
    await line(two, other).focus();
    await expect(line(one, other)).toContainText('見ています');
    await expect(notice).toContainText(`${people['center-4'].name}さんが先に`);
    await confirm(one, count);
    await expect(notice).toBeHidden();
  });

  await test.step('a yes that did not arrive is not shown as one', async () => {
    await two.locator('verify-station .line').first().focus();
    await one.route(/\/tasks\/[^/]+\/(confirm|verify)$/, (r) => r.abort());
    await aim(one, other);
    await one.keyboard.press('Enter');
    await expect(notice).toContainText('サーバーとつながっていません');
    await expect(line(one, other).locator('.state')).toHaveText('');
    await expect(line(one, other)).not.toHaveClass(/ok/);
    await look(one, 'verify-line-down');
    await one.unroute(/\/tasks\/[^/]+\/(confirm|verify)$/);
    await expect(notice).toBeHidden({ timeout: 40_000 });
    await confirm(one, other);
  });

  await test.step('who keyed stays outside, who leaves is gone, and the other finishes', async () => {
    await go(keyer, town, 'center-1', new URL(one.url()).pathname.replace(/^\/s\/[^/]+/, ''));
    await expect(keyer.locator('.waiting')).toContainText(/権限|入力した/);
    const rest = await open(two);
    await confirmAll(two, rest.filter((k) => k !== name));
    await confirm(two, name); // what the other corrected
    await go(two, town, 'center-4', '/verify');
    await expect(one.locator('.people li')).toHaveCount(1);
    await confirmAll(one, await open(one));
    await finish(one);
  });
});
