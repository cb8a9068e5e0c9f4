// The sample city's first page: what a newcomer sees in the first minute.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, stage } from './lib/fixture.js';
import { at, enter } from './lib/entry.js';
import { confirm, open } from './lib/verify.js';
import { root } from './lib/setup.js';
import { Town } from './lib/town.js';
import { accessible, shoot } from './lib/watch.js';

const test = stage(() => Town.start('demo', '--speed', '6'));
// The power goes off, and screens that were looked at went on elsewhere meanwhile.
test.use({ downtime: true, allowed: /status of 403|status of 404/ });

// truths are what stands on the sample pages, by the name of the person.
function truths() {
  const dir = join(root, 'internal', 'paper', 'sample', 'pages');
  return readdirSync(dir).filter((f) => f.endsWith('.json')).map((f) => JSON.parse(readFileSync(join(dir, f), 'utf8')));
}

// guided is the sheet of the guided case: the shortest with a 﨑.
const guided = () => truths().filter((t) => Object.values(t.want).some((v) => v.v.includes('﨑')))
  .sort((a, b) => Object.keys(a.want).length - Object.keys(b.want).length)[0];

// step waits for a step of the guided case and keeps its picture.
async function step(page, key) {
  await expect(page.locator(`[data-guide][data-key="${key}"]`)).toBeVisible({ timeout: 40_000 });
  await shoot(page, `guide-ja-${key}`);
}

test('four real screens are at work, with one event stream for all', async ({ page, town }) => {
  const streams = [];
  page.context().on('request', (r) => { if (new URL(r.url()).pathname === '/live' && r.method() === 'GET') streams.push(r.url()); });
  await page.goto(`${town.url}/demo`);
  await expect(page.locator('.demo-tile')).toHaveCount(4);
  for (const role of ['clerk', 'keyer', 'verifier', 'lead']) {
    await expect(page.locator(`[data-tile="${role}"] iframe:not(.next)`).contentFrame().locator('[data-line].ok')).toBeAttached({ timeout: 30_000 });
  }
  await expect(page.locator('.demo-line')).toContainText(/きょう \d+件/);
  await accessible(page, 'the demo’s first page');
  await shoot(page, 'demo-first');
  const counter = page.locator('[data-tile="clerk"] iframe:not(.next)').contentFrame();
  const before = await counter.locator('main').innerText();
  await expect.poll(() => counter.locator('main').innerText(), { timeout: 30_000, message: 'the counter’s tile goes on by itself' }).not.toBe(before);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('.demo-line')).toContainText(/Today \d+ visits/);
  await shoot(page, 'demo-first-en');
  expect(streams.length, 'event streams of the page itself').toBeLessThanOrEqual(1);
});

test('whoever looks over a shoulder changes nothing', async ({ request, town }) => {
  const refused = await request.post(`${town.url}/s/watch.chuo-1/next`, { form: {} });
  expect(refused.status()).toBe(403);
  expect((await request.get(`${town.url}/s/watch.chuo-1/counter`)).status()).toBe(200);
  expect(await (await request.get(`${town.url}/s/watch.nowhere/counter`)).text(), 'a seat that nobody has leads back to the first page, and asks for no password').toMatch(/^(?!.*パスワード).*デモの入口で席を選ぶ/s);
  const door = await request.get(`${town.url}/`);
  expect(new URL(door.url()).pathname, 'the bare address is the first page').toBe('/demo');
});

test('a watched station does not ask and ask for an entry that is over', async ({ page, request, town }) => {
  test.setTimeout(120_000);
  const tile = async () => (await (await request.get(`${town.url}/demo/scene`)).json()).tiles.find((t) => t.role === 'keyer');
  let src;
  await expect.poll(async () => (src = (await tile()).src), { timeout: 60_000 }).toMatch(/\/entry\/./);
  const task = town.url + src.replace('/entry/', '/tasks/');
  await expect.poll(async () => (await request.get(task)).status(), { timeout: 90_000 }).toBe(409);
  let asked = 0;
  page.on('request', (r) => { asked += r.url() === task; });
  const now = Date.now();
  await page.clock.install({ time: now });
  await page.clock.pauseAt(now + 1000); // the page's seconds pass below alone: after four it may look again
  await page.goto(town.url + src);
  await expect.poll(() => asked).toBe(1);
  await expect(page.getByRole('button', { name: /次を入力/ })).toBeVisible(); // refused: the seat between two entries
  for (let n = 0; n < 3; n++) {
    await page.clock.runFor(1100);
    await page.evaluate(() => fetch('/healthz'));
  }
  expect(asked, 'looks at what is over').toBe(1);
});

