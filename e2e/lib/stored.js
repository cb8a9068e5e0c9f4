// Stored pictures of screens: small, in a few colours, without what changes
// from day to day.
import { expect } from '@playwright/test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences, GRAIN } from './blocks.js';
import { shoot } from './watch.js';

const folder = join(import.meta.dirname, '..', 'looks');
const LARGEST = 60_000; // bytes of a stored picture

/** renewing: the pictures are written instead of compared (make looks). */
export const renewing = process.env.LOOKS === 'renew';

// steady brings what the clock says to one moment of one day. Papers carry the
// day they were filled in, by hand: their pictures become nearly one grey, which
// still tells a picture that is missing or elsewhere.
const steady = () => {
  const fixed = [[/\d{1,2}:\d{2}/g, '10:00'], [/令和\d+年\d+月\d+日（.）/g, '令和8年11月24日（火）'], [/令和\d+年\d+月\d+日\(.\)/g, '令和8年11月24日(火)'],
    [/R\d+\.\d+\.\d+/g, 'R8.11.24'], [/\b\d{4}-(\d{4})\b/g, '1124-$1'], [/約?\d+(〜\d+)?分(以内)?/g, '約5分']];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    let text = n.data;
    for (const [what, by] of fixed) text = text.replace(what, by);
    if (text !== n.data) n.data = text;
  }
  document.querySelectorAll('.toast').forEach((el) => el.remove());
  document.querySelectorAll('img').forEach((el) => { el.style.filter = 'contrast(0.1)'; });
  return document.fonts.ready.then(() => true);
};

// Runs in a blank page, which no policy keeps from drawing: averages a PNG over
// grain×grain pixels and rounds each colour to 16 steps.
const shrink = async ([base64, grain]) => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  const [w, h] = [Math.floor(image.width / grain), Math.floor(image.height / grain)];
  const small = new ImageData(w, h);
  const rgb = [];
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) {
    for (let c = 0; c < 3; c++) {
      let sum = 0;
      for (let i = 0; i < grain; i++) for (let j = 0; j < grain; j++) sum += data[((y * grain + i) * image.width + x * grain + j) * 4 + c];
      const mean = sum / grain / grain;
      rgb.push(grain === 1 ? mean : Math.round(mean));
      small.data[(y * w + x) * 4 + c] = Math.round(mean / 17) * 17;
    }
    small.data[(y * w + x) * 4 + 3] = 255;
  }
  const out = new OffscreenCanvas(w, h);
  out.getContext('2d').putImageData(small, 0, 0);
  const png = new Uint8Array(await (await out.convertToBlob({ type: 'image/png' })).arrayBuffer());
  return { w, h, rgb, png: btoa(Array.from(png, (b) => String.fromCharCode(b)).join('')) };
};

/** small is a screen as it is compared: {w, h, rgb} and the PNG to store. */
export async function small(page, bench) {
  await page.evaluate(steady);
  return bench.evaluate(shrink, [(await page.screenshot({ animations: 'disabled' })).toString('base64'), GRAIN]);
}

// family is the first of the fonts that the screens ask for: the one that the
// stored pictures were taken with (Debian: fonts-morisawa-bizud-gothic).
const family = 'BIZ UDPGothic';

/** inStoredFont asserts that this machine draws a page in the font of the stored pictures. */
export async function inStoredFont(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument');
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'h1' });
  const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
  await session.detach();
  expect(fonts.map((f) => f.familyName), `screens are compared in ${family}; install it (fonts-morisawa-bizud-gothic)`).toContain(family);
}

/** sameAsStored compares a screen with its stored picture, or renews that. */
export async function sameAsStored(page, bench, name) {
  const now = await small(page, bench);
  const file = join(folder, `${name}.png`);
  if (renewing) {
    const png = Buffer.from(now.png, 'base64');
    expect(png.length, `${name}.png is small`).toBeLessThanOrEqual(LARGEST);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, png);
    return now;
  }
  expect(existsSync(file), `${file} is there; make looks writes it`).toBe(true);
  const stored = await bench.evaluate(shrink, [readFileSync(file).toString('base64'), 1]);
  let found = differences(now, stored);
  for (let n = 0; n < 5 && found.length; n++) { // a live part came anew between steadying and photographing
    await page.waitForTimeout(300);
    found = differences(await small(page, bench), stored);
  }
  if (found.length) await shoot(page, `look-${name}`);
  expect.soft(found, `${name} looks as stored; if the change is meant, run make looks and look at the pictures`).toEqual([]);
  return now;
}
