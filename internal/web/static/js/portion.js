/** Says above a form that is split which part of it this screen shows. */
import { t } from "./texts.js";

export function portion(station, view) {
  const which = view.task?.portion; // none in practice
  if (!which) return;
  const bar = Object.assign(document.createElement("p"), { className: "portion" });
  bar.append(Object.assign(document.createElement("b"), { textContent: t(`portion.only.${which}`) }), " ", t("portion.rest"));
  station.querySelector(".station-info").before(bar);
}