test('one case by hand, window by window, to the end frame', async ({ page, town }) => {
  test.setTimeout(180_000);
  const started = Date.now();
  await page.goto(`${town.url}/demo`);
  await page.getByRole('button', { name: /1件をいっしょに体験する/ }).click();
  const frame = page.locator('.guide-frame').contentFrame();

  await step(page, 'receive');
  await frame.getByLabel('本人', { exact: true }).check();
  await frame.getByLabel('1点で確認').check();
  await frame.getByLabel('運転免許証').check();
  await frame.getByRole('button', { name: '受付する' }).click();
  await step(page, 'scan');
  await frame.getByRole('button', { name: '見本の届出書をスキャンする' }).click();
  await step(page, 'send');
  await expect(frame.locator('.thumbs img').first()).toBeVisible();
  await shoot(page, 'guide-ja-send-scanned');
  await frame.getByRole('button', { name: /センターへ送る/ }).click();

  await step(page, 'pull');
  await expect(frame.getByRole('button', { name: /次を入力/ })).toBeFocused();
  await expect(page.locator('.guide-frame')).toBeFocused(); // the window around it passes the key on
  await page.keyboard.press('Enter');
  await step(page, 'type');
  const sheet = guided();
  const station = page.frames().find((f) => f.url().includes('/entry'));
  const here = { evaluate: (...a) => station.evaluate(...a), keyboard: page.keyboard, waitForFunction: (...a) => station.waitForFunction(...a) };
  await expect.poll(() => at(here).then((x) => x.key).catch(() => ''), { message: 'the first field has the focus' }).not.toBe('');
  for (let n = 0; n < 12 && (await page.locator('[data-guide]').getAttribute('data-key')) === 'type'; n++) {
    const { key } = await at(here).catch(() => ({ key: '' }));
    if (!key) break;
    const text = sheet.typed[key] ?? '';
    if (text) await page.keyboard.type(text);
    if (n === 0) await shoot(page, 'guide-ja-type-typed');
    await enter(here, key).catch(() => {});
  }
  await step(page, 'look');

  await step(page, 'verify');
  const room = page.frames().find((f) => f.url().includes('/verify/'));
  const their = { locator: (...a) => room.locator(...a), keyboard: page.keyboard, evaluate: (...a) => room.evaluate(...a), waitForFunction: (...a) => room.waitForFunction(...a) };
  await expect(room.locator('verify-station .line').first()).toBeVisible();
  const [first] = await open(their);
  if (first) await confirm(their, first).catch(() => {});
  await shoot(page, 'guide-ja-verify-room');
  // Colleagues verify the rest; whatever they ended themselves is theirs.
  for (let n = 0; n < 60 && (await page.locator('[data-guide]').getAttribute('data-key')) === 'verify'; n++) {
    const left = await open(their).catch(() => []);
    if (left.length) await confirm(their, left[0]).catch(() => {});
    else await page.keyboard.press('Control+Enter');
  }
  await step(page, 'register');
  await frame.getByLabel(/受付番号/).fill('K-1');
  await frame.getByRole('button', { name: /登録を記録/ }).click();
  await step(page, 'check');
  await frame.getByRole('button', { name: '確認しました' }).click();
  await step(page, 'print');
  await frame.getByRole('button', { name: '帳票を作る' }).click();
  await frame.getByRole('button', { name: '印刷できました' }).click();
  await step(page, 'hand');
  for (const box of await frame.locator('form fieldset input[type=checkbox]').all()) await box.check();
  await frame.getByRole('button', { name: /お渡し/ }).last().click();

  await expect(page.locator('[data-guide-end]')).toBeVisible({ timeout: 20_000 });
  await expect(page.locator('.guide-kept')).toContainText('﨑');
  await expect(page.locator('.guide-papers iframe')).toHaveCount(2);
  await accessible(page, 'the end of the guided case');
  await shoot(page, 'guide-ja-end');
  console.log(`guided case by hand: ${Math.round((Date.now() - started) / 1000)} s`);
});

