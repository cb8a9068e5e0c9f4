// The reception and the hand-over as a clerk meets them: few presses, things in
// keeping, a visitor in doubt, a protected person.
import { expect, stage } from './lib/fixture.js';
import { callNext, card, giveNumber, go, live, scan, sheet, signIn } from './lib/people.js';
import { facts } from './lib/town.js';
import { look } from './lib/watch.js';

const test = stage();
const procedures = { transfer_in: '転入届', nhi_join: '国民健康保険', resident_certificate: '住民票の写し等' };

// most is how many presses a reception of three procedures may take.
const most = 12;

test('three procedures are received with few presses', async ({ context, town }) => {
  test.setTimeout(240_000);
  const { forms } = facts();
  const counter = await signIn(context, town, 'chuo-1');
  const keyer = await signIn(context, town, 'center-1'); // somebody is there, so the center is the better way
  await go(keyer, town, 'center-1', '/entry');
  await live(keyer);
  await giveNumber(counter);
  let presses = 0;
  const press = async (what, how = 'click') => { presses++; await what[how](); };

  await press(counter.getByRole('button', { name: /次の方を呼ぶ/ }));
  await counter.waitForURL(/\/visits\/[^/]+$/);
  await look(counter, 'front-who');
  await press(counter.getByLabel('運転免許証'), 'check');
  for (const p of Object.values(procedures)) await press(counter.getByRole('checkbox', { name: new RegExp(`^${p}`) }), 'check');
  await press(counter.getByRole('button', { name: '受付する' }));
  await expect(counter.getByText('本人・本人確認 1点で確認')).toBeVisible();
  await live(counter);
  for (const [id, name] of Object.entries(procedures)) {
    presses++; // opening the chooser; the scanner's folder gives the file
    await card(counter, name).locator('input[type=file]').setInputFiles(sheet(forms[id].sheets[0]));
    await expect(card(counter, name).locator('.thumbs img[src*="thumb.jpg"]')).toHaveCount(1);
  }
  await look(counter, 'front-scanned');
  await press(counter.getByRole('button', { name: /3件をセンターへ送る/ }));
  for (const name of Object.values(procedures)) await expect(card(counter, name).getByText('依頼中')).toBeVisible();
  await look(counter, 'front-sent');
  console.log(`reception of three procedures: ${presses} presses, at most ${most}`);
  expect(presses).toBeLessThanOrEqual(most);
});

test('cards are refused, things are kept, doubt is told to the old address', async ({ context, town }) => {
  test.setTimeout(240_000);
  const { forms } = facts();
  const counter = await signIn(context, town, 'chuo-1');
  await giveNumber(counter, ['転入届', '住民票']);
  const visit = await callNext(counter);
  await counter.getByLabel('確認できない').check();
  await counter.getByRole('button', { name: '受付する' }).click();
  await live(counter);

  await test.step('a card is not scanned', async () => {
    const at = card(counter, procedures.transfer_in);
    await at.getByLabel('種類').first().selectOption({ label: 'カード' });
    await expect(at.getByText('これはスキャンしません。確認した種類だけを記録します。')).toBeVisible();
    await at.locator('input[type=file]').setInputFiles(sheet(forms.transfer_in.sheets[0]));
    await look(counter, 'front-never');
    await at.getByLabel('種類').first().selectOption({ label: '届出書' });
    await expect(at.locator('.thumbs img')).toHaveCount(0);
    await at.locator('input[type=file]').setInputFiles({ name: 'memo.txt', mimeType: 'text/plain', buffer: Buffer.from('memo') });
    const refused = at.locator('li.failed');
    await expect(refused).toContainText('memo.txt');
    await expect(refused).toContainText('何も変わっていません');
    await expect(refused.getByRole('button')).toHaveText(['消す']); // what was refused would be refused again
    await look(counter, 'front-refused-file');
    await scan(counter, procedures.transfer_in, forms.transfer_in.sheets.slice(0, 1));
    await expect(refused, 'a new choice answers what was refused').toHaveCount(0);
    await scan(counter, procedures.resident_certificate, forms.resident_certificate.sheets.slice(0, 1));
  });

  await test.step('the notification is taken in with a notice, the certificate is not', async () => {
    await card(counter, procedures.transfer_in).getByRole('button', { name: '受付してセンターへ送る' }).click();
    await expect(card(counter, procedures.transfer_in).getByText('本人確認ができなかった届出')).toBeVisible();
    await card(counter, procedures.resident_certificate).getByRole('button', { name: '受付してセンターへ送る' }).click();
    await expect(counter.getByRole('alert').getByText(/証明書/).first()).toBeVisible();
    await counter.evaluate(() => Promise.all([...document.querySelectorAll('live-region')].map((r) => r.refresh())));
    await expect(counter.getByRole('alert').getByText(/証明書/).first(), 'a live update leaves the refusal').toBeVisible();
    await look(counter, 'front-doubt');
    await go(counter, town, 'chuo-1', '/counter');
    await expect(counter.getByText('旧住所へ通知を送る届出')).toBeVisible();
    await look(counter, 'front-owed');
    await go(counter, town, 'chuo-1', `/visits/${visit}`);
    await counter.getByRole('button', { name: '通知を送った' }).click();
    await expect(counter.getByText(/旧住所へ通知を送りました/)).toBeVisible();
  });

  await test.step('two cards are kept and one is not enough back', async () => {
    await counter.getByText('預かる', { exact: true }).click();
    await counter.getByLabel('預かるもの').selectOption({ label: 'マイナンバーカード' });
    await counter.getByLabel('数えた数').fill('2');
    await counter.getByRole('button', { name: '預かった' }).click();
    await expect(counter.getByText('マイナンバーカード 2点')).toBeVisible();
    await counter.getByLabel('数えた数').first().fill('1');
    await counter.getByRole('button', { name: '返した' }).click();
    await expect(counter.getByText('預かったときの数（2点）と違います。')).toBeVisible();
    await look(counter, 'front-kept');
    await counter.getByLabel('数えた数').first().fill('2');
    await counter.getByRole('button', { name: '返した' }).click();
    await expect(counter.getByText('返却済み')).toBeVisible();
  });
});

