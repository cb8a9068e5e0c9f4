/**
 * Alt and a letter press the button that names them. The key on the board
 * counts, not the letter it makes, so that they also work with Japanese input
 * switched on and in every browser; a browser's own accesskey does neither.
 */
document.addEventListener("keydown", (e) => {
  if (!e.altKey || e.ctrlKey || e.metaKey || e.shiftKey || e.isComposing || !/^Key[A-Z]$/.test(e.code)) return;
  const button = document.querySelector(`[aria-keyshortcuts="Alt+${e.code[3]}"]`);
  if (!button || document.querySelector("dialog:modal")) return;
  e.preventDefault();
  if (!e.repeat) button.click();
});
