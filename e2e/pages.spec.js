// Every page a person can open, by role, in Japanese and English, with nothing
// there, with one visitor and with many, refused, and without a line; people
// and places with long and hard names. Each is looked at by axe and measured,
// and its picture is kept.
import { Faces, fits } from './lib/fits.js';
import { expect, stage } from './lib/fixture.js';
import { giveNumber, openWindow } from './lib/people.js';
import { at, baseOf, found, hire, firstDay } from './lib/pilot.js';
import { Town } from './lib/town.js';
import { accessible, look, mark, shoot, unmoved } from './lib/watch.js';

const test = stage(() => Town.empty());
test.use({ downtime: true, allowed: /status of 404.*\/nowhere/ });

const office = '𠮷﨑みなみ支所';
const long = '寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末　𠮷﨑花子'; // 30 characters
const alphabet = 'MARIA CRISTINA FERNANDEZ-GUTIERREZ'; // 34
const unbroken = 'Wolfeschlegelsteinhausenbergerdorff'; // 35, no place to break

const doors = {
  clerk: ['/counter', '/late', '/pending', '/pending?number=none', '/corrections', '/carry', '/day', '/voice', '/me', '/center'],
  keyer: ['/entry', '/practice', '/center', '/voice', '/me'],
  verifier: ['/verify', '/verify/group/date', '/verify/group/number', '/center'],
  lead: ['/center', '/center/rules', '/quality', '/quality/effect', '/rollout', '/entry', '/verify'],
  admin: ['/admin', '/admin/offices', '/admin/settings', '/admin/work', '/admin/retention', '/admin/numbers', '/rollout'],
};
const other = { ja: 'English', en: '日本語' };
// speak has every window of the browser talk a language from its next page on.
const speak = (context, page, lang) => context.addCookies([{ name: 'lang', value: lang, url: new URL(page.url()).origin }]);
const faces = new Faces();

// What stands in Japanese on an English page is data of this town: names of
// people, places and papers that somebody wrote.
const written = /みほん|𠮷﨑|寿限無|番窓口|入力席|集中入力センター|長谷川|佐藤|賃貸借契約書|停電/;
const untranslated = (page) => page.evaluate(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), out = [];
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const el = n.parentElement;
    if (/[\u3040-\u30ff\u4e00-\u9fff]/.test(n.data) && !el.closest('script, [lang]:not(html), input') && el.checkVisibility()) out.push(n.data.trim());
  }
  return out;
});

// check examines what stands on the screen.
async function check(page, name) {
  const words = await page.locator('body').innerText();
  expect(words, `a text is missing: ${name}`).not.toMatch(/⟦|%!|<no value>|\bundefined\b/);
  if (await page.locator('html').getAttribute('lang') === 'en') expect((await untranslated(page)).filter((text) => !written.test(text)), `not in English: ${name}`).toEqual([]);
  await fits(page, name);
  if (await faces.fresh(page)) await look(page, name);
}

// walk opens every door of a role in one language.
async function walk(page, role, lang, state, paths = doors[role]) {
  for (const path of paths) {
    const answer = await at(page, path);
    expect(answer.status(), `${role} ${path}`).toBe(200);
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    await check(page, `page-${state}-${lang}-${role}${path.replaceAll(/[/?=]/g, '-')}`);
  }
}

// refused sends the form around a button past the browser's own checks: the
// server answers beside the form, with the focus on what it says.
async function refused(page, name, form, { keeps, lang = 'ja' } = {}) {
  await form.evaluate((f) => { f.noValidate = true; });
  await form.getByRole('button').last().click();
  const said = page.locator('[data-error-summary]').first();
  await expect(said, name).toBeVisible();
  await expect(said).toBeFocused();
  if (keeps) await expect(keeps, 'what was typed stands there still').not.toHaveValue('');
  await check(page, `page-error-${lang}-${name}`);
}

