// What the widget's pages do besides forms: search as you type, send a form once,
// tell the page around the frame, and go back to the application. Every page works
// without it but for the frame.
document.documentElement.classList.add("js");

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const search = document.querySelector("[data-search]");
if (search) {
  const narrow = () => {
    const words = fold(search.q.value).split(/\s+/).filter(Boolean);
    const country = search.country?.value ?? "";
    let shown = 0;
    for (const bank of document.querySelectorAll("[data-bank]")) {
      const fits = words.every((word) => bank.dataset.bank.includes(word)) && (!country || bank.dataset.country.includes(country));
      bank.hidden = !fits;
      shown += fits;
    }
    document.querySelector("[data-none]").hidden = shown > 0;
  };
  search.addEventListener("input", narrow);
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    document.querySelector("[data-bank]:not([hidden]) button")?.focus();
  });
}

for (const form of document.querySelectorAll("[data-once]")) {
  form.addEventListener("submit", () => {
    // After the form has been read, so that the pressed button is in it.
    setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("[data-once] button").forEach((button) => { button.disabled = false; });
});

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) document.querySelector("[data-close]")?.click();
});

(document.querySelector("[aria-invalid]") ?? document.querySelector("main .fields :is(input:not([type]), input[type=text], input[type=password])"))?.focus();

const { parent: origin, message } = document.body.dataset;
if (origin && message && window.parent !== window) {
  const told = JSON.parse(message);
  if (told.event) told.event.meta_data.timestamp = new Date().toISOString();
  window.parent.postMessage({ source: "belvo-mock", ...told }, origin === "null" ? "*" : origin);
}
const way = document.querySelector("a[data-go]");
if (way && !origin) location.replace(way.href);