test('a protected person is a number to everybody but the named staff', async ({ context, town }) => {
  test.setTimeout(240_000);
  const counter = await signIn(context, town, 'chuo-1');
  const named = await signIn(context, town, 'chuo-3');
  await giveNumber(counter, ['転入届']);
  const visit = await callNext(counter);
  await counter.getByLabel('はい').check();
  await counter.getByLabel('運転免許証').check();
  await counter.getByRole('button', { name: '受付する' }).click();
  await counter.waitForURL(/\/counter$/);
  await expect(counter.getByText('番号のみ')).toBeVisible();
  await expect(counter.locator('#main')).not.toContainText('支援措置');
  await look(counter, 'front-number');
  await go(counter, town, 'chuo-1', `/visits/${visit}`);
  await expect(counter.getByText('番号だけを表示する受付です。担当の職員だけが開けます。')).toBeVisible();
  await look(counter, 'front-closed');
  await go(named, town, 'chuo-3', `/visits/${visit}`);
  await live(named);
  await expect(card(named, procedures.transfer_in)).toBeVisible();
  await scan(named, procedures.transfer_in, facts().forms.transfer_in.sheets.slice(0, 1));
  await expect(card(named, procedures.transfer_in).getByText('この受付は、センターへ送りません。').first()).toBeVisible();
  await expect(card(named, procedures.transfer_in).getByRole('button', { name: /センターへ送る/ })).toHaveCount(0);
  await look(named, 'front-named');
});

// movedIn receives somebody who moved in and scans the form and a moving-out certificate.
async function movedIn(context, town, certificate) {
  const { forms } = facts();
  const counter = await signIn(context, town, 'chuo-2');
  await giveNumber(counter, ['転入届']);
  await callNext(counter);
  await counter.getByLabel('運転免許証').check();
  await counter.getByRole('button', { name: '受付する' }).click();
  await live(counter);
  const at = card(counter, procedures.transfer_in);
  await scan(counter, procedures.transfer_in, forms.transfer_in.sheets.slice(0, 1));
  await at.getByLabel('種類').first().selectOption({ label: '転出証明書' });
  await at.locator('input[type=file]').setInputFiles(certificate);
  return { counter, at };
}

