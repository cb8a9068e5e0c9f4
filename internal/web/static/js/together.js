/**
 * <hand-over> adds up what is about to be handed over: the errands that are
 * ticked, their papers with copies, and the fees that are not waived.
 */
class HandOver extends HTMLElement {
  connectedCallback() {
    this.sum = this.querySelector("[data-sum]");
    this.addEventListener("input", () => this.add());
    this.add();
  }
  add() {
    let n = 0, papers = 0, fee = 0;
    for (const part of this.querySelectorAll("[data-part]")) {
      if (!part.querySelector("[name=application]").checked) continue;
      n++;
      for (const row of part.querySelectorAll("[data-fee]")) {
        const copies = Number(row.querySelector("[name$=-copies]")?.value || 1) || 0;
        if ("paper" in row.dataset) papers += copies;
        if (!row.querySelector("input[value=waived]:checked")) fee += copies * Number(row.dataset.fee);
      }
    }
    const text = this.dataset.total.replace("{n}", n).replace("{papers}", papers).replace("{fee}", fee);
    if (this.sum.textContent !== text) this.sum.textContent = text;
  }
}
customElements.define("hand-over", HandOver);
