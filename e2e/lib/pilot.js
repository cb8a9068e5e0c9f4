// A pilot from nothing: an empty folder, the one-time link, the five questions,
// people with one-time passwords; and a tally of what a visit costs a clerk.
import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWindow } from './people.js';
import { root } from './setup.js';
import { facts, until } from './town.js';

export const secret = 'みほん-窓口-2026';

// found answers the five questions and returns the first administrator's window.
export async function found(context, town, office) {
  await until('the one-time link is printed', async () => /\/setup\?code=\S+/.test(town.log()));
  const page = await openWindow(context);
  await page.goto(town.log().match(/http\S+\/setup\?code=\S+/)[0]);
  await page.getByLabel('画面に出す名前').fill('みほん市 総合窓口');
  const on = () => page.getByRole('button', { name: '次へ' }).click();
  await on();
  await page.getByLabel('拠点の名前').fill(office);
  await page.getByLabel('受付番号の頭').fill('みほん中央');
  await page.getByLabel('窓口の数').fill('2');
  await on();
  await page.getByLabel('集中入力センターの席の数').fill('2');
  await on();
  await on(); // every procedure
  await page.getByLabel('氏名').fill('佐藤 明');
  await page.getByLabel('ログイン名').fill('sato');
  await page.getByLabel('パスワード').fill(secret);
  await page.getByRole('button', { name: '作って始める' }).click();
  await page.waitForURL(/\/s\/[^/]+\//);
  return page;
}

export const baseOf = (page) => new URL(page.url()).pathname.match(/^\/s\/[^/]+/)[0];
export const at = (page, path) => page.goto(new URL(baseOf(page) + path, page.url()).href);

// hire adds a person at the administrator's window and returns the one-time password.
export async function hire(admin, { name, login, roles, place }) {
  await at(admin, '/admin');
  const form = admin.locator('form[action$="/admin/people"]');
  await form.getByLabel('氏名', { exact: true }).fill(name);
  await form.getByLabel('ログイン名').fill(login);
  for (const r of roles) await form.getByLabel(r, { exact: true }).check();
  await form.locator('select[name=office]').selectOption({ label: place });
  await form.getByRole('button', { name: '加える' }).click();
  const told = admin.getByRole('status').filter({ hasText: '仮のパスワード' });
  await expect(told).toBeVisible();
  return told.locator('b.num').nth(1).innerText();
}

// firstDay signs a person in with the one-time password, which has to be
// changed; without a place they sit nowhere.
export async function firstDay(context, town, login, once, place, seat) {
  const page = await openWindow(context);
  await page.goto(town.url);
  await page.getByLabel('ログイン名').fill(login);
  await page.getByLabel('パスワード', { exact: true }).fill(once);
  const option = page.locator(`optgroup[label="${place}"] option`, { hasText: seat });
  await page.getByLabel('席').selectOption(place ? await option.getAttribute('value') : '-');
  await page.getByRole('button', { name: 'サインインする' }).click();
  await page.getByLabel('仮のパスワード').fill(once);
  await page.getByLabel('新しいパスワード', { exact: false }).first().fill(secret);
  await page.getByLabel('新しいパスワード（もう一度）').fill(secret);
  await page.getByRole('button', { name: 'サインインする' }).click();
  await page.waitForURL(/\/s\/[^/]+\//);
  return page;
}

// Desk is a clerk's window that counts presses and keys. A file chosen counts
// as one press: the scanner's folder gives it.
export class Desk {
  constructor(page) { Object.assign(this, { page, clicks: 0, keys: 0 }); }

  async click(what) { this.clicks++; await what.click(); }

  async check(what) { this.clicks++; await what.check(); }

  async choose(what, label) { this.clicks += 2; await what.selectOption({ label }); }

  async type(what, text) { this.clicks++; this.keys += [...text].length; await what.fill(text); }

  async file(what, file) { this.clicks++; await what.setInputFiles(file); }

  // told prints what was spent since the last time.
  told(name) {
    const spent = { clicks: this.clicks, keys: this.keys };
    console.log(`    ${name}: ${this.clicks} clicks, ${this.keys} keys`);
    this.clicks = this.keys = 0;
    return spent;
  }
}

// sampleSheet is a filled page that comes with the program, for forms that the
// seeded town does not draw.
const samples = (name) => join(root, 'internal', 'paper', 'sample', 'pages', name);
export const sampleSheet = (name) => samples(`${name}.png`);
const extra = { child_allowance_claim: 'child_allowance_claim-101', move_within: 'move_within-101' };

const typedFor = (procedure) => (extra[procedure]
  ? JSON.parse(readFileSync(samples(`${extra[procedure]}.json`), 'utf8')).typed
  : facts().forms[procedure].truth.typed);

// Center is a keyer and a verifier who work through the API: keying every field
// by hand is another test's subject.
export class Center {
  static async open(town, keyer, verifier, password = secret) {
    const c = new Center();
    c.base = `${town.url}/api/v1`;
    for (const [who, login] of [['keyer', keyer], ['verifier', verifier]]) {
      c[who] = (await c.send('', 'POST', '/sessions', { login, password })).token;
    }
    return c;
  }

  async send(token, method, path, body) {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() };
    if (token) headers.Authorization = `Bearer ${token}`;
    const answer = await fetch(this.base + path, { method, headers, body: JSON.stringify(body ?? {}) });
    const text = await answer.text();
    if (text.includes('"nothing_waiting"')) return null;
    expect(answer.status, `${method} ${path}: ${text.slice(0, 400)}`).toBeLessThan(300);
    return text ? JSON.parse(text) : null;
  }

  // work keys and verifies until nothing waits, and returns how many forms.
  async work() {
    const done = await this.key();
    await this.verify(done);
    return done;
  }

  // key keys until nothing waits, and returns how many forms.
  async key() {
    let done = 0;
    for (;;) {
      const view = await this.send(this.keyer, 'POST', '/center/next', { kinds: ['first'] });
      if (!view) break;
      const { id } = view.task;
      const typed = typedFor(view.application.procedure);
      let fields = Object.fromEntries(Object.entries(typed).map(([key, v]) => [key, { v }]));
      while (Object.keys(fields).length) { // what is proposed is agreed to
        const saved = await this.send(this.keyer, 'PUT', `/tasks/${id}/draft`, { fields });
        const asked = Object.entries(saved.fields).filter(([key, f]) => fields[key] && f.problem?.level === 'ask' && f.problem.proposal);
        fields = Object.fromEntries(asked.map(([key, f]) => [key, { v: f.problem.proposal }]));
      }
      await this.send(this.keyer, 'POST', `/tasks/${id}/finish`);
      done++;
    }
    return done;
  }

  // verify verifies that many entries.
  async verify(count) {
    for (let n = 0; n < count; n++) {
      await this.#confirm(await this.send(this.verifier, 'POST', '/center/next', { kinds: ['verification'] }));
    }
  }

  // join goes into a room where somebody is already and ends it.
  async join(task) {
    await this.#confirm(await this.send(this.verifier, 'POST', `/tasks/${task}/join`));
  }

  async #confirm(view) {
    const fields = view.rows.filter((r) => !r.done).map((r) => ({ field: r.key, version: r.version }));
    await this.send(this.verifier, 'POST', `/tasks/${view.task.id}/confirm`, { fields });
    await this.send(this.verifier, 'POST', `/tasks/${view.task.id}/finish`);
  }
}
