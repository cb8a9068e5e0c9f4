/**
 * Colleagues in a room as shape and colour, always both. Whoever comes first
 * gets the first sign and keeps it on this screen as long as the page lives.
 */
import { h, icon } from "./dom.js";
import { t } from "./texts.js";

const SIGNS = [["circle", "●"], ["diamond", "◆"], ["triangle", "▲"], ["star", "★"]];

export class Peers {
  constructor(me) {
    this.me = me;
    this.order = [];
  }

  /** The sign of a person: shape, the same shape as a letter, colour. */
  sign(staff) {
    if (staff === this.me) return { shape: "square", letter: "■", colour: "var(--c-primary)" };
    let i = this.order.indexOf(staff);
    if (i < 0) i = this.order.push(staff) - 1;
    const [shape, letter] = SIGNS[i % SIGNS.length];
    return { shape, letter, colour: `var(--c-peer-${(i % SIGNS.length) + 1})` };
  }

  /** A person as an item of the list of who is here. */
  badge(person) {
    const sign = this.sign(person.staff);
    const words = person.me ? t("verify.you", { name: person.name }) : [person.name, person.office_name].filter(Boolean).join("・");
    const item = h("li", { class: person.me ? "me" : "" }, icon(sign.shape), words);
    item.style.setProperty("--peer", sign.colour);
    return item;
  }

  /** What others look at, for the image. */
  marks(people, regionOf) {
    return people.filter((p) => !p.me && p.field).map((p) => {
      const sign = this.sign(p.staff);
      return { id: p.staff, region: regionOf(p.field), colour: sign.colour, name: `${sign.letter} ${t("verify.person", { name: p.name })}` };
    });
  }
}
