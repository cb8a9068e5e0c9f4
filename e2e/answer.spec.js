// An answer of the counter reaches whoever asked even when the look for it
// failed, without any further news.
import { pull } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, live, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';

const test = stage();
const errand = '住民票の写し';

// ask has a keyer ask the counter about the field at hand.
async function ask(keyer) {
  await keyer.keyboard.press('Alt+q');
  await keyer.keyboard.press('Alt+1');
  await keyer.keyboard.press('Control+Enter');
  await expect(keyer.getByText('返事待ち（時計停止中）')).toBeVisible();
}

// spoil has the first looks at a form come to nothing.
async function spoil(keyer, times, how) {
  const seen = { at: [] };
  await keyer.unrouteAll();
  await keyer.route(/\/tasks\/[^/]+$/, (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    seen.at.push(Date.now());
    return seen.at.length <= times ? how(route) : route.continue();
  });
  return seen;
}

test.describe('the look for an answer fails', () => {
  test.use({ allowed: /ERR_FAILED|ERR_ABORTED|429/ });

  test('at the form that asked, and at the next one', async ({ context, town }) => {
    const counter = await signIn(context, town, 'chuo-1'), keyer = await signIn(context, town, 'center-1');
    await giveNumber(counter, [errand]);
    await callNext(counter);
    await receive(counter, [errand]);
    await scan(counter, errand, facts().forms.resident_certificate.sheets);
    await card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
    await expect(card(counter, errand).getByText('依頼中')).toBeVisible();
    const answer = () => card(counter, errand).getByRole('button', { name: '書いてあるとおりです' }).click();
    await live(keyer);
    await pull(keyer);

    await ask(keyer);
    let seen = await spoil(keyer, 2, (route) => route.abort());
    await answer();
    await expect(keyer.getByText('窓口の返事：書いてあるとおりです')).toBeVisible({ timeout: 15_000 });
    await expect(keyer.getByText('返事待ち（時計停止中）')).toBeHidden();
    expect(seen.at[1] - seen.at[0], 'a pause after the first failure').toBeGreaterThan(1700);

    await keyer.keyboard.press('Tab');
    await ask(keyer);
    await keyer.keyboard.press('Alt+h');
    await expect(keyer.getByText('返事を待つ間、次の入力に進めます')).toBeVisible();
    seen = await spoil(keyer, 1, (route) => route.fulfill({ status: 429, headers: { 'Retry-After': '3' }, json: { code: 'too_many_requests', title: '' } }));
    await answer();
    await expect(keyer.getByText(/に窓口の返事が来ました/)).toBeVisible({ timeout: 15_000 });
    expect(seen.at[1] - seen.at[0], 'as long as the server wished').toBeGreaterThan(2900);
  });
});
