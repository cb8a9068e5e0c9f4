// A question does not stop its asker, and comes back to them; what waits for
// verification is confirmed side by side.
import { at, keyAll, pull, send } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, receive, scan, sheet, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { look } from './lib/watch.js';

const test = stage();
const errand = '住民票の写し';

test('the asker goes on, the counter scans again, the form comes back; dates are confirmed side by side', async ({ context, town }) => {
  test.setTimeout(300_000);
  const { forms } = facts();
  const truth = forms.resident_certificate.truth;
  const counter = await signIn(context, town, 'chuo-1'), keyer = await signIn(context, town, 'center-1'), verifier = await signIn(context, town, 'remote-1');
  const visits = [];
  for (let n = 0; n < 2; n++) {
    await giveNumber(counter, [errand]);
    visits.push(await callNext(counter));
    await receive(counter, [errand]);
    await scan(counter, errand, forms.resident_certificate.sheets);
    await card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
    await expect(card(counter, errand).getByText('依頼中')).toBeVisible();
    await go(counter, town, 'chuo-1', '/counter');
  }
  await live(keyer);
  await pull(keyer);
  await keyer.keyboard.press('Alt+q');
  await keyer.keyboard.type('画像が切れています');
  await look(keyer, 'ask');
  await keyer.locator('form.panel').evaluate((panel) => { panel.requestSubmit(); panel.requestSubmit(); }); // sent twice it is one question
  await expect(keyer.getByText('返事待ち（時計停止中）')).toBeVisible();
  await look(keyer, 'entry-paused');
  // Another field is asked about meanwhile, by keys alone; nothing is sent before the answers.
  for (;;) {
    const { key } = await at(keyer);
    if (key === 'requester_name') break;
    await keyer.keyboard.press('Tab');
    await expect.poll(async () => (await at(keyer)).key).not.toBe(key);
  }
  await keyer.keyboard.press('Alt+q');
  await keyer.keyboard.press('Alt+1');
  await keyer.keyboard.press('Control+Enter');
  await expect(keyer.getByText('窓口に問い合わせています：字が読めません')).toBeVisible();
  await keyer.keyboard.press('Control+Enter');
  await expect(keyer.getByText('まだ送れません')).toContainText('返事が来てから送ってください');
  await look(keyer, 'entry-two-questions');
  await keyer.keyboard.press('Alt+h');
  await expect(keyer.getByText('返事を待つ間、次の入力に進めます')).toBeVisible();
  await pull(keyer);

  await go(counter, town, 'chuo-1', `/visits/${visits[0]}`);
  await expect(card(counter, errand).getByText('画像が切れています')).toBeVisible();
  await look(counter, 'two-questions');
  await card(counter, errand).locator('.banner', { hasText: '字が読めません' }).getByRole('button', { name: '書いてあるとおりです' }).click();
  await expect(card(counter, errand).getByText('問合せ（回答済み）')).toBeVisible();
  await expect(card(counter, errand).getByText('問合せ中')).toBeVisible(); // one is left
  await card(counter, errand).getByText('この部分をスキャンし直す').click();
  await card(counter, errand).getByRole('button', { name: 'スキャンし直したと返事する' }).click();
  await expect(counter.getByText('まだ新しい画像がありません。')).toBeVisible();
  await live(counter);
  await expect(card(counter, errand).getByLabel('聞いたこと')).toBeVisible(); // the refusal takes nothing away
  await look(counter, 'rescan-missing');
  await card(counter, errand).getByText('この部分をスキャンし直す').click();
  await card(counter, errand).getByLabel('新しい画像').setInputFiles(sheet(forms.nhi_join.sheets[0]));
  await card(counter, errand).getByLabel('新しい画像').locator('xpath=ancestor::form').locator('button').click();
  await expect(card(counter, errand).locator('.thumbs img')).toHaveCount(forms.resident_certificate.sheets.length + 1);
  await card(counter, errand).getByText('この部分をスキャンし直す').click();
  await card(counter, errand).getByRole('button', { name: 'スキャンし直したと返事する' }).click();
  await expect(keyer.getByText(/に窓口の返事が来ました/)).toBeVisible();

  for (let n = 0; n < 2; n++) {
    if (n === 1) {
      await pull(keyer);
      await expect(keyer.getByText('窓口の返事：スキャンし直しました')).toBeVisible();
      await expect(keyer.locator('scan-view .tabs button')).toHaveCount(2);
      await look(keyer, 'entry-answered-again');
    }
    await keyAll(keyer, truth.typed);
    await send(keyer);
  }

  await go(verifier, town, 'remote-1', '/verify/group/date');
  await expect(verifier.locator('.group-tile')).not.toHaveCount(0);
  const all = await verifier.locator('.group-tile').count();
  await verifier.keyboard.press('ArrowRight');
  await verifier.keyboard.press('Space');
  await expect(verifier.locator('.group-tile[aria-pressed=true]')).toHaveCount(1);
  await verifier.waitForFunction(() => performance.now() - document.querySelector('group-station').shown > 450);
  await look(verifier, 'group-verify');
  await verifier.keyboard.press('Enter');
  await expect(verifier.getByText(`${all - 1}項目を確認しました`)).toBeVisible();
  await expect(verifier.locator('.group-tile')).toHaveCount(1);
  await go(verifier, town, 'remote-1', '/verify/group/number');
  await expect(verifier.locator('.group-tile').first()).toBeVisible();
  await look(verifier, 'group-number');
});
