// Every Alt key that a button shows is pressed, as a board sends it: with the
// browser's own characters, and as a board whose input method is switched on
// does, which makes no letter of it.
import { expect, stage } from './lib/fixture.js';
import { card, giveNumber, go, live, scan, signIn } from './lib/people.js';
import { facts } from './lib/town.js';

const test = stage();

// press sends a key as the system does, its letter included.
async function press(page, letter, makes = letter) {
  const board = await page.context().newCDPSession(page);
  const key = { modifiers: 1, key: makes, code: `Key${letter.toUpperCase()}`, windowsVirtualKeyCode: letter.toUpperCase().charCodeAt(0), isSystemKey: true };
  await board.send('Input.dispatchKeyEvent', { ...key, type: 'keyDown', text: makes, unmodifiedText: makes });
  await board.send('Input.dispatchKeyEvent', { ...key, type: 'keyUp' });
  await board.detach();
}

// named: whatever button shows an Alt key is found by it, and none twice.
async function named(page) {
  const shown = await page.locator('button:visible', { has: page.locator('kbd', { hasText: /^Alt\+[A-Z]$/ }) })
    .evaluateAll((all) => all.map((b) => [b.querySelector('kbd').textContent, b.getAttribute('aria-keyshortcuts')]));
  for (const [said, does] of shown) expect(does).toBe(said);
  expect(new Set(shown.map(([said]) => said)).size).toBe(shown.length);
  return shown.map(([said]) => said);
}

async function received(page, procedures) {
  await page.waitForURL(/\/visits\/[^/]+$/);
  await page.getByLabel('運転免許証').check();
  for (const p of procedures) await page.getByRole('checkbox', { name: new RegExp(`^${p}`) }).check();
  await page.getByRole('button', { name: '受付する' }).click();
  await live(page);
}

test('the keys on the buttons of a counter do what they say', async ({ context, town }) => {
  test.setTimeout(180_000);
  const { forms } = facts();
  const counter = await signIn(context, town, 'chuo-1');
  await live(counter);
  for (let n = 0; n < 4; n++) await giveNumber(counter, ['転入届']);

  await test.step('Alt+N calls the next, once for one press', async () => {
    expect(await named(counter)).toEqual(['Alt+N']);
    await press(counter, 'n');
    await received(counter, ['転入届']);
  });

  await test.step('Alt+S begins the entry here, and the counter stays marked', async () => {
    await scan(counter, '転入届', forms.transfer_in.sheets.slice(0, 1));
    await expect(counter.locator('[aria-keyshortcuts]')).toHaveText(/受付してここで入力する/);
    expect(await named(counter)).toEqual(['Alt+S']);
    await press(counter, 's');
    await counter.waitForURL(/\/entry\//);
    await expect(counter.getByRole('navigation').getByRole('link', { name: '窓口', exact: true })).toHaveAttribute('aria-current', 'page');
  });

  const keyer = await signIn(context, town, 'center-1'); // from here on the center is the better way
  await go(keyer, town, 'center-1', '/entry');
  await live(keyer);

  await test.step('with Japanese input on, from within a field', async () => {
    await go(counter, town, 'chuo-1', '/counter');
    await live(counter);
    await counter.locator('details', { hasText: '番号札を出す' }).first().locator('summary').click();
    await counter.getByLabel('言語').or(counter.locator('select[name=language]')).first().focus();
    await press(counter, 'n', 'み');
    await received(counter, ['転入届']);
    await scan(counter, '転入届', forms.transfer_in.sheets.slice(0, 1));
    await counter.locator('summary', { hasText: '差戻し・取下げなど' }).first().click();
    await counter.locator('form[action$="/end"] input[name=reason]').first().focus();
    await press(counter, 's', 'と');
    await expect(card(counter, '転入届').getByText('依頼中')).toBeVisible();
  });

  await test.step('several errands go together', async () => {
    await go(counter, town, 'chuo-1', '/counter');
    await live(counter);
    await press(counter, 'n');
    await received(counter, ['転入届', '国民健康保険']);
    await scan(counter, '転入届', forms.transfer_in.sheets.slice(0, 1));
    await scan(counter, '国民健康保険', forms.nhi_join.sheets.slice(0, 1));
    expect(await named(counter)).toEqual(['Alt+S']);
    await press(counter, 's');
    for (const p of ['転入届', '国民健康保険']) await expect(card(counter, p).getByText('依頼中')).toBeVisible();
  });

  await test.step('nothing is pressed while something else is asked, or a word is being converted', async () => {
    await go(counter, town, 'chuo-1', '/counter');
    await live(counter);
    const pressed = await counter.evaluate(() => {
      let n = 0;
      document.querySelector('[aria-keyshortcuts="Alt+N"]').addEventListener('click', (e) => { n++; e.preventDefault(); });
      const key = (more) => document.body.dispatchEvent(new KeyboardEvent('keydown', { altKey: true, code: 'KeyN', key: 'n', bubbles: true, cancelable: true, ...more }));
      key({ isComposing: true });
      key({ repeat: true });
      key({ ctrlKey: true });
      const asked = document.body.appendChild(document.createElement('dialog'));
      asked.showModal();
      key({});
      asked.remove();
      const before = n;
      key({});
      return [before, n];
    });
    expect(pressed).toEqual([0, 1]);
  });
});
