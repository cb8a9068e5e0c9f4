// A form whose names and numbers are worked on apart: two keyers and two
// verifiers, each with a station of their own, none of whom sees both.
import { keyAll, pull, send } from './lib/entry.js';
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, receive, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { confirmAll, finish, open } from './lib/verify.js';
import { look } from './lib/watch.js';

const test = stage();
const errand = '住民票の写し';

// nothing asks for work and is told that there is none for this person.
async function nothing(page) {
  await expect(page.getByRole('button', { name: /次を入力/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('いまは依頼がありません')).toBeVisible();
}

// ink is how much of the shown page is not black.
const ink = (page) => page.evaluate(async () => {
  const img = await createImageBitmap(document.querySelector('scan-view img'));
  const canvas = new OffscreenCanvas(img.width, img.height), c = canvas.getContext('2d');
  c.drawImage(img, 0, 0);
  const { data } = c.getImageData(0, 0, img.width, img.height);
  let light = 0;
  for (let i = 0; i < data.length; i += 4) light += data[i] > 60;
  return light / (data.length / 4);
});

test('two keyers and two verifiers work on a form of which nobody sees names and numbers', async ({ context, town }) => {
  test.setTimeout(300_000);
  const { forms } = facts();
  const { typed, want } = forms.resident_certificate.truth;
  const name = want.requester_name.V ?? want.requester_name.v, phone = want.requester_phone.V ?? want.requester_phone.v;
  const lead = await signIn(context, town, 'center-4'), counter = await signIn(context, town, 'chuo-1');
  await go(lead, town, 'center-4', '/center/rules');
  const box = lead.locator('[data-key=keying-resident_certificate]');
  await box.locator('summary').click();
  await box.getByRole('group', { name: '氏名と番号を分ける' }).getByLabel('分ける（').check();
  await look(lead, 'split-rule');
  await box.getByRole('button', { name: 'この決まりにする' }).click();
  await expect(box.locator('summary')).toContainText('氏名と番号を分ける');

  await go(counter, town, 'chuo-1', '/counter');
  await giveNumber(counter, [errand]);
  await callNext(counter);
  await receive(counter, [errand]);
  await scan(counter, errand, forms.resident_certificate.sheets);
  await card(counter, errand).getByRole('button', { name: '受付してセンターへ送る' }).click();
  await expect(card(counter, errand).getByText('依頼中')).toBeVisible();

  const stations = {};
  for (const seat of ['center-1', 'center-3', 'remote-1', 'remote-2']) {
    stations[seat] = await signIn(context, town, seat);
    await go(stations[seat], town, seat, '/entry');
  }
  const first = stations['center-1'], second = stations['center-3'];
  await pull(first);
  await expect(first.getByText('この画面は氏名・住所の部分だけです')).toBeVisible();
  await nothing(second);
  const names = [...await keyAll(first, typed)];
  expect(names).toContain('requester_name');
  expect(names).not.toContain('requester_phone');
  expect(await ink(first)).toBeLessThan(.5);
  await look(first, 'split-names');
  await send(first);
  await nothing(first); // nobody keys both

  await pull(second);
  await expect(second.getByText('この画面は番号・日付の部分だけです')).toBeVisible();
  await expect(second.locator('main')).not.toContainText(name);
  const numbers = [...await keyAll(second, typed)];
  expect(numbers).toContain('requester_phone');
  expect(numbers.filter((k) => names.includes(k))).toEqual([]);
  await look(second, 'split-numbers');
  await send(second);
  await expect(card(counter, errand).getByText('入力済').first()).toBeVisible();

  // Both parts wait at once; each is verified by somebody else, at the same time.
  const parts = { 'remote-1': '氏名・住所の部分', 'remote-2': '番号・日付の部分' };
  for (const [seat, part] of Object.entries(parts)) {
    const page = stations[seat];
    await go(page, town, seat, '/verify');
    const row = page.locator('tr', { hasText: errand });
    await expect(row).toHaveCount(2);
    await look(page, `split-list-${seat}`);
    await row.filter({ hasText: part }).getByRole('link', { name: /確認する/ }).click();
    await expect(page.locator('verify-station .line').first()).toBeVisible();
    await expect(page.getByText(`この画面は${part}だけです`)).toBeVisible();
    await expect(page.locator('main')).not.toContainText(seat === 'remote-1' ? phone : name);
    await look(page, `split-verify-${seat}`);
  }
  for (const seat of Object.keys(parts)) {
    const page = stations[seat];
    await confirmAll(page, await open(page));
    await finish(page);
    await go(page, town, seat, '/verify');
    await expect(page.locator('tr', { hasText: errand })).toHaveCount(0); // the other part is not theirs
  }
  await expect(card(counter, errand).getByText('入力完了').first()).toBeVisible();
});
