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

// byMachine keys a whole pass through the API, as typed; what is proposed is agreed to.
async function byMachine(town, seat, kind, typed) {
  const { password, people } = facts();
  const call = async (method, path, body, token) => {
    const answer = await fetch(`${town.url}/api/v1${path}`, { method, body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID(), ...(token ? { Authorization: `Bearer ${token}` } : {}) } });
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${text.slice(0, 300)}`).toBe(true);
    return text ? JSON.parse(text) : null;
  };
  const { token } = await call('POST', '/sessions', { login: people[seat].login, password });
  const view = await call('POST', '/center/next', { kinds: [kind] }, token);
  const shown = new Set(view.items.map((i) => i.key));
  let fields = Object.fromEntries(Object.entries(typed).filter(([key]) => kind === 'first' || shown.has(key)).map(([key, v]) => [key, { v }]));
  while (Object.keys(fields).length) {
    const saved = await call('PUT', `/tasks/${view.task.id}/draft`, { fields }, token);
    const asked = Object.entries(saved.fields).filter(([key, f]) => fields[key] && f.problem?.level === 'ask' && f.problem.proposal);
    fields = Object.fromEntries(asked.map(([key, f]) => [key, { v: f.problem.proposal }]));
  }
  await call('POST', `/tasks/${view.task.id}/finish`, undefined, token);
}

test('where nothing is written, Enter twice decides it', async ({ context, town }) => {
  test.setTimeout(180_000);
  const { truth, sheets } = facts().forms.transfer_in;
  const counter = await signIn(context, town, 'chuo-1'), lead = await signIn(context, town, 'center-4'), third = await signIn(context, town, 'remote-1');
  await go(lead, town, 'center-4', '/center/rules');
  const rule = lead.locator('[data-key^=keying-]', { hasText: '転入' });
  await rule.locator('summary').click();
  await rule.getByRole('group', { name: '氏名・番号・日付' }).getByLabel('2回・違うときは打って決める').check();
  await rule.getByRole('group', { name: '1回目と照らし合わせる時' }).getByLabel('まとめて').check();
  await rule.getByRole('button', { name: 'この決まりにする' }).click();
  await expect(rule.locator('summary')).toContainText('2回・違うときは打って決める');
  await go(counter, town, 'chuo-1', '/counter');
  await giveNumber(counter, ['転入届']);
  await callNext(counter);
  await receive(counter, ['転入届']);
  await scan(counter, '転入届', sheets);
  await card(counter, '転入届').getByRole('button', { name: '受付してセンターへ送る' }).click();
  await expect(card(counter, '転入届').getByText('依頼中')).toBeVisible();
  const field = 'old_head', written = truth.typed[field] || '山田　太郎';
  await byMachine(town, 'center-1', 'first', { ...truth.typed, [field]: written });
  await byMachine(town, 'center-3', 'second', { ...truth.typed, [field]: '' });

  await go(third, town, 'remote-1', '/entry');
  await pull(third);
  expect((await at(third)).key, 'the first that is to be decided').toBe(field);
  const cell = third.locator(`.cell[data-key=${field}]`);
  await expect(cell.locator('.two')).toContainText('（記入なし）');
  await expect(cell.locator('.two')).toContainText(written);
  await third.keyboard.press('Enter');
  await expect(cell.locator('.said')).toContainText('何も書かれていないときは、もう一度 Enter');
  expect((await at(third)).key).toBe(field);
  await expect(third.getByText('0 / 1 項目')).toBeVisible(); // what stands already is not to be done
  await expect(cell.locator('button'), 'what must be typed is not offered').toHaveCount(0);
  await look(third, 'decide-empty');
  await third.keyboard.press('Enter');
  await expect(cell.locator('.said')).toBeEmpty();
  await expect(third.getByRole('button', { name: /入力確認へ送る/ }), 'nothing else differs').toBeFocused();
  await send(third);
});
