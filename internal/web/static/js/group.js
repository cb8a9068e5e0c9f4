/** <group-station data-kind>: many fields of one kind side by side; doubtful ones are marked, Enter confirms the rest. */
import { send } from "./net.js";
import { t } from "./texts.js";
import { snippet } from "./scan-view.js";

const LOOK = 400; // ms the screen must have been looked at before a yes counts

class GroupStation extends HTMLElement {
  connectedCallback() {
    this.kind = this.dataset.kind;
    this.addEventListener("keydown", (e) => this.key(e));
    this.load();
  }

  async load(said = "") {
    try {
      const { snippets } = await send("GET", `/verify/group/${this.kind}/rows`);
      this.show(snippets, said);
    } catch (problem) {
      this.say(problem.words);
    }
  }

  show(list, said) {
    this.list = list;
    this.doubtful = new Set();
    this.innerHTML = `<p class="quiet" role="status"></p><div class="group"></div><div class="row group-keys"></div>`;
    [this.status, this.grid, this.bar] = this.children;
    this.say(said || (list.length ? t("group.how") : t("group.none")));
    if (!list.length) return;
    list.forEach((s, i) => this.grid.append(this.tile(s, i)));
    const all = Object.assign(document.createElement("button"), { type: "button", className: "primary large" });
    all.onclick = () => this.confirm();
    this.bar.append(all);
    this.all = all;
    this.count();
    this.shown = performance.now();
    this.grid.firstElementChild.focus();
  }

  tile(s, i) {
    const b = Object.assign(document.createElement("button"), { type: "button", className: "group-tile" });
    b.setAttribute("aria-pressed", "false");
    b.innerHTML = `<span class="snip" aria-hidden="true"></span><b></b><small></small>`;
    b.children[1].textContent = s.shown;
    b.children[2].textContent = `${s.name}　${s.form}`;
    b.onclick = () => this.doubt(i);
    if (s.view) requestAnimationFrame(() => snippet(b.firstElementChild, s.view, s.region));
    return b;
  }

  /** あやしい: the field is left for its own room. */
  doubt(i) {
    const on = !this.doubtful.has(i);
    if (on) this.doubtful.add(i);
    else this.doubtful.delete(i);
    this.grid.children[i].setAttribute("aria-pressed", String(on));
    this.count();
  }

  count() {
    const n = this.list.length - this.doubtful.size;
    this.all.replaceChildren(t("group.confirm", { n }), " ", Object.assign(document.createElement("kbd"), { textContent: "Enter" }));
  }

  key(e) {
    const tiles = [...(this.grid?.children ?? [])], at = tiles.indexOf(document.activeElement);
    const row = Math.max(1, Math.floor((this.grid?.clientWidth ?? 0) / 310));
    const does = { Enter: () => this.confirm(e), ArrowRight: () => tiles[at + 1]?.focus(), ArrowLeft: () => tiles[at - 1]?.focus(), ArrowDown: () => tiles[at + row]?.focus(), ArrowUp: () => tiles[at - row]?.focus() }[e.key];
    if (!does) return;
    e.preventDefault();
    does();
  }

  /** 正しい: everything that is not marked; a held-down Enter and a glance do not count. */
  async confirm(e) {
    if (e?.repeat || this.sending || performance.now() - this.shown < LOOK) return;
    const fields = this.list.filter((_, i) => !this.doubtful.has(i)).map((s) => ({ task: s.task, field: s.field, version: s.version }));
    if (!fields.length) return this.say(t("group.all_doubtful"));
    this.sending = true;
    this.all.setAttribute("aria-busy", "true");
    try {
      const done = await send("POST", "/verify/group/confirm", { fields });
      await this.load(t(done.refused ? "group.some" : "group.done", { n: done.confirmed, left: done.refused }));
    } catch (problem) {
      this.say(problem.words);
    }
    this.sending = false;
    this.all?.removeAttribute("aria-busy");
  }

  say(text) {
    if (!this.status) this.innerHTML = `<p class="quiet" role="status"></p>`;
    (this.status ??= this.firstElementChild).textContent = text;
  }
}
customElements.define("group-station", GroupStation);
