// Takes pictures from the running demo, so that they never go stale: the five of
// the README, or with `manual` the others that the staff's manual shows.
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from './playwright.config.js';
import { prepare, root } from './lib/setup.js';
import { Town } from './lib/town.js';

const clean = prepare();
const town = await Town.start('demo', '--speed', '1');
const manual = process.argv[2] === 'manual';
const folder = manual ? 'docs/manual/pictures' : 'docs/pictures';
const out = join(root, folder);
mkdirSync(out, { recursive: true });
const browser = await chromium.launch(launch);
const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
const shoot = async (page, name) => {
  await page.evaluate(() => document.querySelectorAll('.toast').forEach((t) => t.remove()));
  await page.screenshot({ path: join(out, `${name}.png`) });
  console.log(`${folder}/${name}.png`);
};

async function sit(seat) {
  const demo = await context.newPage();
  await demo.goto(`${town.url}/demo`);
  const [page] = await Promise.all([context.waitForEvent('page'), demo.locator(`.demo-side form:has(input[value="${seat}"]) button`).click()]);
  await page.waitForURL(new RegExp(`/s/${seat}/`));
  await page.locator('[data-line].ok').waitFor();
  await demo.close();
  return page;
}

async function reception() {
  const page = await sit('chuo-1');
  await page.getByRole('button', { name: /次の方を呼ぶ/ }).click();
  await page.getByLabel('本人', { exact: true }).check();
  await page.getByLabel('1点で確認').check();
  await page.getByLabel('運転免許証').check();
  for (const p of ['転入届', '住民票の写し等']) await page.getByRole('checkbox', { name: new RegExp(`^${p}`) }).check();
  await page.getByRole('button', { name: '受付する' }).click();
  const scan = page.getByRole('button', { name: '見本の届出書をスキャンする' });
  for (let n = 0; n < 3 && (await scan.count()); n++) {
    const left = await scan.count();
    await scan.first().click();
    await page.waitForFunction((k) => [...document.querySelectorAll('button')].filter((b) => b.textContent.includes('見本の届出書')).length < k, left);
  }
  await page.locator('.thumbs img').first().waitFor();
  await shoot(page, 'reception');
  for (let n = 0; n < 3; n++) {
    const send = page.getByRole('button', { name: /センターへ送る/ });
    const left = await send.count();
    if (!left) break;
    await send.first().click();
    await page.waitForFunction((k) => [...document.querySelectorAll('button')].filter((b) => b.textContent.includes('センターへ送る')).length < k, left);
  }
  return page;
}

// counter shows the counter's home with a visitor being served.
async function counter() {
  const page = await sit('chuo-1');
  await page.getByRole('button', { name: /次の方を呼ぶ/ }).click();
  await page.waitForURL(/\/visits\//);
  await page.goto(`${town.url}/s/chuo-1/counter`);
  await page.locator('[data-line].ok').waitFor();
  await shoot(page, 'counter');
  await page.close();
}

async function entry() {
  const page = await sit('center-1');
  await page.keyboard.press('Enter');
  await page.locator('[data-key] input').first().waitFor();
  // Down to the first name, so that the picture shows what matters.
  for (let n = 0; n < 40; n++) {
    const key = await page.evaluate(() => document.activeElement?.closest('[data-key]')?.dataset.key ?? '');
    if (/name$/.test(key)) break;
    await page.keyboard.press('Enter');
    await page.waitForFunction((k) => document.activeElement?.closest('[data-key]')?.dataset.key !== k || document.activeElement?.closest('[data-key]')?.querySelector('.said')?.textContent, key);
    if (await page.evaluate((k) => document.activeElement?.closest('[data-key]')?.dataset.key === k, key)) await page.keyboard.press('Enter');
  }
  await page.waitForTimeout(400); // the zoom's own motion
  await shoot(page, 'entry');
}

async function verify() {
  const page = await sit('remote-1');
  const room = page.locator('verify-station .line');
  for (let tries = 0; !(await room.count()); tries++) { // colleagues may end a room before one is in it
    if (tries === 20) throw new Error('no entry to verify');
    await page.goto(`${town.url}/s/remote-1/verify`);
    const join = page.getByRole('button', { name: '次の入力確認に入る' });
    await join.click({ timeout: 10_000 }).catch(() => {});
    await room.first().waitFor({ timeout: 4000 }).catch(() => {});
  }
  const mate = await sit('center-2'); // somebody else on the same entry
  await mate.goto(page.url().replace('/s/remote-1/', '/s/center-2/'));
  for (const [at, presses] of [[mate, 3], [page, 3]]) {
    await at.bringToFront();
    for (let n = 0; n < presses; n++) {
      await at.waitForTimeout(700);
      await at.keyboard.press('Enter');
    }
  }
  await page.waitForTimeout(1500);
  await shoot(page, 'verify');
}

// check speeds the city up until the center is done with what reception sent.
async function check(page) {
  await fetch(`${town.url}/demo/speed`, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: town.url }, body: 'speed=30' });
  await page.goto(`${town.url}/s/chuo-1/counter`);
  const open = page.locator('tr.ready a[href*="/applications/"], .card.now a.button[href*="/applications/"]').first();
  await open.waitFor({ timeout: 120_000 });
  await page.goto(new URL(await open.getAttribute('href'), town.url).href);
  await page.locator('[data-line].ok').waitFor();
  await shoot(page, 'check');
}

// first is what a newcomer sees: the city at work.
async function first() {
  const page = await context.newPage();
  await page.goto(`${town.url}/demo`);
  for (const role of ['clerk', 'keyer', 'verifier', 'lead']) await page.locator(`[data-tile="${role}"] iframe:not(.next)`).contentFrame().locator('[data-line].ok').waitFor({ timeout: 30_000 });
  await page.waitForTimeout(4000); // until somebody has typed something
  await shoot(page, 'demo');
  await page.close();
}

// looked shows a screen of somebody else's seat.
async function looked(seat, path, name) {
  const page = await context.newPage();
  await page.goto(`${town.url}/s/watch.${seat}${path}`);
  await page.locator('[data-line].ok').waitFor();
  await shoot(page, name);
  await page.close();
}

// setup shows the first of the five questions of a fresh office.
async function setup() {
  const dir = mkdtempSync(join(tmpdir(), 'hitomado-setup-'));
  const server = spawn(process.env.HITOMADO_BIN, ['serve', '--listen', '127.0.0.1:0', '--data', dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let said = '';
    for await (const part of server.stdout) if (/setup\?code=\S+/.test(said += part)) break;
    const page = await context.newPage();
    await page.goto(said.match(/http\S+setup\?code=\S+/)[0]);
    await shoot(page, 'setup');
    await page.close();
  } finally {
    server.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  }
}

try {
  if (manual) {
    await setup();
    await counter();
    await looked('center-8', '/center', 'center');
    await looked('center-8', '/rollout', 'rollout');
  } else {
    await first();
    const page = await reception();
    await entry();
    await verify();
    await check(page);
  }
} finally {
  await browser.close();
  await town.stop();
  clean();
}
