// A toast says what came of something that was done.
const place = document.getElementById("toasts");
const stays = { good: 4000, bad: 12000 };

export function toast(text, tone = "good") {
  const note = document.createElement("div");
  note.className = `toast ${tone}`;
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "icon";
  close.setAttribute("aria-label", "Dismiss");
  close.textContent = "×";
  close.addEventListener("click", () => note.remove());
  note.append(words, close);
  place.append(note);
  while (place.children.length > 3) place.firstElementChild.remove();
  setTimeout(() => note.remove(), stays[tone]);
}
