// Typing as people do it, through the browser's own input.

// compose types text with an input method: the reading is composed, Enter is
// pressed while composing (it belongs to the input method), then it is
// committed. during is called while the composition is open.
export async function compose(page, reading, text, during = async () => {}) {
  const cdp = await page.context().newCDPSession(page);
  const key = (type) => cdp.send('Input.dispatchKeyEvent', { type, key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 });
  for (let n = 1; n <= reading.length; n++) {
    await cdp.send('Input.imeSetComposition', { text: reading.slice(0, n), selectionStart: n, selectionEnd: n });
  }
  await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await key('rawKeyDown');
  await key('keyUp');
  await during();
  await cdp.send('Input.insertText', { text });
  // The station takes an Enter right behind the commit as part of it, as some
  // browsers send one; no hand is that quick.
  await page.evaluate((from) => new Promise((done) => {
    const wait = () => (performance.now() - from > 60 ? done() : requestAnimationFrame(wait));
    wait();
  }), await page.evaluate(() => performance.now()));
  await cdp.detach();
}
