// The center with its lead, a keyer and a verifier far away at once: people are
// moved, support comes and goes, breaks leave nothing behind, rules change.
import { at, keyAll, pull, send } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { look, mark, unmoved } from './lib/watch.js';

const test = stage();
const errand = '住民票の写し';

async function request(counter, town) {
  const { forms } = facts();
  await giveNumber(counter, [errand]);
  const visit = await callNext(counter);
  await receive(counter, [errand]);
  await scan(counter, errand, forms.resident_certificate.sheets);
  await card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
  await expect(card(counter, errand).getByText('依頼中')).toBeVisible();
  await go(counter, town, 'chuo-1', '/counter');
  return visit;
}

test('the lead runs the center; support and breaks leave nothing behind', async ({ context, town }) => {
  test.setTimeout(300_000);
  const { forms } = facts();
  const counter = await signIn(context, town, 'chuo-1'), lead = await signIn(context, town, 'center-4');
  await go(lead, town, 'center-4', '/center');
  await look(lead, 'center-empty');
  const keyer = await signIn(context, town, 'center-1'), remote = await signIn(context, town, 'remote-1');
  await go(remote, town, 'remote-1', '/center');
  for (const p of [counter, lead, keyer, remote]) await live(p);
  await mark(remote);

  await test.step('a call for support shows far away, and joining is one button', async () => {
    await lead.reload();
    await live(lead);
    const queue = lead.locator('[data-key=lane-entry]');
    await queue.getByText('必要な人数と上限').click();
    await queue.getByLabel('必要な人数').fill('5');
    await queue.getByRole('button', { name: '決める' }).click();
    await expect(lead.locator('[data-key=lane-entry]').getByText('人が足りません')).toBeVisible();
    await lead.locator('[data-key=lane-entry]').getByRole('button', { name: '応援を呼ぶ' }).click();
    await expect(remote.locator('[data-key=lane-entry]').getByText('応援を募集中')).toBeVisible();
    await unmoved(remote, 'the remote room');
    await look(remote, 'support-called');
    await remote.locator('[data-key=lane-entry]').getByRole('button', { name: '応援に入る' }).click();
    await remote.waitForURL(/\/entry$/);
    await expect(lead.locator('tr', { hasText: '鈴木 彩' }).getByText('応援')).toBeVisible();
  });

  await test.step('going away gives work back with its draft', async () => {
    for (let n = 0; n < 2; n++) await request(counter, town);
    await live(keyer);
    await pull(keyer);
    await keyer.keyboard.type(forms.resident_certificate.truth.typed.request_date);
    await keyer.keyboard.press('Enter');
    await expect(lead.locator('tr', { hasText: '田中 恵' }).getByText('入力中')).toBeVisible();
    await look(lead, 'center-full');
    const field = (await at(keyer)).key;
    await keyer.keyboard.press('Alt+j');
    await expect(keyer.locator('.panel.reasons')).toContainText('に渡されました');
    await expect(keyer.locator('.panel.reasons')).toContainText('順番の決め方');
    expect((await at(keyer)).key, 'the cursor stays in its field').toBe(field);
    await look(keyer, 'entry-why');
    await keyer.keyboard.press('Alt+j');
    await expect(keyer.locator('.panel.reasons')).toHaveCount(0);
    await lead.getByRole('region', { name: '次に渡すもの' }).getByRole('link', { name: 'なぜこの順番か' }).first().click();
    await expect(lead.getByRole('heading', { name: /なぜこの順番か/ })).toBeVisible();
    await expect(lead.getByText('まだだれにも渡っていません')).toBeVisible();
    await look(lead, 'why');
    await lead.goBack();
    await live(lead);
    await go(keyer, town, 'center-1', '/center');
    await keyer.getByRole('button', { name: '昼休み' }).click();
    await expect(keyer.getByText('持っていた仕事は一覧に戻りました')).toBeVisible();
    await look(keyer, 'center-away');
    await expect(lead.locator('tr', { hasText: '田中 恵' }).getByText('昼休み')).toBeVisible();
    await go(keyer, town, 'center-1', '/entry');
    await keyer.keyboard.press('Enter');
    await expect(keyer.getByText('「センター」の画面で「仕事に戻る」を押してください')).toBeVisible();
    await look(keyer, 'entry-away');
    await pull(remote);
    await expect(remote.locator('.cell[data-key=request_date] input')).not.toHaveValue('');
  });

  await test.step('the lead moves a person and sets what is keyed twice', async () => {
    await lead.locator('tr', { hasText: '田中 恵' }).getByRole('combobox').selectOption('verify');
    await lead.locator('tr', { hasText: '田中 恵' }).getByRole('button', { name: '移す' }).click();
    await go(keyer, town, 'center-1', '/center');
    await keyer.getByRole('button', { name: '仕事に戻る' }).click();
    await go(keyer, town, 'center-1', '/entry');
    await keyer.keyboard.press('Enter');
    await expect(keyer.getByText('いまは別の担当になっています')).toBeVisible();
    await go(lead, town, 'center-4', '/center/rules');
    await look(lead, 'rules');
    const rule = lead.locator('[data-key=keying-resident_certificate]');
    await rule.locator('summary').click();
    await rule.getByRole('group', { name: '氏名・番号・日付' }).getByLabel('2回・違うときは打って決める').check();
    await rule.getByRole('group', { name: '1回目と照らし合わせる時' }).getByLabel('すぐに（項目ごと）').check();
    await look(lead, 'rules-open');
    await rule.getByRole('button', { name: 'この決まりにする' }).click();
    await expect(lead.locator('[data-key=keying-resident_certificate] summary')).toContainText('2回・違うときは打って決める');
  });

  await test.step('the second person keys only the dangerous fields, and types twice what overrules the first', async () => {
    const truth = forms.resident_certificate.truth;
    await keyAll(remote, { ...truth.typed, requester_name: '渡邊　次郎' });
    await send(remote);
    await go(lead, town, 'center-4', '/entry');
    await pull(lead);
    await expect(lead.getByText('2回目の入力')).toBeVisible();
    await keyAll(lead, truth.typed, {
      requester_name: async (page, text, key) => {
        const slow = async (route) => { await new Promise((go) => setTimeout(go, 300)); await route.continue(); };
        await page.route('**/tasks/*/draft', slow); // the second typing must not reach the next field
        await page.keyboard.type(text);
        await page.keyboard.press('Enter');
        await expect(page.locator('.cell.on .said')).toContainText('1回目の入力と違います');
        expect((await at(page)).key).toBe(key);
        await page.unroute('**/tasks/*/draft', slow);
        await look(page, 'entry-differs');
        await page.keyboard.type(text);
        await page.keyboard.press('Enter');
        await expect.poll(async () => (await at(page)).key).not.toBe(key);
      },
    });
    expect(await lead.locator('.cell[data-key=requester_phone]').count()).toBe(0);
    await send(lead);
  });
});
