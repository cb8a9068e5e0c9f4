// The bar at the top gives its room to who and where before it cuts them, and
// keeps to one line on a small screen; what a form says stands apart from its
// questions.
import { expect, stage } from './lib/fixture.js';
import { go, live, signIn } from './lib/people.js';

const test = stage();

test('the bar gives way by itself, and a form’s words stand apart', async ({ context, town }) => {
  const lead = await signIn(context, town, 'center-4');
  await lead.getByRole('button', { name: 'English' }).click();
  await expect(lead.locator('[data-line]')).toContainText('Connected');
  const cut = (what) => lead.locator(`.head .${what}`).evaluate((el) => el.scrollWidth > el.clientWidth + 1);
  expect(await cut('who'), 'there is room for the name').toBe(false);
  expect(await cut('where'), 'and for the place').toBe(false);

  await lead.setViewportSize({ width: 1280, height: 720 });
  await lead.locator('.head').evaluate((head) => {
    head.querySelector('.who').textContent = 'Konstantin Featherstonehaugh-Yamada';
    head.querySelector('.where').append(' and a district whose name is long');
  });
  expect(await lead.locator('.head').evaluate((el) => el.offsetHeight)).toBeLessThanOrEqual(64);
  expect(await cut('where')).toBe(true);
  expect(await lead.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);

  await go(lead, town, 'center-4', '/rollout');
  const gaps = await lead.locator('.side .card p').evaluateAll((all) => all.filter((p) => p.nextElementSibling).map((p) => {
    const next = p.nextElementSibling.querySelector('.field') ?? p.nextElementSibling;
    return Math.round(next.getBoundingClientRect().top - p.getBoundingClientRect().bottom);
  }));
  expect(gaps.length).toBeGreaterThan(0);
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(8);
  await lead.getByRole('button', { name: '日本語' }).click();
  await live(lead);
});
