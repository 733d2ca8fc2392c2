// The keyboard: a letter presses what it names, if nobody writes.
import { isLive, isPaused, pause } from "./live.js";

const dialog = document.getElementById("keys");
const writes = (target) => target.closest("input, textarea, select, [contenteditable]");
const places = { t: 0, l: 1, f: 2, c: 3, s: 4 };
let going = false;

document.getElementById("help").addEventListener("click", () => dialog.showModal());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  if (writes(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (going) {
    going = false;
    const link = document.querySelectorAll('nav[aria-label="Workspace"] a')[places[event.key]];
    if (link) return location.assign(link.href);
  }
  const act = acts[event.key];
  if (!act || act() === false) return;
  event.preventDefault();
});

const acts = {
  "/": () => {
    const search = document.querySelector("input[type=search]");
    if (!search) return false;
    search.focus();
    search.select();
  },
  "?": () => dialog.showModal(),
  g: () => {
    going = true;
    setTimeout(() => (going = false), 1500);
  },
  j: () => step(1),
  k: () => step(-1),
  Enter: () => {
    const link = document.activeElement === current() && current()?.querySelector("a[data-open]");
    if (!link) return false;
    link.click();
  },
  r: () => press("r"),
  d: () => press("d"),
  p: () => document.getElementById("pause")?.click() ?? false,
};

const cards = () => [...document.querySelectorAll("[data-card]")];
const current = () => document.querySelector("[data-card][aria-current]");

function step(by) {
  const all = cards();
  if (all.length === 0) return false;
  const at = all.indexOf(current());
  mark(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
}

function mark(card) {
  current()?.removeAttribute("aria-current");
  card.setAttribute("aria-current", "true");
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

// press is for the marked card, or for the page where none is.
function press(key) {
  const button = (current() ?? document.getElementById("main")).querySelector(`[data-key="${key}"]`);
  if (!button) return false;
  button.click();
}

const button = document.getElementById("pause");
if (button && isLive()) {
  const show = () => {
    button.setAttribute("aria-pressed", isPaused());
    button.querySelector("span").textContent = isPaused() ? "Go on" : "Pause";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    pause(!isPaused());
    show();
  });
  document.addEventListener("pieces", (event) => {
    if (isPaused()) button.querySelector("span").textContent = `Go on (${event.detail})`;
  });
}
