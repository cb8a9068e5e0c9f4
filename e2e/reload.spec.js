// A window is somebody by its path: it stays so across reloads, and signing
// out in one window leaves the others alone.
import { stage, expect } from './lib/fixture.js';
import { signIn } from './lib/people.js';

const test = stage();

test('each window stays who it was', async ({ context, town }) => {
  const seats = { 'chuo-1': '田村', 'chuo-2': '小川', 'center-1': '田中', 'remote-1': '鈴木' };
  const windows = {};
  for (const seat of Object.keys(seats)) windows[seat] = await signIn(context, town, seat);
  for (let round = 0; round < 2; round++) {
    for (const [seat, name] of Object.entries(seats)) {
      await windows[seat].reload();
      await expect(windows[seat].locator('.head')).toContainText(name);
    }
  }
  await windows['chuo-2'].getByRole('button', { name: '交代' }).click();
  await expect(windows['chuo-2'].getByLabel('パスワード')).toBeVisible();
  for (const seat of ['chuo-1', 'center-1', 'remote-1']) {
    await windows[seat].reload();
    await expect(windows[seat].locator('.head')).toContainText(seats[seat]);
  }
});