test('the guided case in English, done by colleagues', async ({ page, town }) => {
  test.setTimeout(180_000);
  await page.context().addCookies([{ name: 'lang', value: 'en', url: town.url }]);
  // A colleague may be quicker than a look from here: the page itself tells every step that it shows.
  const seen = new Set(), shot = new Set();
  await page.exposeFunction('stepShown', (key) => { seen.add(key); });
  await page.addInitScript(() => document.addEventListener('DOMContentLoaded', () => {
    const main = document.querySelector('[data-guide]');
    if (!main) return;
    const told = () => main.dataset.key && window.stepShown(main.dataset.key);
    new MutationObserver(told).observe(main, { attributeFilter: ['data-key'] });
    told();
  }));
  await page.goto(`${town.url}/demo`);
  await page.getByRole('button', { name: /Follow one case together/ }).click();
  await expect(async () => {
    if (await page.locator('[data-guide-end]').count()) return;
    const key = await page.locator('[data-guide]').getAttribute('data-key');
    if (!shot.has(key)) {
      shot.add(key);
      await shoot(page, `guide-en-${key}`);
      const help = page.getByRole('button', { name: 'Let a colleague do it' });
      if (await help.isVisible()) await help.click();
    }
    expect(await page.locator('[data-guide-end]').count()).toBe(1);
  }).toPass({ timeout: 150_000, intervals: [300] });
  await shoot(page, 'guide-en-end');
  expect([...seen]).toEqual(expect.arrayContaining(['receive', 'scan', 'send', 'verify', 'register', 'check', 'print', 'hand']));
});

test('every seat with somebody in it can be taken', async ({ page, context, town }) => {
  await page.goto(`${town.url}/demo`);
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight), 'all of the first page is in sight').toBe(0);
  await page.getByText(/^ほかの席（\d+）$/).click();
  const seats = page.locator('.demo-side form[action="/demo/seat"]');
  expect(await seats.count()).toBeGreaterThanOrEqual(18);
  await shoot(page, 'demo-seats');
  await accessible(page);
  const opened = context.waitForEvent('page');
  await seats.filter({ hasText: '三浦' }).getByRole('button').click();
  const counter = await opened;
  await counter.waitForURL(/\/s\/kita-1\//);
  await expect(counter.getByText('三浦 香織').first()).toBeVisible();
  await counter.reload();
  await expect(counter.getByText('三浦 香織').first()).toBeVisible();
});

test('the power is cut while somebody types; the typing is still there', async ({ page, context, town }) => {
  await page.goto(`${town.url}/demo`);
  const keyer = await context.newPage();
  const opened = context.waitForEvent('page');
  await page.locator('aside, .demo-side').getByRole('button', { name: /入力席1/ }).click();
  const station = await opened;
  await keyer.close();
  await station.waitForURL(/\/s\/center-1\//);
  await expect(async () => {
    const next = station.getByRole('button', { name: /次を入力/ });
    if (await next.isVisible()) await next.press('Enter');
    expect((await at(station)).key).not.toBe('');
  }).toPass({ timeout: 60_000, intervals: [500] });
  const { key } = await at(station);
  await station.keyboard.type('1');

  const first = await (await page.request.get(`${town.url}/healthz`)).text();
  await page.getByRole('button', { name: '電源を切る' }).click();
  await expect(page.getByRole('heading', { name: '電源が切れました' })).toBeVisible();
  await shoot(page, 'demo-dark');
  await expect(page.locator('.demo-tile')).toHaveCount(4, { timeout: 30_000 });
  expect(await (await page.request.get(`${town.url}/healthz`)).text()).toBe(first);
  await expect.poll(async () => (await at(station)).value, { timeout: 20_000 }).toBe('1');
  await station.reload();
  const resume = station.getByRole('button', { name: /次を入力/ });
  await resume.or(station.locator(`[data-key="${key}"] input`)).first().waitFor();
  if (await resume.isVisible()) await resume.press('Enter'); // one key brings back what one holds
  await expect.poll(() => station.locator(`[data-key="${key}"] input`).inputValue(), { timeout: 20_000 }).toBe('1');
});
