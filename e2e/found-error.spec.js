// An error that nobody saw: a form is registered and handed over, its fields
// are keyed again by a stranger as a sample, what differs is judged, and the
// counter that handed it over puts it right: case, core, paper. Every step in
// the window of whoever does it.
import { at, enter, keyAll, pull, send } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { confirmAll, enterRoom, finish, open } from './lib/verify.js';
import { look, mark, unmoved } from './lib/watch.js';

const test = stage();
const errand = '国民健康保険';

// misread changes the last character of every field but those that decide what
// else is asked: a sample asks eight fields of a form at the most, whichever, so
// that one that is wrong is asked for certain only when fewer than eight are right.
const kept = ['kind', 'reason', 'person.count', 'person.1.relation'];
const wrong = (v) => {
  if (/\.\d+$/.test(v)) return v.replace(/\d+$/, (day) => (day === '1' ? '2' : '1')); // a date stays one
  if (/\d$/.test(v)) return v.replace(/.$/, (d) => (d === '1' ? '2' : '1'));
  return v.replace(/.$/u, /\p{Script=Katakana}$/u.test(v) ? 'ン' : '崎');
};
const misread = (typed) => Object.fromEntries(Object.entries(typed).map(([k, v]) => [k, kept.includes(k) ? v : wrong(v)]));

// drawn waits until the sample has come on the list, and takes it.
async function drawn(page, town, seat) {
  await expect(async () => {
    await go(page, town, seat, '/entry');
    await page.getByRole('button', { name: /次を入力/ }).press('Enter');
    await expect.poll(async () => (await at(page)).key, { timeout: 3000 }).not.toBe('');
  }).toPass({ timeout: 150_000, intervals: [5000] });
}

// decide types each field that is asked as the paper has it, twice where it is asked twice.
async function decide(page, typed) {
  const asked = [];
  for (let { key } = await at(page); key && !asked.includes(key); ({ key } = await at(page))) {
    asked.push(key);
    await page.keyboard.type(typed[key]);
    await page.keyboard.press('Enter');
    const said = page.locator(`.cell[data-key="${key}"] .said:not(:empty)`);
    await expect.poll(async () => (await at(page)).key !== key || await said.count() > 0).toBe(true);
    if ((await at(page)).key === key) {
      await page.keyboard.type(typed[key]);
      await enter(page, key);
    }
  }
  return asked;
}

