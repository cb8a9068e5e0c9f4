// Measures what people feel: bytes of a first load, the switch from field to
// field, the answer to a click. JSON=1 prints rows; a missed target ends with 1.
import { chromium } from '@playwright/test';
import { launch } from './playwright.config.js';
import { prepare } from './lib/setup.js';
import { Town } from './lib/town.js';

const clean = prepare();
const town = await Town.start('demo', '--speed', '1');
const browser = await chromium.launch(launch);
const rows = [];
const row = (bench, page, value, unit, target) => rows.push({ bench, page, value: Math.round(value * 10) / 10, unit, target, ok: value <= target });

const context = () => browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'ja-JP' });

async function sit(ctx, seat) {
  const demo = await ctx.newPage();
  await demo.goto(`${town.url}/demo`);
  const [page] = await Promise.all([ctx.waitForEvent('page'), demo.locator(`form:has(input[value="${seat}"]) button`).click()]);
  await page.waitForURL(new RegExp(`/s/${seat}/`));
  await page.locator('[data-line].ok').waitFor();
  await demo.close();
  return page;
}

// Bytes on the wire of a page that the browser has never seen, without images.
async function firstLoad(ctx, name, path) {
  const page = await ctx.newPage();
  const cdp = await ctx.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  const kind = new Map();
  let bytes = 0;
  cdp.on('Network.responseReceived', (e) => kind.set(e.requestId, e.type));
  cdp.on('Network.loadingFinished', (e) => { if (kind.get(e.requestId) !== 'Image') bytes += e.encodedDataLength; });
  await page.goto(town.url + path);
  await page.waitForTimeout(500);
  row('first load', name, bytes / 1024, 'KB', 50);
  await page.close();
}

// From the key to the second frame after the next field has the focus.
async function fieldSwitch(page) {
  await page.keyboard.press('Enter');
  await page.locator('[data-key] input').first().waitFor();
  await page.evaluate(() => {
    window.switches = [];
    let begun = 0, from = '';
    const key = () => document.activeElement?.closest('[data-key]')?.dataset.key ?? '';
    addEventListener('keydown', (e) => { if (e.key === 'Enter') { begun = performance.now(); from = key(); } }, true);
    addEventListener('focusin', () => {
      if (!begun || key() === from) return;
      const start = begun;
      begun = 0;
      requestAnimationFrame(() => requestAnimationFrame(() => window.switches.push(performance.now() - start)));
    }, true);
  });
  for (let n = 0; n < 60 && (await page.evaluate(() => window.switches.length)) < 20; n++) {
    await page.keyboard.press('Enter');
    await page.waitForTimeout(150);
  }
  const all = (await page.evaluate(() => window.switches)).sort((a, b) => a - b);
  if (all.length < 20) throw new Error(`only ${all.length} field switches`);
  row('field switch', 'median', all[Math.floor(all.length / 2)], 'ms', 60);
  row('field switch', 'worst', all[all.length - 1], 'ms', 100);
}

// From the click until the button says that it was pressed.
async function feedback(page) {
  await page.evaluate(() => {
    const seen = new MutationObserver(() => {
      if (document.querySelector('[aria-busy="true"]') && window.clicked) sessionStorage.setItem('feedback', String(performance.now() - window.clicked));
    });
    seen.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['aria-busy'] });
    addEventListener('click', () => { window.clicked = performance.now(); }, true);
  });
  await page.getByRole('button', { name: /次の方を呼ぶ/ }).click();
  await page.waitForURL(/\/visits\//);
  row('click feedback', '次の方を呼ぶ', Number(await page.evaluate(() => sessionStorage.getItem('feedback'))), 'ms', 100);
}

try {
  const ctx = await context();
  const counter = await sit(ctx, 'chuo-1');
  await firstLoad(ctx, 'counter', '/s/chuo-1/counter');
  await feedback(counter);
  await firstLoad(ctx, 'reception', new URL(counter.url()).pathname);
  const keyer = await sit(ctx, 'center-1');
  await firstLoad(ctx, 'entry', '/s/center-1/entry');
  await fieldSwitch(keyer);
  await sit(ctx, 'remote-1');
  await firstLoad(ctx, 'verify list', '/s/remote-1/verify');
  await firstLoad(ctx, 'sign-in', '/');
} finally {
  await browser.close();
  await town.stop();
  clean();
}
for (const r of rows) console.log(process.env.JSON ? JSON.stringify(r) : `${r.ok ? 'ok  ' : 'MISS'} ${r.bench.padEnd(15)} ${r.page.padEnd(14)} ${String(r.value).padStart(7)} ${r.unit} (≤ ${r.target})`);
process.exit(rows.every((r) => r.ok) ? 0 : 1);
