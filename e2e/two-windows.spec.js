// Two windows at one seat share one session: what one does shows in the other,
// neither overwrites the other unseen, and who leaves leaves in both.
import { at, pull } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, openWindow, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { look, mark, unmoved } from './lib/watch.js';

const test = stage();
const errand = '住民票の写し';

test('two windows at one seat', async ({ context, town }) => {
  test.setTimeout(240_000);
  const { forms, password, people } = facts();
  const one = await signIn(context, town, 'chuo-1');
  const two = await openWindow(context);
  await go(two, town, 'chuo-1', '/counter');
  await live(two);
  await mark(two);
  await giveNumber(one, [errand]);
  await expect(two.getByRole('button', { name: /次の方を呼ぶ A-0001/ })).toBeVisible();
  const visit = await callNext(one);
  await expect(two.getByRole('link', { name: /受付/ }).or(two.getByText('A-0001')).first()).toBeVisible();
  await unmoved(two, 'the counter in the other window');
  await receive(one, [errand]);
  const upload = one.waitForRequest((r) => r.method() === 'POST' && r.url().includes('/pages?'));
  await scan(one, errand, forms.resident_certificate.sheets);
  expect((await upload).headers()['hitomado-person']).toBe(await one.evaluate(() => document.body.dataset.me)); // a scan says whose window it comes from, too
  await card(one, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
  await expect(card(one, errand).getByText('依頼中')).toBeVisible();

  // The same form in two windows of its keyer.
  const left = await signIn(context, town, 'center-1');
  await pull(left);
  const task = await left.evaluate(() => document.querySelector('entry-station').task);
  const right = await openWindow(context);
  await go(right, town, 'center-1', `/entry/${task}`);
  await expect.poll(async () => (await at(right)).key).not.toBe('');
  const keys = await left.evaluate(() => document.querySelector('entry-station').cells.filter((c) => c.item.type === 'name' || c.item.type === 'address' || c.item.type === 'text').map((c) => c.key));
  const [first, second] = keys;
  const field = (page, key) => page.locator(`.cell[data-key="${key}"] input`);
  const type = async (page, key, text) => {
    await field(page, key).focus();
    await field(page, key).fill(text);
  };
  await field(right, second).focus();
  await type(left, first, '山田　一郎');
  await left.keyboard.press('Enter');
  await expect(field(right, first)).toHaveValue('山田　一郎'); // shown live, without a reload
  await type(right, second, 'みほん市みぎ町1番');
  await type(left, second, 'みほん市ひだり町2番');
  await left.keyboard.press('Enter');
  await expect.poll(() => left.evaluate((k) => document.querySelector('entry-station').cells.find((c) => c.key === k).settled, second)).toBe(true);
  await expect(field(right, second)).toHaveValue('みほん市みぎ町1番'); // what is being typed is never taken away
  await field(right, second).focus();
  await right.keyboard.press('Enter');
  await expect(right.getByText(/別の画面では「みほん市ひだり町2番」と入力されています/)).toBeVisible();
  await expect(field(right, second)).toHaveValue('みほん市みぎ町1番');
  await look(right, 'two-windows-conflict');
  await right.keyboard.press('Control+Enter'); // it is not sent over the question
  await expect(field(right, second)).toBeFocused();
  await right.keyboard.press('Enter');
  await expect(field(left, second)).toHaveValue('みほん市みぎ町1番');

  // Signing out is heard by the other window; typing stays to be read.
  await type(right, first, '山田　一郎太');
  await left.getByRole('button', { name: '交代' }).click();
  await expect(right.getByRole('heading', { name: 'この窓口は、別の画面でサインアウトしました' })).toBeVisible();
  await look(right, 'two-windows-left');
  await right.getByRole('button', { name: '入力したものを見る' }).click();
  await expect(field(right, first)).toHaveValue('山田　一郎太');

  // Somebody else at the seat: the old window is nobody's.
  await one.getByRole('button', { name: '交代' }).click();
  await two.getByRole('button', { name: '入力したものを見る' }).click();
  await one.goto(`${town.url}/?seat=chuo-1`);
  await one.getByLabel('ログイン名').fill(people['chuo-2'].login);
  await one.getByLabel('パスワード').fill(password);
  await one.getByRole('button', { name: 'サインインする' }).click();
  await one.waitForURL((u) => u.pathname.startsWith('/s/chuo-1/'));
  await expect(two.getByRole('heading', { name: 'この窓口は、別の方に代わりました' })).toBeVisible();
  const said = await two.evaluate(async (id) => {
    const me = document.body.dataset.me;
    const a = await fetch(`/s/chuo-1/visits/${id}/call`, { method: 'POST', body: new URLSearchParams({ _me: me }) });
    return { status: a.status, told: (await a.text()).includes('この画面は、前の方のものです') };
  }, visit);
  expect(said).toEqual({ status: 409, told: true });
});
