// make bench-ui: what the pages weigh, how quickly the entry station goes from
// field to field, and how soon a click is answered. JSON=1 prints one object a
// row. Ends with 1 when a target is missed.
import { chromium } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { launch } from './playwright.config.js';
import { at, enter, send } from './lib/entry.js';
import { callNext, card, live, receive, scan, signIn } from './lib/people.js';
import { prepare } from './lib/setup.js';
import { facts, Town } from './lib/town.js';
import { enterRoom } from './lib/verify.js';

const targets = { bytes: 50 * 1024, median: 60, worst: 100, feedback: 100 };
const rows = [];
const note = (measure, what, value, unit, target) => rows.push({ bench: 'ui', measure, what, value: Math.round(value * 10) / 10, unit, target, ok: value <= target });

// weigh loads a page with an empty cache and adds up what came over the line,
// headers included, without images.
async function weigh(page, url, what) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  const kinds = new Map();
  const addresses = new Set();
  let sum = 0;
  cdp.on('Network.responseReceived', (e) => { kinds.set(e.requestId, e.type); addresses.add(e.response.url); });
  cdp.on('Network.loadingFinished', (e) => { if (!['Image', 'Media'].includes(kinds.get(e.requestId))) sum += e.encodedDataLength; });
  await page.goto(url, { waitUntil: 'networkidle' });
  await cdp.detach();
  note('first load', what, sum + await worker(page, addresses), 'bytes', targets.bytes);
}

// worker is the weight of the shared worker's own module, which the page's
// network record does not show; what it imports the page has loaded itself.
async function worker(page, addresses) {
  const live = [...addresses].find((u) => u.endsWith('/js/main.js'));
  if (!live) return 0;
  return gzipSync(await (await page.request.get(new URL('live-worker.js', live).href)).body()).length;
}

// switches types into field after field and measures from the key press to
// the second frame after the next field has the focus and the page its zoom.
async function switches(page, typed, fields) {
  await page.evaluate(() => {
    window.switches = [];
    const field = () => document.activeElement?.closest('[data-key]')?.dataset.key;
    let from = 0, left = '';
    addEventListener('keydown', (e) => { if (e.key === 'Enter') [from, left] = [performance.now(), field()]; }, true);
    addEventListener('focusin', () => {
      if (!from || field() === left) return;
      const pressed = from;
      from = 0;
      requestAnimationFrame(() => requestAnimationFrame(() => window.switches.push(performance.now() - pressed)));
    }, true);
  });
  for (let n = 0; n < fields; n++) {
    const { key, value } = await at(page);
    if (typed[key]) await page.keyboard.type(typed[key]);
    else if (value) await page.keyboard.press('Delete');
    await enter(page, key);
    await page.waitForFunction((m) => window.switches.length > m, n);
  }
  const ms = (await page.evaluate(() => window.switches)).slice(0, fields).sort((a, b) => a - b);
  note('field switch', `median of ${ms.length} fields`, ms[Math.floor(ms.length / 2)], 'ms', targets.median);
  note('field switch', `worst of ${ms.length} fields`, ms.at(-1), 'ms', targets.worst);
}

// click measures from the click to the frame that shows that it was heard:
// something in the page changed, or the next page is there.
async function click(page, button, what) {
  await page.evaluate(() => {
    const tell = (ms) => sessionStorage.setItem('bench', String(ms));
    sessionStorage.removeItem('bench');
    addEventListener('click', () => {
      const from = performance.now();
      new MutationObserver((_, me) => {
        me.disconnect();
        requestAnimationFrame(() => tell(performance.now() - from));
      }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      addEventListener('pagehide', () => { if (!sessionStorage.getItem('bench')) tell(performance.now() - from); });
    }, { capture: true, once: true });
  });
  await button.click();
  const ms = await page.waitForFunction(() => Number(sessionStorage.getItem('bench')), null, { polling: 20 });
  note('click', what, await ms.jsonValue(), 'ms', targets.feedback);
}

async function atTheCounter(counter, sheets) {
  await live(counter);
  await counter.locator('details', { hasText: '番号札を出す' }).last().locator('summary').click();
  await click(counter, counter.getByRole('button', { name: '番号札を出す' }), '番号札を出す');
  await live(counter);
  await callNext(counter);
  const visit = counter.url();
  await live(counter);
  await receive(counter, ['転入届']);
  await live(counter);
  await scan(counter, '転入届', sheets);
  await click(counter, card(counter, '転入届').getByRole('button', { name: '受付してセンターへ送る' }), '受付してセンターへ送る');
  await card(counter, '転入届').getByText('依頼中').waitFor();
  return visit;
}

async function atTheStation(keyer, town, typed) {
  await click(keyer, keyer.getByRole('button', { name: /次を入力/ }), '次を入力する');
  const begun = () => keyer.waitForFunction(() => document.activeElement?.closest('[data-key]'));
  await begun();
  await switches(keyer, typed, 20);
  for (let { key } = await at(keyer); key; { key } = await at(keyer)) {
    await keyer.keyboard.type(typed[key] ?? '');
    await enter(keyer, key);
  }
  const task = await keyer.evaluate(() => document.querySelector('entry-station').task);
  await weigh(keyer, `${town.url}/s/center-1/entry/${task}`, 'entry station');
  await begun();
  await send(keyer);
  await weigh(keyer, `${town.url}/s/center-1/entry`, 'entry, waiting');
}

async function run(browser, town) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
  const { sheets, truth } = facts().forms.transfer_in;
  const counter = await signIn(context, town, 'chuo-1');
  const keyer = await signIn(context, town, 'center-1');
  const verifier = await signIn(context, town, 'remote-1');
  const visit = await atTheCounter(counter, sheets);
  await atTheStation(keyer, town, truth.typed);
  await weigh(verifier, `${town.url}/s/remote-1/verify`, 'verifications');
  await enterRoom(verifier, '転入届');
  await weigh(verifier, verifier.url(), 'verification station');
  for (const [what, url] of [['sign in', town.url], ['counter', `${town.url}/s/chuo-1/counter`], ['reception', visit], ['record', `${visit}/timeline`], ['center', `${town.url}/s/chuo-1/center`]]) {
    await weigh(counter, url, what);
  }
  await context.close();
}

const wide = (s, n) => s + ' '.repeat(Math.max(1, n - [...s].reduce((w, c) => w + (c > '\u00ff' ? 2 : 1), 0)));

function print() {
  for (const r of rows) {
    if (process.env.JSON) console.log(JSON.stringify(r));
    else console.log(wide(r.measure, 14) + wide(r.what, 26) + String(r.value).padStart(8) + ' ' + wide(r.unit, 7) + wide(`≤ ${r.target}`, 9) + (r.ok ? '' : 'MISSED'));
  }
}

const clean = prepare();
const browser = await chromium.launch(launch);
let town;
try {
  town = await Town.start();
  await run(browser, town);
} finally {
  await browser.close();
  await town?.stop();
  clean();
}
print();
process.exitCode = rows.every((r) => r.ok) ? 0 : 1;
