// The reader of an OpenAPI document. It is told the colours of the page, also when
// they change. Where there is no room for its list of operations, all stand below
// each other.
const place = document.getElementById("viewer");
const colours = {
  "bg-color": "--card", "text-color": "--ink", "primary-color": "--accent",
  "nav-bg-color": "--sunk", "nav-text-color": "--ink", "nav-hover-bg-color": "--accent-wash", "nav-hover-text-color": "--ink", "nav-accent-color": "--accent",
};
const settled = {
  "render-style": matchMedia("(min-width: 48.0625rem)").matches ? "focused" : "read", "show-header": "false", "show-info": "true", "allow-authentication": "false", "allow-server-selection": "false",
  "allow-spec-url-load": "false", "allow-spec-file-load": "false", "allow-spec-file-download": "false", "allow-try": "false",
  "load-fonts": "false", "font-size": "default", "use-path-in-nav-bar": "false", "schema-style": "table", "schema-description-expanded": "true",
  "show-method-in-nav-bar": "as-colored-text", "nav-item-spacing": "compact", "default-schema-tab": "schema", "update-route": "true", "sort-tags": "false",
};
const reader = document.createElement("rapi-doc");

function paint() {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name) => tokens.getPropertyValue(name).trim();
  reader.setAttribute("theme", tokens.colorScheme === "dark" ? "dark" : "light");
  for (const [name, from] of Object.entries(colours)) reader.setAttribute(name, token(from));
  reader.setAttribute("regular-font", token("--sans"));
  reader.setAttribute("mono-font", token("--mono"));
}

for (const [name, value] of Object.entries(settled)) reader.setAttribute(name, value);
paint();
new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);

try {
  await import(place.dataset.reader);
  reader.setAttribute("spec-url", place.dataset.source);
  place.replaceChildren(reader);
  const main = () => reader.shadowRoot.querySelector("main:not([role])")?.setAttribute("role", "presentation");
  new MutationObserver(main).observe(reader.shadowRoot, { childList: true, subtree: true }); // the page has a main of its own
} catch (error) {
  document.getElementById("reading").textContent = `The reader cannot be loaded: ${error.message}. The document itself is at ${place.dataset.source}.`;
}
place.removeAttribute("aria-busy");
