// Every page a person can open, by role, in Japanese and English, with nothing
// there and with much there: each is looked at by axe, and its picture is kept.
import { expect, stage } from './lib/fixture.js';
import { giveNumber } from './lib/people.js';
import { at, found, hire, firstDay } from './lib/pilot.js';
import { Town } from './lib/town.js';
import { look } from './lib/watch.js';

const test = stage(() => Town.empty());

const office = '𠮷﨑みなみ支所';
const long = '寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末　𠮷﨑花子'; // 30 characters

const doors = {
  clerk: ['/counter', '/late', '/pending', '/pending?number=none', '/carry', '/day', '/voice', '/me', '/center'],
  keyer: ['/entry', '/practice', '/center', '/voice', '/me'],
  verifier: ['/verify', '/verify/group/date', '/verify/group/number', '/center'],
  lead: ['/center', '/center/rules', '/rollout', '/entry', '/verify'],
  admin: ['/admin', '/admin/offices', '/admin/settings', '/admin/work', '/admin/retention', '/admin/numbers', '/rollout'],
};
const other = { ja: 'English', en: '日本語' };

// walk opens every door of a role in one language.
async function walk(page, role, lang, state, paths = doors[role]) {
  for (const path of paths) {
    const answer = await at(page, path);
    expect(answer.status(), `${role} ${path}`).toBe(200);
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    const words = await page.locator('body').innerText();
    expect(words, `a text is missing on ${path} in ${lang}`).not.toMatch(/⟦|%!|<no value>|\bundefined\b/);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, `${path} in ${lang} is wider than 1366`).toBeLessThanOrEqual(0);
    await look(page, `page-${state}-${lang}-${role}${path.replaceAll(/[/?=]/g, '-')}`);
  }
}

test('every page of every role can be read, in both languages', async ({ context, town }) => {
  test.setTimeout(600_000);
  const admin = await found(context, town, office);
  const once = {};
  for (const [login, name, role, place] of [['clerk', long, '窓口職員', office], ['keyer', '田中 恵', '入力担当', '集中入力センター'],
    ['verifier', '鈴木 彩', '入力確認担当', '集中入力センター'], ['lead', '長谷川 修', 'センター責任者', '集中入力センター']]) {
    once[login] = await hire(admin, { name, login, roles: [role], place });
  }
  const windows = { admin, clerk: await firstDay(context, town, 'clerk', once.clerk, office, '2番窓口') };
  for (const [login, seat] of [['keyer', '入力席1'], ['verifier', '入力席2']]) windows[login] = await firstDay(context, town, login, once[login], '集中入力センター', seat);
  windows.lead = await firstDay(context, town, 'lead', once.lead);

  await test.step('with nothing there', async () => {
    for (const role of Object.keys(doors)) await walk(windows[role], role, 'ja', 'empty');
  });

  let visit;
  await test.step('with a long line and a visit of several errands', async () => {
    const { clerk } = windows;
    await at(clerk, '/counter');
    for (let n = 0; n < 10; n++) await giveNumber(clerk, n % 2 ? ['転入届', '国民健康保険'] : []);
    await clerk.getByRole('button', { name: /次の方を呼ぶ/ }).click();
    await clerk.waitForURL(/\/visits\//);
    visit = new URL(clerk.url()).pathname.split('/').pop();
    await look(clerk, 'page-many-ja-clerk-visit-new');
    await clerk.getByRole('button', { name: '受付する' }).click();
    await expect(clerk.getByRole('alert').first()).toBeVisible();
    await look(clerk, 'page-error-ja-clerk-visit');
    await clerk.getByLabel('運転免許証').check();
    for (const p of ['転入届', '国民健康保険', '住民票']) await clerk.getByRole('checkbox', { name: new RegExp(`^${p}`) }).check();
    await clerk.getByRole('button', { name: '受付する' }).click();
    const application = (await clerk.locator('section[id^="a-"]').first().getAttribute('id')).slice(2);
    const more = [`/visits/${visit}`, `/visits/${visit}/timeline`, `/pending?visit=${visit}`, `/applications/${application}`];
    await walk(clerk, 'clerk', 'ja', 'many', ['/counter', '/day', ...more]);
    await clerk.getByRole('button', { name: other.ja }).click();
    for (const role of Object.keys(doors)) await walk(windows[role], role, 'en', 'many');
    await walk(clerk, 'clerk', 'en', 'many', more);
    await clerk.getByRole('button', { name: other.en }).click();
  });
});