// dark cuts the power while everybody looks at their nth page, and brings it
// back. Windows are used again: a new one costs as much as five pages.
async function dark(windows, lang, n, town) {
  const opened = [];
  for (const role of Object.keys(doors)) {
    const path = doors[role].filter((p) => !/practice|group|none/.test(p))[n];
    if (!path) continue;
    const page = windows[role];
    await at(page, path);
    await expect(page.locator('[data-line].ok')).toBeVisible();
    opened.push([`page-offline-${lang}-${role}${path.replaceAll('/', '-')}`, page]);
  }
  await town.kill();
  for (const [name, page] of opened) {
    await page.bringToFront();
    await expect(page.locator('[data-line]'), name).toContainText({ ja: 'つながっていません', en: 'Not connected' }[lang]);
    await expect(page.locator('.line-down'), name).toBeVisible();
    await fits(page, name);
    await accessible(page, name);
    await shoot(page, name);
  }
  await town.restart();
}

test('every page of every role can be read in every state', async ({ context, town }) => {
  test.setTimeout(900_000);
  const windows = {};
  let visit, application;
  const admin = windows.admin = await found(context, town, office);
  const once = {};
  for (const [login, name, role, place] of [['clerk', long, '窓口職員', office], ['keyer', alphabet, '入力担当', '集中入力センター'],
    ['verifier', unbroken, '入力確認担当', '集中入力センター'], ['lead', '長谷川 修', 'センター責任者', '集中入力センター']]) {
    once[login] = await hire(admin, { name, login, roles: [role], place });
  }
  windows.clerk = await firstDay(context, town, 'clerk', once.clerk, office, '2番窓口');
  for (const [login, seat] of [['keyer', '入力席1'], ['verifier', '入力席2']]) windows[login] = await firstDay(context, town, login, once[login], '集中入力センター', seat);
  windows.lead = await firstDay(context, town, 'lead', once.lead);
  await test.step('with nothing there', async () => {
    for (const lang of ['en', 'ja']) {
      await speak(context, admin, lang);
      for (const role of Object.keys(doors)) await walk(windows[role], role, lang, 'empty');
    }
  });

  await test.step('with one visitor', async () => {
    const { clerk, lead } = windows;
    await at(clerk, '/counter');
    await giveNumber(clerk, ['転入届', '国民健康保険', '住民票']);
    await walk(clerk, 'clerk', 'ja', 'one', ['/counter', '/day']);
    await clerk.goBack();
    await at(clerk, '/counter');
    await clerk.getByRole('button', { name: /次の方を呼ぶ/ }).click();
    await clerk.waitForURL(/\/visits\//);
    visit = new URL(clerk.url()).pathname.split('/').pop();
    await check(clerk, 'page-one-ja-clerk-visit');
    for (const lang of ['en', 'ja']) {
      await speak(context, clerk, lang);
      await walk(clerk, 'clerk', lang, 'one', ['/counter', `/visits/${visit}`, `/visits/${visit}/timeline`, '/day']);
      await walk(lead, 'lead', lang, 'one', ['/center']);
    }
  });

  await test.step('refused', async () => {
    const { clerk, lead, admin } = windows;
    const receive = clerk.locator('form[action$="/receive"]');
    for (const lang of ['en', 'ja']) {
      await speak(context, clerk, lang);
      await at(clerk, `/visits/${visit}`);
      await refused(clerk, 'clerk-visit', receive, { lang });
      const asked = receive.locator('fieldset[data-refused]'); // and beside the question itself
      await expect(asked.locator('.error')).toHaveText(await clerk.locator('[data-error-summary] h2').first().innerText());
      await expect(asked.locator('input[name=proof]')).not.toHaveCount(0);
    }
    await receive.getByLabel('運転免許証').check();
    await receive.getByRole('button', { name: '受付する' }).click();
    application = (await clerk.locator('section[id^="a-"]').first().getAttribute('id')).slice(2);
    for (const lang of ['en', 'ja']) {
      await speak(context, clerk, lang);
      await at(clerk, '/voice');
      await refused(clerk, 'clerk-voice', clerk.locator('form[action*="/voice"]').first(), { lang });
      await at(clerk, '/late');
      await refused(clerk, 'clerk-late', clerk.locator('form[action$="/late"]'), { lang });
      await at(clerk, '/me');
      await clerk.locator('form[action$="/me/password"] input[type=password]').first().fill('ちがう');
      await refused(clerk, 'clerk-me', clerk.locator('form[action$="/me/password"]'), { lang });
      await at(lead, '/center/rules');
      await refused(lead, 'lead-rules', lead.locator('form[action$="/center/rules/order"]'), { lang });
      await at(admin, '/admin');
      const person = admin.locator('form[action$="/admin/people"]');
      await person.locator('input[name=name]').fill(long);
      await refused(admin, 'admin-people', person, { keeps: person.locator('input[name=name]'), lang });
      await at(admin, '/admin/settings');
      const settings = admin.locator('form[action$="/admin/settings"]');
      await settings.locator('input').last().fill('-1');
      await refused(admin, 'admin-settings', settings, { lang });
      for (const [page, path, status] of [[clerk, '/nowhere', 404], [clerk, '/admin', 403]]) {
        expect((await at(page, path)).status()).toBe(status);
        await check(page, `page-error-${lang}-clerk${path.replaceAll('/', '-')}`);
      }
    }
  });

  await test.step('with a long line and a visit of several errands', async () => {
    const { clerk } = windows;
    await at(clerk, '/counter');
    for (let n = 0; n < 9; n++) await giveNumber(clerk, n % 2 ? ['転入届', '国民健康保険', '住民票', '児童手当'] : []);
    const more = [`/visits/${visit}`, `/visits/${visit}/timeline`, `/pending?visit=${visit}`, `/applications/${application}`];
    await walk(clerk, 'clerk', 'ja', 'many', ['/counter', '/day', ...more]);
    await clerk.getByRole('button', { name: other.ja }).click();
    for (const role of Object.keys(doors)) await walk(windows[role], role, 'en', 'many');
    await walk(clerk, 'clerk', 'en', 'many', more);
    await clerk.getByRole('button', { name: other.en }).click();
  });

  await test.step('with names of every kind in 補正待ち', async () => {
    const { clerk } = windows;
    for (const [n, name] of [long, unbroken, '𠮷﨑　陽葵'].entries()) {
      await at(clerk, `/visits/${visit}`);
      const errand = clerk.locator('section[id^="a-"]').nth(n);
      await errand.locator('summary', { hasText: '補正待ち' }).click();
      await errand.locator('input[name=name]').fill(name);
      await errand.locator('input[name=paper_other]').fill('賃貸借契約書の写し'.repeat(12));
      await errand.getByRole('button', { name: '補正待ちにする' }).click();
      await expect(clerk.locator('section[id^="a-"]').nth(n).getByText('足りない書類を待っています').first()).toBeVisible();
    }
    for (const lang of ['en', 'ja']) {
      await speak(context, clerk, lang);
      await walk(clerk, 'clerk', lang, 'names', ['/counter', '/pending', '/day', `/visits/${visit}`, `/visits/${visit}/timeline`]);
      await walk(windows.keyer, 'keyer', lang, 'names', ['/entry', '/me']);
      await walk(windows.verifier, 'verifier', lang, 'names', ['/verify', '/center']);
      await walk(windows.admin, 'admin', lang, 'names', ['/admin', '/admin/offices']);
    }
  });

  await test.step('without a line: it says so, keeps what was typed, and goes on', async () => {
    const { clerk: voice } = windows;
    for (const [lang, most] of [['en', 2], ['ja', 6]]) {
      await speak(context, voice, lang);
      for (let n = 0; n < most; n++) await dark(windows, lang, n, town);
    }
    await at(voice, '/late');
    await expect(voice.locator('[data-line].ok')).toBeVisible();
    await voice.locator('form[action$="/late"] input[name=reason]').fill('停電のため𠮷﨑');
    await mark(voice);
    await town.kill();
    await expect(voice.locator('.line-down')).toBeVisible();
    await voice.bringToFront();
    const form = voice.locator('form[action$="/late"]');
    await form.evaluate((f) => { f.noValidate = true; });
    await form.getByRole('button').last().click();
    await expect(form.getByRole('alert')).toContainText('まだ送っていません');
    await voice.getByRole('link', { name: '窓口', exact: true }).click();
    await expect(voice.locator('.toast')).toContainText('ほかの画面を開けません');
    await shoot(voice, 'page-offline-ja-clerk-pressed');
    await unmoved(voice, 'the screen without a line');
    await town.restart();
    await expect(voice.locator('.line-down')).toHaveCount(0, { timeout: 20_000 });
    await expect(form.getByRole('alert')).toHaveCount(0);
    await expect(form.locator('input[name=reason]')).toHaveValue('停電のため𠮷﨑');
    for (const lang of ['en', 'ja']) {
      await speak(context, voice, lang);
      await walk(voice, 'clerk', lang, 'again', ['/counter']);
    }
  });
});
