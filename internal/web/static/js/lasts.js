import { t } from "./texts.js";

/** How long something has lasted, as the server's pages say it: nobody reckons 217 minutes. */
export function lasts(minutes) {
  const h = Math.floor(minutes / 60), n = minutes % 60;
  if (!h) return t("web.minutes", { n });
  return n ? t("web.hours_minutes", { h, n }) : t("web.hours", { h });
}
