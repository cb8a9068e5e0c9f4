/** What opens on a key comes in a file of its own: when somebody begins to work, or at the latest with the key. */
import { toast } from "./notify.js";
import { t } from "./texts.js";

/** Hands a module to use once it is there. */
export const later = (load, use) => load().then(use, () => toast(t("net.later")));

/** Fetches modules before anybody asks for them, so that a key answers at once and when the line is down, too. */
export function fetchAhead(...loads) {
  for (const load of loads) load().catch(() => { /* it is tried again with its key */ });
}
