// The way "core" (基幹へ直接入力): the image and the sections lead, the values
// go into the core's own terminal, and only its number is kept here.
import { pull } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, openWindow, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { confirmAll, enterRoom, finish, open } from './lib/verify.js';
import { look } from './lib/watch.js';

const test = stage();

test('a form is keyed straight into the core, section by section', async ({ context, town }) => {
  const { forms } = facts();
  const counter = await signIn(context, town, 'kita-1');
  const keyer = await signIn(context, town, 'center-1');
  const verifier = await signIn(context, town, 'remote-1');
  await giveNumber(counter, ['転入届']);
  await callNext(counter);
  await receive(counter, ['転入届']);
  await scan(counter, '転入届', forms.core.sheets);
  await card(counter, '転入届').getByRole('button', { name: '受付してセンターへ送る' }).click();
  await expect(card(counter, '転入届').getByText('依頼中')).toBeVisible();
  await pull(keyer);
  await look(keyer, 'core-entry');

  const sections = await keyer.locator('entry-station .cell.section').evaluateAll((all) => all.map((el) => el.dataset.key));
  expect(sections.length).toBeGreaterThan(4);
  const beside = await openWindow(context); // a second window of the keyer follows
  await go(beside, town, 'center-1', `/entry/${await keyer.evaluate(() => document.querySelector('entry-station').task)}`);
  await expect(beside.locator('entry-station .cell.section')).toHaveCount(sections.length);
  for (const [i, key] of sections.entries()) {
    await keyer.keyboard.press(i === 1 ? 'F4' : 'Enter');
    await expect(keyer.locator(`.cell[data-key="${key}"]`)).toHaveClass(i === 1 ? /unread/ : /done/);
  }
  await expect(beside.locator('.cell.section.done')).toHaveCount(sections.length - 2); // but for the one that has the cursor there
  await expect(beside.locator('.cell.section.unread')).toHaveCount(1);
  await beside.close();
  const number = keyer.getByLabel('基幹システムの受付番号');
  await expect(number).toBeFocused();
  await keyer.keyboard.press('Enter');
  await expect(keyer.locator('entry-station .notice')).toBeVisible();
  await number.fill('K-2026-000777');
  await keyer.keyboard.press('Enter');
  await expect(keyer.getByText('入力確認へ送りました')).toBeVisible();

  await verifier.getByRole('navigation').getByRole('link', { name: '入力確認', exact: true }).click();
  await enterRoom(verifier, '転入届');
  await live(verifier);
  await look(verifier, 'core-verify');
  expect((await open(verifier)).length).toBe(sections.length);
  await confirmAll(verifier, await open(verifier));
  await finish(verifier);

  await expect(card(counter, '転入届').getByText('基幹登録済')).toBeVisible();
  await card(counter, '転入届').getByRole('link', { name: /内容を確認する/ }).click();
  await expect(counter.getByText('K-2026-000777').first()).toBeVisible();
  await look(counter, 'core-check');
  await counter.getByRole('button', { name: '確認しました' }).click();
  await expect(counter.getByRole('button', { name: '帳票を作る' }).first()).toBeVisible();
});