test('an error found by a sample after the hand-over is put right in the windows of all who do it', async ({ context, town }) => {
  test.setTimeout(600_000);
  const { forms } = facts();
  const { typed } = forms.nhi_join.truth;
  const lead = await signIn(context, town, 'center-4'), counter = await signIn(context, town, 'chuo-1'), colleague = await signIn(context, town, 'chuo-2');
  let visit;

  await test.step('the lead has everything keyed again', async () => {
    await go(lead, town, 'center-4', '/quality');
    await lead.getByText('抜き取り再入力：使っていません').click();
    await lead.getByLabel('使う', { exact: true }).check();
    await lead.getByLabel('抜き取りの上限（％）').fill('100');
    await lead.getByLabel('抜き取りの下限（％）').fill('100');
    await lead.getByRole('button', { name: 'この決め方にする' }).click();
    await expect(lead.getByText(/抜き取り再入力：使っています/)).toBeVisible();
  });

  await test.step('a form is keyed wrong, verified, registered and handed over', async () => {
    await giveNumber(counter, [errand]);
    visit = await callNext(counter);
    await receive(counter, [errand]);
    await scan(counter, errand, forms.nhi_join.sheets);
    await card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
    const keyer = await signIn(context, town, 'center-1');
    await pull(keyer);
    await keyAll(keyer, misread(typed));
    await send(keyer);
    const verifier = await signIn(context, town, 'remote-1');
    await go(verifier, town, 'remote-1', '/verify');
    await enterRoom(verifier, errand);
    await confirmAll(verifier, await open(verifier));
    await finish(verifier);
    await go(counter, town, 'chuo-1', `/visits/${visit}`);
    await card(counter, errand).getByRole('link', { name: /内容を確認する/ }).click();
    await counter.getByLabel('基幹の受付番号').fill('2026-0042');
    await counter.getByRole('button', { name: '登録を記録する' }).click();
    await counter.getByRole('button', { name: '確認しました' }).click();
    await counter.getByRole('button', { name: '帳票を作る' }).first().click();
    await counter.getByRole('button', { name: '印刷できました' }).click();
    for (const tick of [/番号札 .* を見た/, /お名前を名のっていただいた/, /書類を数えた/]) await counter.getByLabel(tick).check();
    await counter.getByRole('button', { name: 'お渡しして終わる' }).click();
    await counter.waitForURL(/\/visits\/[^/]+$/);
  });

  await go(colleague, town, 'chuo-2', '/corrections');
  await live(colleague);
  await mark(colleague);

  await test.step('a stranger keys fields of it again and sees an ordinary form', async () => {
    const stranger = await signIn(context, town, 'center-3');
    await drawn(stranger, town, 'center-3');
    await look(stranger, 'found-sample');
    await keyAll(stranger, typed);
    await send(stranger);
    await expect(colleague.getByText('誤りが見つかった項目')).toHaveCount(0);
  });

  await test.step('another decides what differs, and the office is told', async () => {
    const judge = await signIn(context, town, 'center-2');
    await drawn(judge, town, 'center-2');
    expect((await decide(judge, typed)).length).toBeGreaterThan(0);
    await send(judge);
    await expect(colleague.getByText('誤りが見つかった項目')).toBeVisible();
    await expect(colleague.locator('tr[data-key^="found-"]').first()).toContainText('お渡し済み');
    await unmoved(colleague, 'the list of found errors');
    await look(colleague, 'found-list');
  });

  await test.step('the counter opens the case, records what the core was told, and gives the right paper', async () => {
    await go(counter, town, 'chuo-1', '/corrections');
    await counter.locator('tr[data-key^="found-"]').first().getByRole('link', { name: '開く' }).click();
    await expect(counter.getByText(/点検で誤りが見つかりました/).first()).toBeVisible();
    const box = counter.locator('#corrections'), core = counter.locator('#core');
    await box.getByText('交付後の訂正を始める').first().click();
    await box.getByLabel('何がまちがっていたか').fill('氏名の字がちがう');
    await box.getByRole('button', { name: '交付後の訂正を始める' }).click();
    await expect(colleague.locator('tr', { hasText: '氏名の字がちがう' })).toContainText('再交付');
    await expect(colleague.locator('tr[data-key^="found-"]')).toHaveCount(0);
    await core.locator('summary').click();
    await core.getByRole('radio').first().check();
    await core.getByLabel(/番号/).fill('2026-0043');
    await core.getByLabel('理由').fill('氏名の字がちがう');
    await core.getByRole('button').click();
    await expect(core.locator('li')).toContainText('2026-0043');
    for (const step of ['連絡', '回収', '再交付']) {
      await box.getByLabel(step, { exact: true }).check();
      await box.getByRole('button', { name: '済んだと記録する' }).click();
      await expect(box.locator('li', { hasText: step }).last()).toContainText('済み');
    }
    await look(counter, 'found-put-right');
    await box.getByText('訂正を終わりにする').first().click();
    await box.getByRole('button', { name: '訂正を終わりにする' }).click();
    await expect(box.getByText('訂正済み')).toBeVisible();
    await expect(colleague.getByText('訂正中の手続きはありません。')).toBeVisible();
    await unmoved(colleague, 'the list of corrections');
  });

  await test.step('the record tells the whole of it, and the values that were handed over are still there', async () => {
    await go(counter, town, 'chuo-1', `/visits/${visit}/timeline`);
    for (const what of ['お渡しして終わりました', '基幹']) await expect(counter.locator('.timeline li').filter({ hasText: what }).first(), what).toBeVisible();
    await look(counter, 'found-timeline');
    await go(lead, town, 'center-4', '/quality');
    await look(lead, 'found-quality');
  });
});
