// A pilot office's first day, from an empty folder to the close: every ending,
// a return, a lunch, a wrong binding, a protected person and an outage.
import { execFileSync } from 'node:child_process';
import { expect, stage } from './lib/fixture.js';
import { card, giveNumber, live, sheet } from './lib/people.js';
import { at, baseOf, Center, Desk, firstDay, found, hire, sampleSheet } from './lib/pilot.js';
import { facts, Town } from './lib/town.js';
import { look } from './lib/watch.js';

const test = stage(() => Town.empty());
test.use({ downtime: true }); // the power fails in the afternoon

const office = 'みほん中央支所';
const name = { transfer: '転入届', nhi: '国民健康保険', certificate: '住民票の写し', move: '転居届', child: '児童手当' };
const most = 12; // presses for a reception of three procedures

test('a pilot office lives through its first day', async ({ context, town }) => {
  test.setTimeout(300_000);
  const { forms } = facts();
  let one, two, center;
  const visits = [];

  await test.step('the town is founded and people come', async () => {
    const admin = await found(context, town, office);
    const staff = [
      { name: '田村 由美', login: 'tamura', roles: ['窓口職員'], place: office },
      { name: '小川 誠', login: 'ogawa', roles: ['窓口職員', '支援措置担当'], place: office },
      { name: '田中 恵', login: 'tanaka', roles: ['入力担当'], place: '集中入力センター' },
      { name: '鈴木 彩', login: 'suzuki', roles: ['入力確認担当'], place: '集中入力センター' },
    ];
    const once = {};
    for (const p of staff) once[p.login] = await hire(admin, p);
    await look(admin, 'pilot-people');
    one = new Desk(await firstDay(context, town, 'tamura', once.tamura, office, '1番窓口'));
    two = new Desk(await firstDay(context, town, 'ogawa', once.ogawa, office, '2番窓口'));
    for (const [n, login] of [['1', 'tanaka'], ['2', 'suzuki']]) {
      await (await firstDay(context, town, login, once[login], '集中入力センター', `入力席${n}`)).close();
    }
    await admin.close();
    center = await Center.open(town, 'tanaka', 'suzuki');
  });

  // come hands a number out and calls it; the visitor takes it at the door.
  const come = async (desk) => {
    await at(desk.page, '/counter');
    await giveNumber(desk.page);
    await desk.click(desk.page.getByRole('button', { name: /次の方を呼ぶ/ }));
    await desk.page.waitForURL(/\/visits\/[^/]+$/);
    visits.push(desk.page.url().split('/').pop());
    return visits.at(-1);
  };
  const receive = async (desk, ...procedures) => {
    await desk.check(desk.page.getByLabel('運転免許証'));
    for (const p of procedures) await desk.check(desk.page.getByRole('checkbox', { name: new RegExp(`^${p}`) }));
    await desk.click(desk.page.getByRole('button', { name: '受付する' }));
    await live(desk.page);
  };
  const scanned = async (desk, p, file) => {
    const thumbs = card(desk.page, p).locator('.thumbs img[src*="thumb.jpg"]');
    await desk.file(card(desk.page, p).locator('input[type=file]'), file);
    await expect(thumbs).toHaveCount(1);
  };
  const certificate = () => sheet(forms.resident_certificate.sheets[0]);
  const send = async (desk, p) => {
    await desk.click(card(desk.page, p).getByRole('button', { name: '受付してセンターへ送る' }));
    await expect(card(desk.page, p).getByText('依頼中')).toBeVisible();
  };
  // early ends an errand before it is registered.
  const early = async (desk, p, how, why) => {
    const c = card(desk.page, p);
    await desk.click(c.getByText('差戻し・取下げなど').first());
    await desk.type(c.locator('form[action$="/end"]').getByLabel('理由'), why);
    await desk.click(c.getByRole('button', { name: how, exact: true }));
  };
  // end leads an errand from the verified entry to its ending.
  const end = async (desk, id, p, { ending, number, fee, slip, due }) => {
    await at(desk.page, `/visits/${id}`);
    const call = desk.page.getByRole('button', { name: '窓口へ呼ぶ' });
    if (await call.isVisible()) await desk.click(call);
    await desk.click(card(desk.page, p).getByRole('link', { name: /内容を確認する/ }));
    if (number) {
      await desk.type(desk.page.getByLabel('基幹の受付番号'), number);
      await desk.click(desk.page.getByRole('button', { name: '登録を記録する' }));
    }
    await desk.click(desk.page.getByRole('button', { name: '確認しました' }));
    await desk.click(desk.page.getByRole('button', { name: '帳票を作る' }).first());
    await desk.click(desk.page.getByRole('button', { name: '印刷できました' }));
    if (fee) {
      await desk.type(desk.page.getByLabel('発行番号'), fee);
      await desk.check(desk.page.getByLabel('収納済'));
    }
    await desk.check(desk.page.getByLabel(ending, { exact: true }));
    if (slip) await desk.type(desk.page.getByLabel('回付票の番号'), slip);
    if (due) await desk.type(desk.page.getByLabel('交付予定日'), due);
    for (const tick of [/番号札 A-\d+ を見た/, /お名前を名のっていただいた/, /書類を数えた/]) await desk.check(desk.page.getByLabel(tick));
    await desk.click(desk.page.getByRole('button', { name: 'お渡しして終わる' }));
    await desk.page.waitForURL(/\/visits\//);
    await expect(card(desk.page, p).getByText(new RegExp(`終わりました（${ending}）`))).toBeVisible();
  };

  await test.step('1: three procedures, 交付', async () => {
    const id = await come(one);
    await receive(one, name.transfer, name.nhi, name.certificate);
    for (const [p, f] of [[name.transfer, forms.transfer_in], [name.nhi, forms.nhi_join], [name.certificate, forms.resident_certificate]]) {
      await scanned(one, p, sheet(f.sheets[0]));
    }
    await one.click(one.page.getByRole('button', { name: /3件をセンターへ送る/ }));
    await expect(card(one.page, name.certificate).getByText('依頼中')).toBeVisible();
    const spent = one.told('three procedures, received');
    expect(spent.clicks).toBeLessThanOrEqual(most);
    expect(await center.work()).toBe(3);
    await end(one, id, name.transfer, { ending: '交付', number: '2026-000001' });
    await end(one, id, name.nhi, { ending: '交付', number: '2026-000002' });
    await end(one, id, name.certificate, { ending: '交付', fee: 'S-000001' });
    one.told('three procedures, handed over');
  });

  await test.step('2: only asked something, 案内のみ', async () => {
    await come(one);
    await look(one.page, 'pilot-asked');
    await one.click(one.page.getByRole('button', { name: '案内のみで終わる' }));
    await one.page.waitForURL(/\/counter$/);
    one.told('only guidance');
  });

  await test.step('3: child allowance, 回付', async () => {
    const id = await come(one);
    await receive(one, name.child);
    await scanned(one, name.child, sampleSheet('child_allowance_claim-101'));
    await send(one, name.child);
    await center.work();
    await end(one, id, name.child, { ending: '回付', slip: '回-17' });
    one.told('passed on');
  });

  const waiting = [];
  await test.step('4 and 5 wait while the first counter has lunch: 後日交付, 郵送', async () => {
    for (let n = 0; n < 2; n++) {
      waiting.push(await come(one));
      await receive(one, name.certificate);
      await scanned(one, name.certificate, certificate());
      await send(one, name.certificate);
    }
    await at(one.page, '/counter');
    await one.click(one.page.getByText('窓口を休止する（昼休みなど）'));
    await one.choose(one.page.getByLabel('受付中の2件を引き継ぐ窓口'), '2番窓口');
    await look(one.page, 'pilot-lunch');
    await one.click(one.page.getByRole('button', { name: 'この窓口を休止する' }));
    await expect(one.page.getByText('この窓口は休止中です。')).toBeVisible();
    one.told('two certificates received, and lunch');
    await center.work();
    await at(two.page, '/counter');
    await expect(two.page.locator('.mine tbody tr')).toHaveCount(2);
    const due = new Date(Date.now() + 7 * 86_400_000).toLocaleDateString('sv', { timeZone: 'Asia/Tokyo' });
    await end(two, waiting[0], name.certificate, { ending: '後日交付', fee: 'S-000002', due });
    await end(two, waiting[1], name.certificate, { ending: '郵送', fee: 'S-000003' });
    two.told('two certificates, later and by mail');
    await one.click(one.page.getByRole('button', { name: '窓口を開ける' }));
  });

  await test.step('6 to 8: 取下げ, 誤受付, 不受理', async () => {
    for (const [how, why] of [['取下げ', '来週また来る'], ['誤受付', '手続きの選びまちがい'], ['不受理', '住所の要件を満たさない']]) {
      await come(one);
      await receive(one, name.move);
      await early(one, name.move, how, why);
      await expect(card(one.page, name.move).getByText(how).first()).toBeVisible();
      one.told(how);
    }
  });

  await test.step('9 goes for a paper and comes back as 10', async () => {
    await come(one);
    await receive(one, name.nhi);
    const c = card(one.page, name.nhi);
    await one.click(c.getByText('書類が足りない（補正待ち）'));
    await one.check(c.getByLabel('資格喪失証明書など（前の保険をやめた日が分かるもの）'));
    await one.type(c.getByLabel('お名前'), '𠮷﨑　花子');
    await one.click(c.getByRole('button', { name: '補正待ちにする' }));
    await expect(c.getByText('足りない書類を待っています。')).toBeVisible();
    one.told('papers are missing');
    await at(one.page, '/pending');
    await one.type(one.page.getByLabel('戻ってきた方を探す'), '吉崎');
    await one.click(one.page.getByRole('button', { name: '探す' }));
    await expect(one.page.getByText('𠮷﨑　花子')).toBeVisible();
    await look(one.page, 'pilot-came-back');
    await one.click(one.page.getByRole('button', { name: '番号を出して続きを受け付ける' }));
    await one.page.waitForURL(/\/visits\//);
    const id = one.page.url().split('/').pop().split('#')[0];
    visits.push(id);
    await one.check(one.page.getByLabel('運転免許証'));
    await one.click(one.page.getByRole('button', { name: '受付する' }));
    await live(one.page);
    await scanned(one, name.nhi, sheet(forms.nhi_join.sheets[0]));
    await send(one, name.nhi);
    await center.work();
    await end(one, id, name.nhi, { ending: '交付', number: '2026-000003' });
    one.told('came back with it');
  });

  await test.step('11: a page was put to the wrong errand and is moved', async () => {
    await come(one);
    await receive(one, name.transfer, name.certificate);
    await scanned(one, name.transfer, certificate());
    const wrong = card(one.page, name.transfer).locator('.thumbs li');
    await one.click(wrong.getByText('直す', { exact: true }));
    await one.choose(wrong.getByLabel('別の手続きへ移す'), '住民票');
    await one.type(wrong.locator('form[action$="/move"]').getByLabel('理由'), '請求書を転入届に入れた');
    await one.click(wrong.getByRole('button', { name: '移す', exact: true }));
    await expect(card(one.page, name.certificate).locator('.thumbs img')).toHaveCount(1);
    await expect(card(one.page, name.transfer).locator('.thumbs img')).toHaveCount(0);
    await early(one, name.transfer, '誤受付', '住民票だけの方だった');
    await early(one, name.certificate, '取下げ', '明日あらためて来る');
    one.told('a page moved');
  });

  await test.step('12: a protected person is a number to the first counter', async () => {
    const id = await come(one);
    await one.check(one.page.getByLabel('はい', { exact: true }));
    await receive(one, name.move).catch(() => {});
    await one.page.waitForURL(/\/counter$/);
    await expect(one.page.getByText('番号のみ')).toBeVisible();
    await expect(one.page.locator('live-region').first()).not.toContainText('転居');
    one.told('protected, received');
    await at(two.page, `/visits/${id}`);
    await early(two, name.move, '取下げ', '日をあらためる');
    two.told('protected, ended by the named staff');
  });

  await test.step('the power fails; 13 is registered afterwards', async () => {
    await town.kill();
    await town.restart();
    await at(one.page, '/late');
    const clock = (minutes) => {
      const then = new Date(Date.now() - minutes * 60_000);
      const day = (d) => d.toLocaleDateString('sv', { timeZone: 'Asia/Tokyo' });
      return day(then) === day(new Date()) ? then.toLocaleTimeString('sv', { timeZone: 'Asia/Tokyo' }).slice(0, 5) : '00:00';
    };
    for (const [label, minutes] of [['来た時刻', 20], ['呼んだ時刻', 15], ['帰った時刻', 5]]) await one.type(one.page.getByLabel(label), clock(minutes));
    await one.check(one.page.getByLabel('本人', { exact: true }));
    await one.check(one.page.getByLabel('運転免許証'));
    await one.check(one.page.getByRole('checkbox', { name: /^転居届/ }));
    await look(one.page, 'pilot-late');
    await one.click(one.page.getByRole('button', { name: '登録する' }));
    await one.page.waitForURL(/\/visits\//);
    visits.push(one.page.url().split('/').pop());
    await expect(one.page.getByText('あとから登録').first()).toBeVisible();
    await one.click(one.page.getByRole('button', { name: '案内のみで終わる' }));
    one.told('registered afterwards');
  });

  await test.step('the day is closed and its sheet reconciles', async () => {
    await at(one.page, '/day');
    await look(one.page, 'pilot-day-open');
    await expect(one.page.getByText('すべて終わっています。')).toBeVisible();
    await expect(one.page.getByText('お預かりしているものはありません。')).toBeVisible();
    await one.choose(one.page.getByLabel('どこへ'), '保管箱');
    await one.type(one.page.getByLabel('保管箱の番号'), '12');
    await one.click(one.page.getByRole('button', { name: 'まとめて記録する' }));
    await expect(one.page.getByText(/スキャン 8枚・原本 8枚：そろっています/)).toBeVisible();
    await one.click(one.page.getByRole('button', { name: '一日を締める' }));
    await expect(one.page.getByText(/田村 由美 が締めました/)).toBeVisible();
    await look(one.page, 'pilot-day-closed');
    const figure = await one.page.locator('.side tr').evaluateAll((all) => Object.fromEntries(all.map((tr) => [tr.cells[0].textContent.trim(), Number.parseInt(tr.cells[1].textContent, 10)])));
    expect(figure).toMatchObject({ 受付した方: visits.length, 終わった方: visits.length, 手続き: 14, あとから登録: 1, 補正待ち: 0,
      交付: 4, 案内のみ: 1, 回付: 1, 後日交付: 1, 郵送: 1, 取下げ: 3, 誤受付: 2, 不受理: 1, 保管箱: 8, 窓口: 0 });
    const answer = await one.page.request.get(`${town.url}${baseOf(one.page)}/day/sheet.pdf`);
    const bytes = await answer.body();
    expect(bytes.subarray(0, 4).toString()).toBe('%PDF');
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: bytes }).toString().replace(/[ 　]/g, '');
    for (const said of ['受付した方', '不受理', '郵送']) expect(text).toContain(said);
    one.told('the close');
  });
});