test('a moving-out certificate stands below the form while it is keyed', async ({ context, town }) => {
  test.setTimeout(240_000);
  const { counter, at } = await movedIn(context, town, sheet(facts().forms.nhi_join.sheets[0]));
  await expect(at.locator('.thumbs img[src*="thumb.jpg"]')).toHaveCount(2);
  let ahead = 0;
  counter.on('request', (r) => { ahead += new URL(r.url()).pathname.endsWith('/entry/ahead'); });
  await at.getByRole('button', { name: '受付してここで入力する' }).click();
  await counter.waitForURL(/\/entry\//);
  const beside = counter.locator('.beside-paper');
  await expect(beside).toBeVisible();
  await expect(beside.getByText('転出証明書')).toBeVisible();
  await expect.poll(() => beside.locator('img').evaluate((img) => img.naturalWidth)).toBeGreaterThan(500);
  await look(counter, 'front-beside');
  expect(ahead, 'a counter has no next form to look ahead at').toBe(0);
  await counter.keyboard.press('Alt+s');
  await expect(beside).toBeHidden();
  await counter.keyboard.press('Alt+s');
  await expect(beside).toBeVisible();
});

// foreign is a paper of another office: nothing of ours is printed on it.
async function foreign(context) {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1240, height: 1754 });
  await page.setContent('<body style="margin:90px;font:40px serif"><h1>転出証明書</h1><p>よそ市長</p><p style="margin-top:300px">氏名　見本　花子</p><p style="position:absolute;left:640px;top:1400px">個人番号　1234 5678 9018</p></body>');
  const buffer = await page.screenshot({ type: 'png' });
  await page.close();
  return { name: 'certificate.png', mimeType: 'image/png', buffer };
}

// blackAt reads how light the lightest point of an area of the stored view is (millimetres of A4).
const lightest = (page, src, [x, y, w, h]) => page.evaluate(async ({ src, x, y, w, h }) => {
  const img = await createImageBitmap(await (await fetch(src)).blob());
  const canvas = new OffscreenCanvas(img.width, img.height), mm = img.width / 210;
  const ctx = canvas.getContext('2d');
  ctx.drawImage(img, 0, 0);
  const { data } = ctx.getImageData((x + 1) * mm, (y + 1) * mm, (w - 2) * mm, (h - 2) * mm);
  return data.reduce((top, v, i) => i % 4 === 0 ? Math.max(top, v) : top, 0);
}, { src, x, y, w, h });

test('a paper of another office is covered by hand before the center sees it', async ({ context, town }) => {
  test.setTimeout(240_000);
  const { counter, at } = await movedIn(context, town, await foreign(context));
  await expect(at.getByText('番号の確認がまだのページが1枚あります')).toBeVisible();
  await look(counter, 'cover-waits');
  await at.getByRole('button', { name: '受付してここで入力する' }).click();
  await expect(counter.getByText('番号の確認がまだのページが1枚あります。')).toBeVisible();

  await at.getByRole('link', { name: '番号を確かめる' }).click();
  await expect(counter.getByRole('heading', { name: /番号を黒く塗る/ })).toBeVisible();
  const src = await counter.locator('.cover-sheet img').getAttribute('src');
  await counter.getByRole('button', { name: '右下', exact: true }).click();
  const box = counter.getByRole('button', { name: /^塗る枠 1：/ });
  await expect(box).toBeFocused();
  await expect(counter.getByText('塗る枠：1か所')).toBeVisible();
  await counter.keyboard.press('ArrowUp');
  await counter.keyboard.press('ArrowLeft');
  await counter.keyboard.press('Shift+ArrowUp');
  await expect(counter.getByRole('button', { name: '塗る枠 1：左から103mm、上から220mm、幅100mm、高さ68mm' })).toBeVisible();
  await counter.locator('.cover-paper').evaluate((el) => el.scrollTo(0, 0));
  const sheetBox = await counter.locator('.cover-sheet').boundingBox();
  await counter.mouse.move(sheetBox.x + sheetBox.width * 0.2, sheetBox.y + sheetBox.height * 0.1);
  await counter.mouse.down();
  await counter.mouse.move(sheetBox.x + sheetBox.width * 0.5, sheetBox.y + sheetBox.height * 0.15, { steps: 4 });
  await counter.mouse.up();
  await expect(counter.getByText('塗る枠：2か所')).toBeVisible();
  await look(counter, 'cover-drawn');
  await counter.keyboard.press('Delete');
  await expect(counter.getByText('塗る枠：1か所')).toBeVisible();
  await counter.getByRole('button', { name: 'この場所を黒く塗る' }).click();
  await counter.waitForURL(/\/visits\//);
  await expect(at.getByText('番号を塗りました')).toBeVisible();
  await expect(at.getByText(/番号の確認がまだ/)).toHaveCount(0);
  expect(await lightest(counter, src.replace(/v=.*/, 'v=2'), [103, 220, 100, 68])).toBeLessThan(40);
  await look(counter, 'cover-done');
  await at.getByRole('button', { name: 'ここで入力する' }).click();
  await counter.waitForURL(/\/entry\//);
});
