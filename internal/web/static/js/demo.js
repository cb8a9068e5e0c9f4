/** The first sight of the sample city: four live screens that follow whoever works. */
const LOOK = 1500; // ms between two looks at who works where

/** Lets a tile show another screen: the new one loads behind the old one and takes its place when it is there. */
function turnTo(tile, src) {
  tile.querySelector("iframe.next")?.remove();
  const old = tile.querySelector("iframe");
  const fresh = old.cloneNode(false);
  fresh.classList.add("next");
  fresh.addEventListener("load", () => setTimeout(() => {
    if (!fresh.isConnected) return;
    old.remove();
    fresh.classList.remove("next");
  }, 600), { once: true });
  fresh.src = src;
  old.after(fresh);
  tile.dataset.src = src;
}

async function look() {
  try {
    const answer = await fetch("/demo/scene", { cache: "no-store", headers: { Accept: "application/json" } });
    if (answer.ok) for (const t of (await answer.json()).tiles) show(t);
  } catch { /* the power is off; the next look finds out */ }
  setTimeout(look, LOOK);
}

function show({ role, src, who, seat, free }) {
  const tile = document.querySelector(`[data-tile="${role}"]`);
  if (!tile || tile.dataset.src === src) return;
  tile.querySelector("[data-who]").textContent = who;
  tile.querySelector("[name=seat]").value = seat;
  tile.querySelector("form").hidden = !free;
  turnTo(tile, src);
}

async function line() {
  try {
    const answer = await fetch("/demo?part=line", { cache: "no-store" });
    if (answer.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".demo-line");
      document.querySelector(".demo-line").replaceChildren(...fresh.childNodes);
    }
  } catch { /* see look */ }
  setTimeout(line, 5000);
}

if (document.querySelector("[data-tile]")) {
  look();
  setTimeout(line, 5000);
}
