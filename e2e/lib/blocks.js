// Two pictures of one screen, compared by structure: each is averaged over
// blocks of 8×8 pixels, and a block differs when its colour lies outside what
// stands around the same place in the other picture. A font that a machine
// smooths otherwise, or a line one pixel further down, stays within; a moved
// button, a missing panel or another colour does not (e2e/same-looks.spec.js shows
// both). See docs/adr/0072-screens-compared-by-blocks.md.

/** Pixels of the screen that one stored pixel stands for, on each side. */
export const GRAIN = 4;
const SIDE = 2; // stored pixels of a block, on each side
const ROOM = 14; // of 255, how far a colour may lie outside its surroundings
const LEAST = 6; // blocks that must hang together to count: 24×16 pixels

// windows are the means of every window of a block's size, one stored pixel apart.
function windows({ w, h, rgb }) {
  const [ww, wh] = [w - SIDE + 1, h - SIDE + 1];
  const out = new Float32Array(ww * wh * 3);
  for (let y = 0; y < wh; y++) for (let x = 0; x < ww; x++) for (let c = 0; c < 3; c++) {
    let sum = 0;
    for (let i = 0; i < SIDE; i++) for (let j = 0; j < SIDE; j++) sum += rgb[((y + i) * w + x + j) * 3 + c];
    out[(y * ww + x) * 3 + c] = sum / (SIDE * SIDE);
  }
  return { w: ww, h: wh, rgb: out };
}

// strange tells whether the block at window (x, y) of a has a colour that no
// window within a block's size of it has in b, nor any colour between those.
function strange(a, b, x, y) {
  for (let c = 0; c < 3; c++) {
    let [least, most] = [255, 0];
    for (let v = Math.max(0, y - SIDE); v <= Math.min(b.h - 1, y + SIDE); v++) for (let u = Math.max(0, x - SIDE); u <= Math.min(b.w - 1, x + SIDE); u++) {
      const k = b.rgb[(v * b.w + u) * 3 + c];
      least = Math.min(least, k);
      most = Math.max(most, k);
    }
    const own = a.rgb[(y * a.w + x) * 3 + c];
    if (own < least - ROOM || own > most + ROOM) return true;
  }
  return false;
}

/** differences lists the places, in pixels of the screen, where two pictures differ, the largest first. */
export function differences(one, other) {
  const [w, h] = [Math.floor(one.w / SIDE), Math.floor(one.h / SIDE)];
  if (one.w !== other.w || one.h !== other.h) return [{ x: 0, y: 0, w: one.w * GRAIN, h: one.h * GRAIN, blocks: w * h }];
  const [a, b] = [windows(one), windows(other)];
  const off = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) off[y * w + x] = strange(a, b, x * SIDE, y * SIDE) || strange(b, a, x * SIDE, y * SIDE) ? 1 : 0;
  const found = [];
  for (let from = 0; from < off.length; from++) {
    if (!off[from]) continue;
    const [xs, ys, reached] = [[], [], [from]];
    off[from] = 0;
    while (reached.length) { // everything that hangs together, corners included
      const at = reached.pop();
      const [x, y] = [at % w, Math.floor(at / w)];
      xs.push(x);
      ys.push(y);
      for (let v = Math.max(0, y - 1); v <= Math.min(h - 1, y + 1); v++) for (let u = Math.max(0, x - 1); u <= Math.min(w - 1, x + 1); u++) {
        if (off[v * w + u]) { off[v * w + u] = 0; reached.push(v * w + u); }
      }
    }
    if (xs.length < LEAST) continue;
    const px = SIDE * GRAIN;
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    found.push({ x: x * px, y: y * px, w: (Math.max(...xs) - x + 1) * px, h: (Math.max(...ys) - y + 1) * px, blocks: xs.length });
  }
  return found.sort((p, q) => q.blocks - p.blocks);
}
