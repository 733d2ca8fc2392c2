// A page that follows what happens: it asks for itself as an event stream, and
// puts the parts that come where they belong. A page that nobody sees does not.
let source = null;
let mark = document.body.dataset.live;
let paused = false;
let waiting = [];
let over = false;
const connection = document.getElementById("connection");

export const isLive = () => mark !== undefined;

export function pause(on) {
  paused = on;
  if (on) return;
  for (const piece of waiting.splice(0)) put(piece);
}

export const isPaused = () => paused;

function connect() {
  if (source || over || document.hidden) return;
  const url = new URL(location.href);
  url.hash = "";
  url.searchParams.set("live", mark);
  source = new EventSource(url);
  source.addEventListener("here", () => say(""));
  source.addEventListener("pieces", (event) => {
    if (event.lastEventId) mark = event.lastEventId;
    for (const piece of JSON.parse(event.data)) paused ? waiting.push(piece) : put(piece);
    document.dispatchEvent(new CustomEvent("pieces", { detail: waiting.length }));
  });
  source.addEventListener("reload", () => location.reload());
  source.addEventListener("over", (event) => {
    over = true;
    disconnect();
    say(JSON.parse(event.data));
  });
  source.onerror = () => {
    if (source?.readyState === EventSource.CLOSED) {
      disconnect();
      setTimeout(connect, 3000);
    }
    if (!over) say("The connection to the server is lost. This page shows what it last knew, and goes on by itself when the server is back.");
  };
}

function disconnect() {
  source?.close();
  source = null;
}

function say(text) {
  connection.textContent = text;
  connection.hidden = text === "";
}

// put replaces an element, or what stands in it, and keeps what the reader has
// opened or marked. What is the same is left alone.
function put(piece) {
  const old = document.getElementById(piece.id);
  if (piece.gone) return old?.remove();
  if (old && old.dataset.digest === piece.digest) return;
  const holder = document.createElement("template");
  holder.innerHTML = piece.html;
  const whole = holder.content.firstElementChild?.id === piece.id ? holder.content.firstElementChild : null;
  if (old) replace(old, whole, holder, piece.digest);
  else if (whole && piece.into) add(document.getElementById(piece.into), whole, piece.digest);
}

function add(into, fresh, digest) {
  fresh.dataset.digest = digest;
  fresh.classList.add("fresh");
  into?.prepend(fresh);
  document.dispatchEvent(new CustomEvent("piece", { detail: fresh }));
}

function replace(old, whole, holder, digest) {
  const same = whole ? whole.innerHTML === old.innerHTML && whole.className === old.className : holder.innerHTML === old.innerHTML;
  old.dataset.digest = digest;
  if (same) return;
  const open = [...old.querySelectorAll("details")].map((d) => d.open);
  const focused = old.contains(document.activeElement) ? pathTo(old, document.activeElement) : null;
  let now = old;
  if (whole) {
    now = whole;
    now.dataset.digest = digest;
    if (old.hasAttribute("aria-current")) now.setAttribute("aria-current", "true");
    old.replaceWith(now);
  } else {
    old.replaceChildren(holder.content);
  }
  now.querySelectorAll("details").forEach((d, i) => (d.open = open[i] ?? d.open));
  if (focused) at(now, focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("piece", { detail: now }));
}

function pathTo(root, node) {
  const steps = [];
  for (; node !== root; node = node.parentElement) steps.unshift([...node.parentElement.children].indexOf(node));
  return steps;
}

const at = (root, steps) => steps.reduce((node, i) => node?.children[i], root);

if (isLive()) {
  connect();
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", connect);
}
