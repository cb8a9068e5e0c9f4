// A keyer in the middle of a form, and what the server holds of it.
import { expect } from '@playwright/test';
import { at, enter, pull } from './entry.js';
import { callNext, card, giveNumber, receive, scan, signIn } from './people.js';
import { facts } from './town.js';

// begin brings a form to the center and a keyer to the field of the new address.
export async function begin(context, town, clerk, keyer) {
  const { forms } = facts();
  const counter = await signIn(context, town, clerk);
  const station = await signIn(context, town, keyer);
  await giveNumber(counter, ['転入届']);
  await callNext(counter);
  await receive(counter, ['転入届']);
  await scan(counter, '転入届', forms.transfer_in.sheets);
  await card(counter, '転入届').getByRole('button', { name: '受付してセンターへ送る' }).click();
  await expect(card(counter, '転入届').getByText('依頼中')).toBeVisible();
  await pull(station);
  for (let { key } = await at(station); key !== 'new_address'; { key } = await at(station)) {
    await station.keyboard.type(forms.transfer_in.truth.typed[key] ?? '');
    await enter(station, key);
  }
  await station.keyboard.press('Delete');
  return { counter, station };
}

// kept is the value that the server holds for a field of the task in work.
export const kept = (page, key) => page.evaluate(async (k) => {
  const s = document.querySelector('entry-station');
  const answer = await fetch(`${document.body.dataset.base}/tasks/${s.task}`, { headers: { Accept: 'application/json' } });
  return (await answer.json()).drafts?.[k]?.v ?? '';
}, key);
