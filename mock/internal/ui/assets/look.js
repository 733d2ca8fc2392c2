// The choice of colours: as the system, light, dark. And menus that close.
const names = { "": "as the system", light: "light", dark: "dark" };
const order = ["", "light", "dark"];
const button = document.getElementById("theme");

function show() {
  const now = document.documentElement.dataset.theme ?? "";
  button.setAttribute("aria-label", `Colours: ${names[now]}`);
  button.title = `Colours: ${names[now]}`;
}

button.addEventListener("click", () => {
  const root = document.documentElement;
  const next = order[(order.indexOf(root.dataset.theme ?? "") + 1) % order.length];
  if (next) {
    root.dataset.theme = next;
    localStorage.setItem("belvo-mock-theme", next);
  } else {
    delete root.dataset.theme;
    localStorage.removeItem("belvo-mock-theme");
  }
  show();
});
show();

// A command that would leave the window opens to the other side.
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.("details.curl[open]")) return;
    event.target.classList.remove("flip");
    const drop = event.target.querySelector(".drop").getBoundingClientRect();
    event.target.classList.toggle("flip", drop.right > document.documentElement.clientWidth);
  },
  true,
);

const menus = "details.menu[open], details.curl[open]";
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(menus)) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(menus);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
