// The main flow with four people at once, as four windows of one browser: a
// counter, a keyer and two verifiers, from the number to the hand-over.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { byInputMethod, keyAll, pull, send, unreadable } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import * as verify from './lib/verify.js';
import { accessible, look, mark, shoot, unmoved } from './lib/watch.js';

const test = stage();
const procedures = { transfer_in: '転入届', nhi_join: '国民健康保険', resident_certificate: '住民票の写し' };

test('a visit with three errands goes from the number to the hand-over', async ({ context, town }, info) => {
  test.setTimeout(200_000);
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
    await mark(keyer);
    for (const name of Object.values(procedures)) {
      await card(counter, name).getByRole('button', { name: '受付してセンターへ送る' }).click();
      await expect(card(counter, name).getByText('依頼中')).toBeVisible();
    }
    await live(counter);
    await mark(counter);
    await look(keyer, 'entry-waiting');
  });

  await test.step('the keyer keys the moving-in form by keyboard only', async () => {
    await pull(keyer);
    await expect(card(counter, '転入届').getByText('入力中').first()).toBeVisible();
    await unmoved(counter, 'the counter when entry began');
    await look(keyer, 'entry');
    await keyAll(keyer, truth.typed, {
      'person.1.name': byInputMethod('やまざき'),
      new_building: unreadable,
    });
    await unmoved(keyer, 'the entry station');
    await look(keyer, 'entry-keyed');
  });
  writeFileSync(join(info.outputDir, 'visit'), `${visit} ${people['chuo-1'].name}`);
});
