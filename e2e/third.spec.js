// A third blind entry: where two differ, or always. Four keyers have their
// stations open at once; nobody is given a form they keyed, nobody sees what
// another keyed until somebody must decide.
import { at, enter, keyAll, pull, send } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { look } from './lib/watch.js';

const test = stage();
const errand = '住民票の写し';
const seats = ['center-1', 'center-3', 'remote-1', 'remote-2'];

// rule sets how names, numbers and dates of the errand are keyed.
async function rule(lead, town, mode) {
  await go(lead, town, 'center-4', '/center/rules');
  const box = lead.locator('[data-key=keying-resident_certificate]');
  await box.locator('summary').click();
  await box.getByRole('group', { name: '氏名・番号・日付' }).getByLabel(mode).check();
  await box.getByRole('group', { name: '1回目と照らし合わせる時' }).getByLabel('まとめて').check();
  await box.getByRole('button', { name: 'この決まりにする' }).click();
  await expect(lead.locator('[data-key=keying-resident_certificate] summary')).toContainText(mode);
}

// request sends one visitor's form.
async function request(counter, town, seat, sheets) {
  await go(counter, town, seat, '/counter');
  await giveNumber(counter, [errand]);
  await callNext(counter);
  await receive(counter, [errand]);
  await scan(counter, errand, sheets);
  await card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
  await expect(card(counter, errand).getByText('依頼中')).toBeVisible();
}

// crew opens the entry stations of four people at once.
async function crew(context, town) {
  const pages = [];
  for (const seat of seats) {
    const page = await signIn(context, town, seat);
    await go(page, town, seat, '/entry');
    pages.push(page);
  }
  return pages;
}

