// The center's lead looks at the errors that are left, sets the samples and
// compares what the center changes.
import { expect, stage } from './lib/fixture.js';
import { go, signIn } from './lib/people.js';
import { look } from './lib/watch.js';

const test = stage();

test('the lead turns samples on and sees what is not known yet', async ({ context, town }) => {
  const lead = await signIn(context, town, 'center-4');
  await go(lead, town, 'center-4', '/quality');
  await expect(lead.getByText('抜き取り再入力は使っていません。')).toBeVisible();
  await lead.getByText('抜き取り再入力：使っていません').click();
  await lead.getByLabel('使う', { exact: true }).check();
  await lead.getByLabel('抜き取りの上限（％）').fill('0.1');
  await lead.getByRole('button', { name: 'この決め方にする' }).click();
  await expect(lead.getByRole('heading', { name: '上限は下限より小さくできません' })).toBeVisible(); // and beside the question:
  await expect(lead.locator('.error', { hasText: '上限は下限より小さくできません' })).toBeVisible();
  await look(lead, 'quality-samples');
  await lead.getByLabel('抜き取りの上限（％）').fill('5');
  await lead.getByRole('button', { name: 'この決め方にする' }).click();
  await expect(lead.getByText('まだ、入れ直した項目が足りません')).toBeVisible();
  await lead.getByRole('link', { name: 'センターの効果を比べる' }).click();
  await expect(lead.getByRole('heading', { name: 'センターの効果を比べる' })).toBeVisible();
  await look(lead, 'quality-effect');
});
