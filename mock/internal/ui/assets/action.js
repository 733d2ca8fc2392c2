// Buttons and forms that call the control API. A button has data-call "METHOD
// /path" and perhaps data-body; a form has data-call and its fields become the body:
// a name with dots is an object in an object, data-kind is string (absent), number,
// boolean, moment (of UTC), list (by commas or lines) or json, and an empty field is left out. {name}
// in the path is a field. What comes back is told by a toast; data-then says what
// the page does next: "reload", or a path with {key} of the answer.
import { toast } from "./toast.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-call]");
  if (button && !button.disabled) run(button, button.dataset.call, button.dataset.body);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-call]");
  if (!form) return;
  event.preventDefault();
  clear(form);
  let call;
  try {
    call = callOf(form);
  } catch (error) {
    refuse(form, { message: error.message, field: error.field });
    return;
  }
  run(form, call.line, call.body);
});

async function run(from, line, body) {
  if (from.dataset.confirm && !window.confirm(from.dataset.confirm)) return;
  const busy = from.matches("form") ? from.querySelector("button:not([type=button])") : from;
  busy?.setAttribute("aria-busy", "true");
  try {
    let { ok, answer, status } = await call(line, body);
    for (let n = 1; ok && n < Number(from.dataset.times ?? 1); n++) ({ ok, answer, status } = await soon(line, body));
    if (ok) done(from, answer);
    else refuse(from, answer?.error ?? { message: `The server answered ${status}.` });
  } catch (error) {
    refuse(from, { message: `The server cannot be reached: ${error.message}` });
  } finally {
    busy?.removeAttribute("aria-busy");
  }
}

// soon makes a call that has to wait for the one before it to be over.
async function soon(line, body) {
  for (let n = 0; ; n++) {
    const told = await call(line, body);
    if (told.status !== 409 || n === 60) return told;
    await new Promise((go) => setTimeout(go, 100 + 20 * n));
  }
}

// call makes one call; answer is what came as JSON, or as text.
export async function call(line, body) {
  const space = line.indexOf(" ");
  const options = { method: line.slice(0, space), headers: { Accept: "application/json" }, cache: "no-store" };
  if (body) {
    options.body = body;
    options.headers["Content-Type"] = "application/json";
  }
  const response = await fetch(line.slice(space + 1), options);
  const text = await response.text();
  let answer = text;
  try {
    answer = JSON.parse(text);
  } catch {} // it is told as it is
  return { ok: response.ok, status: response.status, answer };
}

function done(from, answer) {
  toast((from.dataset.said ?? "Done.").replace(/\{(\w+)\}/g, (_, key) => answer?.[key] ?? ""), "good");
  from.dispatchEvent(new CustomEvent("done", { bubbles: true, detail: answer }));
  const then = from.dataset.then;
  if (!then) return;
  if (then === "reload") location.reload();
  else location.assign(then.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(answer?.[key] ?? "")));
}

function refuse(from, error) {
  const field = from.matches("form") && error.field ? from.elements.namedItem(error.field) : null;
  const place = from.matches("form") ? from.querySelector("[data-error]") : null;
  const beside = field?.setAttribute ? from.querySelector(`[data-error-of="${CSS.escape(error.field)}"]`) : null;
  if (field?.setAttribute) {
    field.setAttribute("aria-invalid", "true");
    if (beside) field.setAttribute("aria-describedby", beside.id);
    field.focus();
  }
  if (beside) beside.textContent = error.message;
  else if (place) place.textContent = (error.field ? `${error.field}: ` : "") + error.message;
  else toast(error.message, "bad");
  from.dispatchEvent(new CustomEvent("refused", { bubbles: true, detail: error }));
}

function clear(form) {
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const place of form.querySelectorAll("[data-error], [data-error-of]")) place.textContent = "";
}

// callOf is what a form calls with what.
export function callOf(form) {
  const used = new Set();
  const line = form.dataset.call.replace(/\{([\w.]+)\}/g, (_, name) => {
    used.add(name);
    return encodeURIComponent(form.elements.namedItem(name).value);
  });
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || used.has(field.name)) continue;
    if (field.type === "radio" && !field.checked) continue;
    const value = valueOf(field);
    if (value === undefined) continue;
    const names = field.name.split(".");
    const last = names.pop();
    let at = body;
    for (const name of names) at = at[name] ??= {};
    at[last] = value;
  }
  const whole = form.dataset.whole ? body[form.dataset.whole] : body; // one field that is all of the body
  const empty = whole === undefined || (typeof whole === "object" && whole !== null && Object.keys(whole).length === 0);
  return { line, body: empty ? "" : typeof whole === "string" && form.dataset.whole ? whole : JSON.stringify(whole) };
}

function valueOf(field) {
  if (field.type === "checkbox") return field.checked ? true : undefined;
  const text = field.dataset.kind ? field.value.trim() : field.value;
  if (text === "") return undefined;
  switch (field.dataset.kind) {
    case "number":
      return Number.isNaN(Number(text)) ? text : Number(text); // what is none is for the API to refuse
    case "boolean":
      return text === "true";
    case "moment": // of an input that knows no zone: UTC
      return text.length === 16 ? `${text}:00Z` : `${text}Z`;
    case "list":
      return text.split(/[\n,]/).map((part) => part.trim()).filter(Boolean);
    case "json":
      try {
        return JSON.parse(text);
      } catch (error) {
        throw Object.assign(new Error(`this is no JSON: ${error.message}`), { field: field.name });
      }
    default:
      return text;
  }
}

// A form's curl follows what is in it.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-call]");
  if (form) retell(form);
});

export function retell(form) {
  const place = form.querySelector("[data-curl] code");
  if (!place) return;
  try {
    const { line, body } = callOf(form);
    place.textContent = curl(line, body, place.closest("[data-curl]").dataset.curl);
  } catch {} // it says what it said before
}

function curl(line, body, base) {
  const [method, path] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)];
  const words = ["curl"];
  if (method !== "GET" && !(method === "POST" && body)) words.push("-X", method);
  words.push(quote(base + path));
  if (body) words.push("-H", quote("Content-Type: application/json"), "-d", quote(body));
  return words.join(" ");
}

const quote = (text) => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

for (const form of document.querySelectorAll("form[data-call]")) retell(form);
