/** What stands around the fields of an entry: whose form it is, how far it is, which keys there are. */
import { lasts } from "./lasts.js";
import { t } from "./texts.js";
import { portion } from "./portion.js";

const chip = (text, kind = "") => Object.assign(document.createElement("span"), { className: `chip ${kind}`, textContent: text });

export function head(station) {
  const { application: a, task } = station.view;
  const now = Date.parse(document.body.dataset.now || new Date().toISOString());
  const minutes = Math.max(0, Math.floor((now - Date.parse(a.waiting_since)) / 60000));
  station.done = Object.assign(document.createElement("span"), { className: "quiet" });
  station.saved = chip(t(station.practice ? "practice.unsaved" : "entry.saved"), "ok");
  station.saved.setAttribute("role", "status");
  station.paused = chip(t("entry.paused"), "warn");
  station.paused.hidden = true;
  station.bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  station.bar.setAttribute("aria-label", t("entry.progress_label"));
  const who = station.practice ? t("practice.title") : `${a.reception}（${a.ticket}）`;
  const place = [a.office_name, a.counter_name].filter(Boolean).join(" ");
  portion(station, station.view);
  station.querySelector(".station-info").append(
    Object.assign(document.createElement("strong"), { className: "num", textContent: who }), chip(a.form_name),
    ...(station.practice ? [] : [chip(place), chip(t("entry.since", { time: lasts(minutes) }), minutes >= 15 ? "warn" : "")]),
    ...(task.kind === "first" ? [] : [chip(t(`entry.kind.${task.kind}`), "warn")]), station.paused, station.done, station.bar, station.saved);
}

const KEYS = [["Enter", "next"], ["Shift+Enter", "back"], ["F2", "whole"], ["F3", "glyphs"], ["F4", "unreadable"], ["Alt+1…3", "offers"], ["Alt+0", "ditto"], ["Alt+R", "turn"], ["Alt+Q", "ask"], ["Alt+H", "hold"], ["Alt+J", "why"]];

export function legend(station) {
  const bar = station.querySelector(".keys");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", t("entry.keys"));
  for (const [key, name] of KEYS) {
    if (station.practice && ["ask", "hold", "why"].includes(name)) continue;
    const span = document.createElement("span");
    span.append(Object.assign(document.createElement("kbd"), { textContent: key }), " " + t(`entry.key.${name}`));
    bar.append(span);
  }
  station.sendButton = Object.assign(document.createElement("button"), { type: "button", className: "primary" });
  station.sendButton.append(t(station.practice ? "practice.send" : "entry.send") + " ", Object.assign(document.createElement("kbd"), { textContent: "Ctrl+Enter" }));
  station.sendButton.onclick = () => station.finish();
  bar.append(Object.assign(document.createElement("span"), { className: "spring" }), station.sendButton);
}
