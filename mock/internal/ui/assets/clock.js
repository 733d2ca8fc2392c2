// The page of the clock: the time goes on between what the server tells, and so
// do the times until something is due.
const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "UTC" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
let told = null; // the face as it came, and when that was

function hear() {
  const face = document.querySelector("[data-now]");
  if (!face || face === told?.face) return;
  told = { face, at: performance.now(), now: Number(face.dataset.now), scale: face.hasAttribute("data-frozen") ? 0 : Number(face.dataset.scale) };
}

function tick() {
  hear();
  if (!told || told.scale === 0) return;
  const now = told.now + (performance.now() - told.at) * told.scale;
  set(told.face.querySelector("[data-time]"), time.format(now));
  set(told.face.querySelector("[data-day]"), day.format(now));
  for (const due of document.querySelectorAll("[data-due]")) {
    const left = Number(due.dataset.due) - now;
    set(due, left > 0 ? `in ${span(left / 1000)}` : "now");
    due.classList.toggle("late", left <= 0);
  }
}

// set touches the page only where it changes.
function set(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function span(seconds) {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h`;
  return `${(seconds / 86400).toFixed(1)} days`;
}

document.addEventListener("piece", hear);
hear();
setInterval(tick, 200);
