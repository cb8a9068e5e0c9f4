// Two people key one name differently; a third sees what differs marked, and
// types it twice.
import { at, enter, keyAll, pull, send } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { look } from './lib/watch.js';

const test = stage();
const errand = '住民票の写し';

test('what two people keyed differently is marked and decided by typing', async ({ context, town }) => {
  test.setTimeout(300_000);
  const { forms } = facts();
  const { typed } = forms.resident_certificate.truth;
  const lead = await signIn(context, town, 'center-4');
  await go(lead, town, 'center-4', '/center/rules');
  const rule = lead.locator('[data-key=keying-resident_certificate]');
  await rule.locator('summary').click();
  await rule.getByRole('group', { name: '氏名・番号・日付' }).getByLabel('2回・違うときは打って決める').check();
  await rule.getByRole('group', { name: '1回目と照らし合わせる時' }).getByLabel('まとめて').check();
  await rule.getByRole('button', { name: 'この決まりにする' }).click();
  await expect(lead.locator('[data-key=keying-resident_certificate] summary')).toContainText('2回・違うときは打って決める');

  const counter = await signIn(context, town, 'chuo-1');
  await giveNumber(counter, [errand]);
  await callNext(counter);
  await receive(counter, [errand]);
  await scan(counter, errand, forms.resident_certificate.sheets);
  await card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
  await expect(card(counter, errand).getByText('依頼中')).toBeVisible();

  const first = await signIn(context, town, 'center-1');
  const other = typed.requester_name.replace(/.$/u, '崎');
  await go(first, town, 'center-1', '/entry');
  await pull(first);
  await keyAll(first, { ...typed, requester_name: other });
  await send(first);
  await go(lead, town, 'center-4', '/entry');
  await pull(lead);
  await keyAll(lead, typed);
  await send(lead);

  const third = await signIn(context, town, 'remote-1');
  await go(third, town, 'remote-1', '/entry');
  await pull(third);
  const cell = third.locator('.cell[data-key=requester_name]');
  await expect(cell.locator('.two mark')).toHaveText(['崎', typed.requester_name.at(-1)]);
  await expect(cell.getByRole('textbox')).toHaveValue('');
  while ((await at(third)).key !== 'requester_name') await enter(third, (await at(third)).key);
  await look(third, 'decide');
  await third.keyboard.type(typed.requester_name);
  await third.keyboard.press('Enter');
  await expect(cell.locator('.said')).not.toBeEmpty();
  expect((await at(third)).key).toBe('requester_name');
  await third.keyboard.type(typed.requester_name);
  await third.keyboard.press('Enter');
  await expect.poll(async () => (await at(third)).key).not.toBe('requester_name');
  await send(third);

  await go(lead, town, 'center-4', '/quality');
  await expect(lead.getByRole('heading', { name: '入力の確かさ' })).toBeVisible();
  await look(lead, 'quality');
});
