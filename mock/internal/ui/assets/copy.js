// Buttons that copy: the text of the command beside them, or what stands at
// data-from.
import { toast } from "./toast.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  event.preventDefault();
  try {
    const text = button.dataset.from ? await textAt(button.dataset.from) : button.dataset.copy || button.parentElement.querySelector("code").textContent;
    await write(text);
    toast(button.dataset.said ?? "Copied.", "good");
  } catch (error) {
    toast(`It cannot be copied: ${error.message}`, "bad");
  }
});

async function textAt(path) {
  const response = await fetch(path, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.text();
}

// Browsers give the clipboard to secure pages alone; a page by plain http from
// another machine is none.
async function write(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("the browser does not allow it");
}
