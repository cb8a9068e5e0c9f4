/** The counter check: touching a value shows its place on the paper. */
const paper = document.querySelector("scan-view");
const rows = [...document.querySelectorAll("tr[data-region]")];

function look(row) {
  const [page, x, y, w, h] = row.dataset.region.split(",").map(Number);
  rows.forEach((r) => r.classList.toggle("looking", r === row));
  paper?.focusRegion({ page, x, y, w, h });
}

for (const row of rows) {
  row.addEventListener("click", () => look(row));
  row.addEventListener("focusin", () => look(row));
}
