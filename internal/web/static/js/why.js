/** なぜこの順番か: a panel below the list that leaves the cursor in its field and stays fresh while it is open. */
import "./region.js";
import { base } from "./net.js";
import { t } from "./texts.js";

export function toggleWhy(station) {
  const shown = station.querySelector(".panel.reasons");
  if (shown) return shown.remove();
  const panel = document.createElement("section");
  panel.className = "panel reasons";
  panel.setAttribute("aria-label", t("entry.why"));
  panel.innerHTML = `<div class="row between"><b></b><button type="button" class="small"></button></div><live-region class="stack" role="status"></live-region>`;
  panel.querySelector("b").textContent = t("entry.why");
  const close = panel.querySelector("button");
  close.append(t("entry.why_close") + " ", Object.assign(document.createElement("kbd"), { textContent: "Alt+J" }));
  close.onclick = () => panel.remove();
  const region = panel.querySelector("live-region");
  Object.assign(region.dataset, { topics: `center task:${station.task}`, every: "30", src: `${base}/tasks/${station.task}/why?part=reasons` });
  station.querySelector(".desk").insertBefore(panel, station.querySelector(".keys"));
  region.refresh().then(() => station.current?.el.scrollIntoView({ block: "nearest" })); // the panel must not cover the field in work
}
