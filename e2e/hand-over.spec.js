// One hand-over for the visitor: several errands with their papers, fees and
// what was kept, each refusal beside what it is about; and what happens when
// an error is found after it, followed in two windows.
import { keyAll, pull, send } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { confirmAll, enterRoom, finish, open } from './lib/verify.js';
import { look, mark, unmoved } from './lib/watch.js';

const test = stage();
const errands = { resident_certificate: '住民票の写し', nhi_join: '国民健康保険' };

// formOf tells which form a keyer has before them.
const formOf = (page) => page.evaluate(() => document.querySelector('entry-station').view.application.form_name);

test('everything is handed over at once, and what was wrong is put right afterwards', async ({ context, town }) => {
  test.setTimeout(400_000);
  const { forms } = facts();
  const counter = await signIn(context, town, 'chuo-1'), keyer = await signIn(context, town, 'center-1'), verifier = await signIn(context, town, 'remote-1');
  let visit;

  await test.step('two errands are received, a card is kept, and both are keyed and verified', async () => {
    await giveNumber(counter, Object.values(errands));
    visit = await callNext(counter);
    await receive(counter, Object.values(errands));
    await counter.getByText('預かる', { exact: true }).click();
    await counter.getByLabel('預かるもの').selectOption({ label: 'マイナンバーカード' });
    await counter.getByLabel('数えた数').fill('2');
    await counter.getByRole('button', { name: '預かった' }).click();
    await expect(counter.getByText('マイナンバーカード 2点')).toBeVisible();
    for (const [id, name] of Object.entries(errands)) {
      await scan(counter, name, forms[id].sheets);
      await card(counter, name).getByRole('button', { name: '受付してセンターへ送る' }).click();
      await expect(card(counter, name).getByText('依頼中')).toBeVisible();
    }
    await live(keyer);
    for (let n = 0; n < 2; n++) {
      await pull(keyer);
      const name = await formOf(keyer);
      await keyAll(keyer, forms[name.startsWith('国民健康保険') ? 'nhi_join' : 'resident_certificate'].truth.typed);
      await send(keyer);
    }
    for (const name of Object.values(errands)) {
      await go(verifier, town, 'remote-1', '/verify');
      await enterRoom(verifier, name);
      await confirmAll(verifier, await open(verifier));
      await finish(verifier);
    }
  });

  await test.step('both are checked and printed', async () => {
    for (const [id, name] of Object.entries(errands)) {
      await go(counter, town, 'chuo-1', `/visits/${visit}`);
      await card(counter, name).getByRole('link', { name: /内容を確認する/ }).click();
      if (id === 'nhi_join') {
        await counter.getByLabel('基幹の受付番号').fill('2026-0042');
        await counter.getByRole('button', { name: '登録を記録する' }).click();
      }
      await counter.getByRole('button', { name: '確認しました' }).click();
      await counter.getByRole('button', { name: '帳票を作る' }).first().click();
      await counter.getByRole('button', { name: '印刷できました' }).click();
      await expect(counter.getByRole('heading', { name: 'お渡し' })).toBeVisible();
    }
  });

  const hand = () => counter.getByRole('button', { name: 'お渡しして終わる' });
  const part = (name) => counter.locator('[data-part]', { hasText: name });
  const sum = counter.locator('[data-sum]');

  await test.step('nothing ticked: nothing is handed over, and what is missing is said', async () => {
    await go(counter, town, 'chuo-1', `/visits/${visit}`);
    await counter.getByRole('link', { name: '2件をまとめてお渡しする' }).click();
    await counter.waitForURL(/\/handover$/);
    await expect(sum).toHaveText(/2件・書類 \d+通・手数料の合計 300円/);
    await look(counter, 'together');
    await hand().click();
    await expect(counter.locator('[data-error-summary]').first()).toBeFocused();
    await look(counter, 'together-refused');
  });

  await test.step('the sum follows copies, fees and what is taken out', async () => {
    const certificate = part(errands.resident_certificate);
    await certificate.getByLabel('通数').fill('3');
    await expect(sum).toContainText('手数料の合計 900円');
    await certificate.getByRole('radio', { name: '免除' }).check();
    await expect(sum).toContainText('手数料の合計 0円');
    await certificate.getByLabel('収納済').check();
    await part(errands.nhi_join).getByRole('checkbox', { name: errands.nhi_join }).uncheck();
    await expect(sum).toContainText('1件');
    await part(errands.nhi_join).getByRole('checkbox', { name: errands.nhi_join }).check();
    await expect(sum).toContainText('2件');
  });

  await test.step('one thing missing each time: it is said beside it, and what was written stays', async () => {
    const ticks = [/番号札 .* を見た/, /お名前を名のっていただいた/, /お預かりを数えて返した/];
    for (const tick of ticks) await counter.getByLabel(tick).check();
    for (const name of Object.values(errands)) await part(name).getByLabel(/書類.*を数えた/).check();
    await hand().click(); // the number of the certificate is missing
    await expect(part(errands.resident_certificate).locator('.error')).toHaveText('発行番号がありません。');
    await expect(part(errands.resident_certificate).getByLabel('通数')).toHaveValue('3');
    await look(counter, 'together-number');
    await part(errands.resident_certificate).getByLabel('発行番号').fill('S-000321');
    await counter.getByLabel(ticks[2]).uncheck();
    await hand().click(); // the cards are still kept
    await expect(counter.getByText('お預かりしたものが残っています。').first()).toBeVisible();
    await counter.getByLabel(ticks[2]).check();
    await part(errands.nhi_join).getByLabel(/書類.*を数えた/).uncheck();
    await hand().click(); // papers nobody counted
    await expect(part(errands.nhi_join).locator('.error')).toBeVisible();
    await look(counter, 'together-uncounted');
    await part(errands.nhi_join).getByLabel(/書類.*を数えた/).check();
    await hand().click();
    await counter.waitForURL(/\/visits\/[^/]+$/);
    await expect(counter.getByText(/終わりました/).first()).toBeVisible();
    await expect(counter.getByText('返却済み')).toBeVisible();
    await go(counter, town, 'chuo-1', `/visits/${visit}/handover`);
    await expect(counter.getByText('お渡しできるものはありません。')).toBeVisible();
    await look(counter, 'together-nothing');
  });

  await test.step('a correction goes on in one window and shows in the other', async () => {
    const colleague = await signIn(context, town, 'chuo-2');
    await go(colleague, town, 'chuo-2', '/corrections');
    await expect(colleague.getByText('訂正中の手続きはありません。')).toBeVisible();
    await look(colleague, 'corrections-none');
    await live(colleague);
    await mark(colleague);
    await go(counter, town, 'chuo-1', `/visits/${visit}`);
    await card(counter, errands.resident_certificate).locator('a[href*="/applications/"]').last().click();
    await counter.waitForURL(/\/applications\//);
    await live(counter);
    const box = counter.locator('#corrections');
    await box.getByText('交付後の訂正を始める').first().click();
    await box.getByLabel('何がまちがっていたか').fill('枚数が1枚多い');
    await box.getByRole('button', { name: '交付後の訂正を始める' }).click();
    const row = colleague.locator('tr', { hasText: '枚数が1枚多い' });
    await expect(row).toContainText('連絡');
    await unmoved(colleague, 'the list of corrections');
    await look(colleague, 'corrections-one');
    for (const [step, done] of [['連絡', false], ['連絡', true], ['回収', true], ['再交付', true]]) {
      await box.getByLabel(step, { exact: true }).check();
      await box.getByLabel('メモ').fill(done ? '' : '電話に出ない');
      await box.getByRole('button', { name: done ? '済んだと記録する' : 'まだ（したことだけ記録）' }).click();
      await expect(box.locator('li', { hasText: step }).last()).toContainText(done ? '済み' : '電話に出ない');
    }
    await look(counter, 'correction-steps');
    await expect(row).toContainText('すべて済み');
    await box.getByText('訂正を終わりにする').first().click();
    await box.getByLabel('結果').fill('1枚を回収した');
    await box.getByRole('button', { name: '訂正を終わりにする' }).click();
    await expect(box.getByText('訂正済み')).toBeVisible();
    await expect(row).toHaveCount(0);
    await unmoved(colleague, 'the list of corrections');
    await look(counter, 'correction-over');
  });
});
