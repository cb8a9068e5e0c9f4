// The main flow with four people at once, as four windows of one browser: a
// counter, a keyer and two verifiers, from the number to the hand-over.
import { execFileSync } from 'node:child_process';
import { at, byInputMethod, enter, keyAll, pull, send, unreadable } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { aim, confirm, confirmAll, correct, enterRoom, finish, line, open } from './lib/verify.js';
import { accessible, look, mark, shoot, unmoved } from './lib/watch.js';

const test = stage();
const procedures = { transfer_in: '転入届', nhi_join: '国民健康保険', resident_certificate: '住民票の写し' };

test('a visit with three errands goes from the number to the hand-over', async ({ context, town }) => {
  test.setTimeout(400_000);
  const { forms, people } = facts();
  const truth = forms.transfer_in.truth;
  let counter, keyer, center, remote, visit;

  await test.step('four people sign in at their seats', async () => {
    const door = await context.newPage();
    await door.goto(town.url);
    await look(door, 'sign-in');
    await door.close();
    counter = await signIn(context, town, 'chuo-1');
    keyer = await signIn(context, town, 'center-1');
    center = await signIn(context, town, 'center-2');
    remote = await signIn(context, town, 'remote-1');
    await go(center, town, 'center-2', '/verify');
    await go(remote, town, 'remote-1', '/verify');
    for (const p of [counter, keyer, center, remote]) await live(p);
  });

  await test.step('the counter gives a number, calls and receives', async () => {
    await look(counter, 'counter-empty');
    await giveNumber(counter, ['転入届']);
    await live(counter);
    await look(counter, 'counter-waiting');
    visit = await callNext(counter);
    await look(counter, 'reception-who');
    await receive(counter, Object.values(procedures));
    await live(counter);
  });

  await test.step('pages are scanned; the crop of the name is shown', async () => {
    await mark(counter);
    for (const [id, name] of Object.entries(procedures)) await scan(counter, name, forms[id].sheets);
    await unmoved(counter, 'the reception');
    const crop = card(counter, '転入届').getByAltText('届出書の氏名の画像');
    await expect(crop).toBeVisible();
    await expect.poll(() => crop.evaluate((img) => img.naturalWidth)).toBeGreaterThan(100);
    await look(counter, 'reception-scanned');
  });

  await test.step('all three go to the center; its screens see it at once', async () => {
    await keyer.keyboard.press('Enter');
    await expect(keyer.getByText('いまは依頼がありません')).toBeVisible();
    for (const p of [keyer, center, remote]) await mark(p);
    for (const name of Object.values(procedures)) {
      await card(counter, name).getByRole('button', { name: '受付してセンターへ送る' }).click();
      await expect(card(counter, name).getByText('依頼中')).toBeVisible();
    }
    await expect(keyer.getByText('入力の依頼が来ました')).toBeVisible();
    await unmoved(keyer, 'the waiting entry station');
    await look(keyer, 'entry-waiting');
    await counter.getByRole('button', { name: '席でお待ちいただく' }).first().click();
    await counter.waitForURL(/\/counter$/);
    await live(counter);
    await mark(counter);
    await look(counter, 'counter-in-care');
  });

  await test.step('the keyer keys the first form by keyboard only and asks the counter', async () => {
    await pull(keyer);
    await expect(counter.locator('.mine').getByText('入力中')).toBeVisible();
    await look(keyer, 'entry');
    await keyAll(keyer, truth.typed, {
      'person.1.name': byInputMethod('しまざきともや'),
      new_building: unreadable,
      applicant_phone: async (page, text, key) => {
        await page.keyboard.press('Alt+q');
        await page.keyboard.type('市外局番がありません。お客さまに聞いてください。');
        await page.keyboard.press('Control+Enter');
        await expect.poll(async () => (await at(page)).key).toBe(key);
        await page.keyboard.type(text);
        await enter(page, key);
      },
    });
    await shoot(keyer, 'entry-keyed');
  });

  await test.step('the question appears at the counter and the answer at the keyer', async () => {
    await expect(counter.locator('.mine').getByText('センターから問合せ')).toBeVisible();
    await unmoved(counter, 'the counter when the question came');
    await counter.getByRole('link', { name: '答える' }).click();
    await expect(card(counter, '転入届').getByText('市外局番がありません')).toBeVisible();
    await live(counter);
    await look(counter, 'inquiry');
    await counter.getByLabel('聞いたこと').fill('携帯電話だけとのことです');
    await counter.getByRole('button', { name: '答える', exact: true }).click();
    await expect(card(counter, '転入届').getByText('問合せ（回答済み）')).toBeVisible();
    await expect(keyer.getByText('窓口の返事：携帯電話だけとのことです')).toBeVisible();
    await unmoved(keyer, 'the entry station when the answer came');
    await look(keyer, 'entry-answered');
    await send(keyer);
    await unmoved(keyer, 'the entry station after sending');
    await expect(center.locator('tr', { hasText: '転入届' })).toBeVisible();
    await unmoved(center, 'the list of verifications');
    await look(center, 'verify-list');
  });

  await test.step('two people verify the same entry and see each other', async () => {
    await enterRoom(center, '転入届');
    await enterRoom(remote, '転入届');
    for (const p of [center, remote]) { await live(p); await mark(p); }
    await expect(center.locator('.people')).toContainText(people['remote-1'].name);
    await expect(remote.locator('.people')).toContainText(people['center-2'].name);
    await aim(remote, 'person.1.birth');
    await expect(line(center, 'person.1.birth')).toContainText(`${people['remote-1'].name}さんが見ています`);
    await confirm(center, 'kind');
    await expect(line(remote, 'kind')).toHaveClass(/\bok\b/);
    await expect(line(remote, 'kind')).toContainText(people['center-2'].name);
    await look(center, 'verify');
  });

  await test.step('what nobody could read is corrected; somebody else says yes', async () => {
    await correct(center, 'new_building', truth.typed.new_building);
    await expect(line(remote, 'new_building')).toContainText(truth.typed.new_building);
    await confirm(center, 'new_building');
    await expect(line(center, 'new_building')).not.toHaveClass(/\bok\b/);
    await confirm(remote, 'new_building');
    await expect(line(center, 'new_building')).toHaveClass(/\bok\b/);
    const waiting = await open(center);
    const half = Math.ceil(waiting.length / 2);
    await Promise.all([
      confirmAll(center, waiting.slice(0, half)),
      confirmAll(remote, waiting.slice(half)),
    ]);
    for (const key of await open(center)) await confirm(center, key);
    for (const key of await open(remote)) await confirm(remote, key);
    for (const p of [center, remote]) await expect(p.getByRole('button', { name: '入力確認を終える' })).toBeVisible();
    await shoot(remote, 'verify-done');
    await finish(center);
    await expect(remote.getByText('この入力確認は終わりました')).toBeVisible();
    for (const p of [center, remote]) await unmoved(p, 'the verification station');
  });

  await test.step('the other two forms follow', async () => {
    await counter.getByRole('link', { name: '窓口のホームへ' }).click();
    await expect(counter.locator('.mine').getByText('入力が終わりました')).toBeVisible();
    for (let n = 0; n < 2; n++) {
      await pull(keyer);
      await keyAll(keyer, forms[await formOf(keyer)].truth.typed);
      await send(keyer);
    }
    for (const [page, form] of [[center, procedures.nhi_join], [remote, procedures.resident_certificate]]) {
      await page.getByRole('link', { name: '入力確認の一覧へ' }).click();
      await enterRoom(page, form);
    }
    await confirmAll(remote, await open(remote));
    await finish(remote);
  });

  await test.step('the counter hears of it within a second of the last confirmation', async () => {
    await live(counter);
    await mark(counter);
    await listen(counter);
    const fields = await open(center);
    await confirmAll(center, fields.slice(0, -1));
    await aim(center, fields.at(-1));
    const pressed = Date.now();
    await center.keyboard.press('Enter');
    await expect(center.getByRole('button', { name: '入力確認を終える' })).toBeVisible();
    await finish(center);
    await counter.waitForFunction(() => window.heard, null, { polling: 20 });
    const heard = await counter.evaluate(() => window.heard);
    const ms = heard.at - pressed;
    console.log(`    notice at the counter ${ms} ms after the last confirmation was pressed`);
    expect(heard).toMatchObject({ text: expect.stringContaining('A-0001'), tones: 2 });
    expect(ms, 'from the last confirmation to the notice').toBeLessThan(1000);
    await unmoved(counter, 'the counter when the entry was completed');
    await look(counter, 'counter-completed');
  });

  for (const [id, name] of Object.entries(procedures)) {
    await test.step(`${name}: registered, checked, printed`, async () => {
      await go(counter, town, 'chuo-1', `/visits/${visit}`);
      await card(counter, name).getByRole('link', { name: /内容を確認する/ }).click();
      if (id !== 'resident_certificate') {
        await counter.getByLabel('基幹の受付番号').fill(`2026-00${id.length}`);
        await counter.getByRole('button', { name: '登録を記録する' }).click();
      }
      await expect(counter.getByRole('heading', { name: '窓口確認' })).toBeVisible();
      await live(counter);
      await look(counter, `check-${id}`);
      await counter.getByRole('button', { name: '確認しました' }).click();
      await counter.getByRole('button', { name: '帳票を作る' }).first().click();
      await expect(counter.locator('iframe.pdf')).toBeVisible();
      await look(counter, `papers-${id}`);
      const pdf = await paper(counter);
      expect(pdf.text).toContain(id === 'resident_certificate' ? 'A-0001' : forms[id].truth.name.replace('　', ''));
      await counter.getByRole('button', { name: '印刷できました' }).click();
      await expect(counter.getByRole('heading', { name: 'お渡し' })).toBeVisible();
    });
  }

  await test.step('everything is handed over and the visit closes', async () => {
    await go(counter, town, 'chuo-1', '/counter');
    await live(counter);
    await look(counter, 'counter-ready');
    await counter.getByRole('button', { name: 'お渡しで呼ぶ' }).click();
    await counter.waitForURL(/\/visits\//);
    for (const name of Object.values(procedures)) {
      await card(counter, name).getByRole('link', { name: /お渡しする/ }).click();
      await counter.getByRole('button', { name: 'お渡しして終わる' }).click();
      await expect(counter.getByRole('alert')).toBeVisible();
      if (name === procedures.resident_certificate) {
        await counter.getByLabel('発行番号').fill('S-000123');
        await counter.getByLabel('収納済').check();
      }
      for (const tick of [/番号札 A-0001 を見た/, /お名前を名のっていただいた/, /書類を数えた/]) await counter.getByLabel(tick).check();
      await look(counter, 'hand-over');
      await counter.getByRole('button', { name: 'お渡しして終わる' }).click();
      await counter.waitForURL(/\/visits\//);
    }
    await expect(counter.getByText('終わりました', { exact: true }).or(counter.getByText(/　終わりました　/)).first()).toBeVisible();
    await look(counter, 'visit-closed');
  });

  await test.step('the record tells every step', async () => {
    await counter.getByRole('link', { name: 'この受付の記録を見る' }).click();
    const lines = counter.locator('.timeline li');
    for (const [what, who] of [
      ['番号札 A-0001 を受け取りました', 'chuo-1'], ['窓口へ呼びました', 'chuo-1'], ['来た方と本人確認を記録しました', 'chuo-1'],
      ['手続きを加えました', 'chuo-1'], ['届出書をスキャンしました', 'chuo-1'], ['受け付けました', 'chuo-1'], ['センターへ送りました', 'chuo-1'],
      ['入力を始めました', 'center-1'], ['窓口に問い合わせました', 'center-1'], ['問合せに答えました', 'chuo-1'], ['入力が終わりました', 'center-1'],
      ['入力確認に入りました', 'remote-1'], ['1項目を直しました', 'center-2'], ['入力確認が終わり、入力完了になりました', 'center-2'],
      ['基幹登録を記録しました', 'chuo-1'], ['窓口確認をしました', 'chuo-1'], ['を作りました', 'chuo-1'], ['印刷できました', 'chuo-1'],
      ['お渡しで呼びました', 'chuo-1'], ['お渡しして終わりました', 'chuo-1'], ['受付が終わりました', 'chuo-1'],
    ]) await expect(lines.filter({ hasText: what }).filter({ hasText: people[who].name }).first(), what).toBeVisible();
    await look(counter, 'timeline');
  });

  await test.step('every screen speaks English too', async () => {
    await counter.getByRole('button', { name: 'English' }).click();
    await expect(counter.locator('html')).toHaveAttribute('lang', 'en');
    for (const [page, seat, path] of [
      [counter, 'chuo-1', '/counter'], [counter, 'chuo-1', `/visits/${visit}`], [counter, 'chuo-1', `/visits/${visit}/timeline`], [counter, 'chuo-1', '/center'],
      [keyer, 'center-1', '/entry'], [center, 'center-2', '/verify'],
    ]) {
      await go(page, town, seat, path);
      await look(page, `en-${seat}${path.replaceAll('/', '-').replace(visit, 'visit')}`);
      expect(await page.locator('body').innerText(), `Japanese words on the English page ${path}`).not.toMatch(/⟦/);
    }
    await counter.goto(town.url);
    await look(counter, 'en-sign-in');
  });
});

const formNames = { 住民異動届: 'transfer_in', '国民健康保険　異動届': 'nhi_join', '住民票の写し等　交付請求書': 'resident_certificate' };

// formOf tells which of our forms the keyer has before them.
const formOf = async (page) => formNames[await page.locator('.station-info .chip').first().textContent()];

// listen notes the moment, the words and the tones of the next notice.
const listen = (page) => page.evaluate(() => {
  let tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...args) { tones++; return start.apply(this, args); };
  new MutationObserver((_, me) => {
    const note = document.querySelector('.toast');
    if (!note) return;
    window.heard = { at: Date.now(), text: note.textContent, tones };
    me.disconnect();
  }).observe(document.body, { childList: true });
});

// paper fetches the paper that is shown and reads its text.
async function paper(page) {
  const src = await page.locator('iframe.pdf').getAttribute('src');
  const answer = await page.request.get(new URL(src, page.url()).href);
  const bytes = await answer.body();
  expect(bytes.subarray(0, 4).toString()).toBe('%PDF');
  return { bytes, text: execFileSync('pdftotext', ['-layout', '-', '-'], { input: bytes }).toString().replace(/[ 　]/g, '') };
}