// nothing asks for work and is told that there is none for this person.
async function nothing(page) {
  await expect(page.getByRole('button', { name: /次を入力/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('いまは依頼がありません')).toBeVisible();
}

const keys = (page) => page.locator('.cell').evaluateAll((all) => all.map((c) => c.dataset.key));

test('where two differ a third keys what differs, blind; where all differ a fourth decides', async ({ context, town }) => {
  test.setTimeout(420_000);
  const { forms } = facts();
  const { typed } = forms.resident_certificate.truth;
  const wrong = typed.requester_name.replace(/.$/u, '崎'), other = typed.requester_name.replace(/.$/u, '埼');
  const counter = await signIn(context, town, 'chuo-1'), lead = await signIn(context, town, 'center-4');
  await rule(lead, town, '2回・違うときは3回目');
  await request(counter, town, 'chuo-1', forms.resident_certificate.sheets);
  const [first, second, third, fourth] = await crew(context, town);

  await pull(first);
  await nothing(second);
  await keyAll(first, { ...typed, requester_name: wrong });
  await send(first);
  await expect(second.getByText('いまは依頼がありません')).toHaveCount(0); // the news came by itself
  await nothing(first);
  await pull(second);
  await expect(second.getByText('2回目の入力')).toBeVisible();
  await expect(second.locator('main')).not.toContainText(wrong);
  await keyAll(second, { ...typed, requester_name: other });
  await send(second);
  for (const p of [first, second]) await nothing(p);

  await pull(third);
  await expect(third.getByText('3回目の入力')).toBeVisible();
  expect(await keys(third)).toEqual(['requester_name']);
  await expect(third.locator('.cell .two')).toHaveCount(0);
  for (const seen of [wrong, other]) await expect(third.locator('main')).not.toContainText(seen);
  await look(third, 'third-entry');
  await third.keyboard.type(typed.requester_name);
  await enter(third, 'requester_name').catch(() => {}); // it is the only field: the focus goes to the button
  await send(third);

  for (const p of [first, second, third]) await nothing(p);
  await pull(fourth);
  await expect(fourth.getByText('不一致の判定')).toBeVisible();
  const cell = fourth.locator('.cell[data-key=requester_name]');
  await expect(cell.locator('.two small')).toHaveText(['1回目', '2回目', '3回目']);
  await expect(cell.getByRole('textbox')).toHaveValue('');
  while ((await at(fourth)).key !== 'requester_name') await enter(fourth, (await at(fourth)).key);
  await look(fourth, 'third-decide');
  for (const word of seats) await expect(fourth.locator('main')).not.toContainText(word);
  for (const name of ['田中', '石田', '鈴木']) await expect(fourth.locator('main')).not.toContainText(name);
  for (let n = 0; n < 2; n++) {
    await fourth.keyboard.type(typed.requester_name);
    await fourth.keyboard.press('Enter');
    if (n === 0) await expect(cell.locator('.said')).not.toBeEmpty();
  }
  await expect.poll(async () => (await at(fourth)).key).not.toBe('requester_name');
  await send(fourth);
  await expect(card(counter, errand).getByText('入力済').first()).toBeVisible();

  // Two of three are right: nobody decides, and the form is entered.
  await request(counter, town, 'chuo-1', forms.resident_certificate.sheets);
  await pull(first);
  await keyAll(first, { ...typed, requester_name: wrong });
  await send(first);
  await pull(third);
  await keyAll(third, typed);
  await send(third);
  await pull(second);
  expect(await keys(second)).toEqual(['requester_name']);
  await second.keyboard.type(typed.requester_name);
  await enter(second, 'requester_name').catch(() => {});
  await send(second);
  await nothing(fourth);
  await expect(card(counter, errand).getByText('入力済').first()).toBeVisible();
});

test('where three always key, one who differs is enough for somebody to decide', async ({ context, town }) => {
  test.setTimeout(420_000);
  const { forms } = facts();
  const { typed } = forms.resident_certificate.truth;
  const wrong = typed.requester_name.replace(/.$/u, '崎');
  const counter = await signIn(context, town, 'chuo-2'), lead = await signIn(context, town, 'center-4');
  await rule(lead, town, 'いつも3回');
  await request(counter, town, 'chuo-2', forms.resident_certificate.sheets);
  const [first, second, third, fourth] = await crew(context, town);
  for (const p of [first, second, third, fourth]) await live(p);

  await pull(first);
  await keyAll(first, { ...typed, requester_name: wrong });
  await send(first);
  await pull(second);
  const dangerous = await keys(second);
  expect(dangerous).toContain('requester_name');
  expect(dangerous).not.toContain('requester_phone');
  await keyAll(second, { ...typed, requester_name: wrong }); // they misread alike
  await send(second);
  await pull(third);
  await expect(third.getByText('3回目の入力')).toBeVisible();
  expect(await keys(third)).toEqual(dangerous);
  await keyAll(third, typed);
  await send(third);

  await pull(fourth);
  const cell = fourth.locator('.cell[data-key=requester_name]');
  await expect(cell.locator('.two small')).toHaveText(['1回目', '2回目', '3回目']);
  await expect(fourth.locator('.cell .two')).toHaveCount(1);
  while ((await at(fourth)).key !== 'requester_name') await enter(fourth, (await at(fourth)).key);
  await expect(cell.locator('.two mark')).toHaveText(['崎', '崎', typed.requester_name.at(-1)]); // each against one that says something else
  await look(fourth, 'triple-decide');
  // Even on a slow line the second typing stays in its field.
  await fourth.route('**/draft', async (r) => {
    await new Promise((go) => setTimeout(go, 300));
    await r.continue();
  });
  for (let n = 0; n < 2; n++) {
    await fourth.keyboard.type(typed.requester_name);
    await fourth.keyboard.press('Enter');
    if (n === 0) await expect(cell.locator('.said')).not.toBeEmpty();
  }
  await expect.poll(async () => (await at(fourth)).key).not.toBe('requester_name');
  await send(fourth);
  await expect(card(counter, errand).getByText('入力済').first()).toBeVisible();
});
