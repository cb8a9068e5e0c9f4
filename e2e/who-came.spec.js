// Who came, whom they represent, and what happens when that is corrected after
// things were taken in: at the counter that does it, and in a colleague's list.
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { look, mark, unmoved } from './lib/watch.js';

const test = stage();
const errand = '住民票の写し';

test('an agent is asked whom the letter names, and a missing letter stops what was taken in', async ({ context, town }) => {
  test.setTimeout(240_000);
  const { forms } = facts();
  const counter = await signIn(context, town, 'chuo-1'), colleague = await signIn(context, town, 'chuo-2');
  const stopped = (why) => card(counter, errand).getByRole('status').filter({ hasText: why });
  let visit;

  await test.step('the form asks for the person only when somebody is represented', async () => {
    await giveNumber(counter, [errand]);
    visit = await callNext(counter);
    const principal = counter.getByRole('group', { name: /届出書の本人/ });
    await expect(principal).toBeHidden();
    await counter.getByLabel('代理人（委任状あり）').check();
    await expect(principal).toBeVisible();
    await look(counter, 'came-agent');
    await counter.getByLabel('運転免許証').check();
    await counter.getByRole('checkbox', { name: new RegExp(`^${errand}`) }).check();
    await counter.getByRole('button', { name: '受付する' }).click();
    await expect(counter.getByText('「届出書の本人」を選んでください').first()).toBeVisible();
    await counter.getByLabel('書類の氏名・住所・生年月日と同じ').check();
    await counter.getByRole('button', { name: '受付する' }).click();
    await expect(card(counter, errand)).toBeVisible();
    await scan(counter, errand, forms.resident_certificate.sheets);
    await card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
    await expect(card(counter, errand).getByText('依頼中')).toBeVisible();
  });

  await go(colleague, town, 'chuo-2', '/corrections');
  await live(colleague);
  await mark(colleague);
  const line = colleague.locator('[data-key^="doubt-"]');
  const correct = async (as, reason, also) => {
    await counter.locator('summary', { hasText: '本人確認' }).first().click();
    await counter.getByLabel(as, { exact: true }).check();
    if (also) await counter.getByLabel(also).check();
    await counter.getByLabel('直す理由').fill(reason);
    await counter.getByRole('button', { name: '本人確認を直す' }).click();
  };

  await test.step('the letter turns out to be missing: it goes no further, and colleagues see it', async () => {
    await go(counter, town, 'chuo-1', `/visits/${visit}`);
    await correct('代理人（委任状なし）', '委任状は別の手続きのものだった');
    await expect(stopped('代理人の委任状がないため、止まっています')).toBeVisible();
    await expect(line).toContainText('代理人の委任状がないため');
    await unmoved(colleague, 'the list of what waits for a decision');
    await look(counter, 'came-stopped');
    await look(colleague, 'came-stopped-list');
  });

  await test.step('a letter that does not say whom it is about is no letter; a call to the person settles it', async () => {
    await correct('代理人（委任状あり）', '委任状を見た', '書類からは分からない');
    await expect(stopped('書類から本人が分からないため')).toBeVisible();
    await correct('代理人（委任状あり）', '本人に電話した', '本人に連絡して確かめた');
    await expect(card(counter, errand).getByText('止まっています')).toHaveCount(0);
    await expect(counter.getByText('届出書の本人：連絡して確認')).toBeVisible();
    await expect(line).toHaveCount(0);
  });
});
