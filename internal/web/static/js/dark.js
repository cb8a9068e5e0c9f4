/** The page while the power is off: waits for the server and goes back to the demo. */
const gone = Date.now();
async function wait() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(1000) });
    if (answer.ok && Date.now() - gone > 1500) return location.replace("/demo");
  } catch { /* still dark */ }
  setTimeout(wait, 250);
}
setTimeout(wait, 1500);
