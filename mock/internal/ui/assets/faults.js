// The page of faults: the search in the catalogue, and the file of rules.
const seek = document.getElementById("seek");
const nothing = document.querySelector(".catalogue .nil");

function sift() {
  const text = seek.value.trim().toLowerCase();
  let some = false;
  for (const group of document.querySelectorAll("[data-group]")) {
    let left = false;
    for (const row of group.querySelectorAll("[data-fault]")) {
      row.hidden = !row.textContent.toLowerCase().includes(text);
      left ||= !row.hidden;
    }
    group.hidden = !left;
    some ||= left;
  }
  nothing.hidden = some;
}
seek.hidden = false;
seek.addEventListener("input", sift);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-download]");
  if (!button) return;
  const url = URL.createObjectURL(new Blob([document.getElementById(button.dataset.of).textContent], { type: "application/yaml" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: button.dataset.download });
  link.click();
  URL.revokeObjectURL(url);
});

// What is chosen is shown in the catalogue, and the page stays where it is.
const shelf = document.querySelector(".shelf");
const chosen = shelf.querySelector("[aria-current]");
if (chosen) shelf.scrollTop = chosen.offsetTop - shelf.clientHeight / 2;
