// Only a convenience: the page is whole without it.
const open = () => {
  const target = document.getElementById(location.hash.slice(1));
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target?.scrollIntoView();
};
addEventListener("hashchange", open);
open();
const button = document.querySelector("#unfold");
button.hidden = false;
button.addEventListener("click", () => {
  const folds = [...document.querySelectorAll("details.scenario")];
  const all = folds.every((fold) => fold.open);
  for (const fold of folds) fold.open = !all;
  button.textContent = all ? "Unfold all" : "Fold all";
});
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.scenario")) fold.open = true;
});
