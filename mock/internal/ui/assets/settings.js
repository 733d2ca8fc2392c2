// Workspaces and settings: what a call answers is shown where it can be read: the
// password of a new workspace, the way to a webhook, the places where a scenario is
// wrong.
import { retell } from "./action.js";
import { toast } from "./toast.js";

const byId = (id) => document.getElementById(id);

document.addEventListener("done", (event) => {
  if (event.detail?.secret_password) made(event.detail);
  if (event.detail?.steps) reached(event.detail);
});

function made(workspace) {
  const panel = byId("made");
  const fill = (name) => panel.querySelector(`[data-made="${name}"]`);
  const quote = (text) => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
  const page = `/w/${encodeURIComponent(workspace.secret_id)}/`;
  fill("secret_id").textContent = workspace.secret_id;
  fill("secret_password").textContent = workspace.secret_password;
  const curl = fill("curl");
  curl.textContent = `curl -u ${quote(`${workspace.secret_id}:${workspace.secret_password}`)} ${quote(`${curl.dataset.base}/api/institutions/`)}`;
  fill("page").href = page;
  fill("settings").href = `${page}settings`;
  panel.hidden = false;
  panel.focus({ preventScroll: true });
  panel.scrollIntoView({ block: "nearest" });
}

const names = { url: "The URL", resolve: "Its name", connect: "The way there", tls: "Its certificate", answer: "An answer" };

function reached(reach) {
  const list = document.createElement("ol");
  list.className = "plain way";
  for (const step of reach.steps) {
    const item = document.createElement("li");
    item.className = step.ok ? "ok" : "fail";
    const name = document.createElement("b");
    name.textContent = names[step.name] ?? step.name;
    const state = document.createElement("span");
    state.className = "chip";
    state.textContent = step.ok ? "works" : "fails";
    const detail = document.createElement("p");
    detail.textContent = step.detail;
    item.append(name, state, detail);
    list.append(item);
  }
  const verdict = document.createElement("p");
  verdict.textContent = reach.ok ? `${reach.url} can be reached from here.` : `${reach.url} cannot be reached from here.`;
  byId("reach").replaceChildren(verdict, list);
}

const scenario = byId("load");
if (scenario) {
  const text = scenario.elements.namedItem("document");
  const problems = byId("problems");
  const put = (document) => {
    text.value = document;
    text.scrollTop = 0;
    text.removeAttribute("aria-invalid");
    problems.hidden = true;
    scenario.querySelector("[data-error]").textContent = "";
    retell(scenario);
  };

  for (const choice of document.querySelectorAll("[data-scenario]")) choice.addEventListener("click", () => put(choice.dataset.scenario));

  const exporting = byId("export");
  exporting.hidden = false;
  exporting.addEventListener("click", async () => {
    try {
      const answer = await fetch(exporting.dataset.from, { headers: { Accept: "application/yaml" }, cache: "no-store" });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      put(await answer.text());
    } catch (error) {
      toast(`This world cannot be shown: ${error.message}`, "bad");
    }
  });

  // goTo selects a line, and shows it in the middle.
  const goTo = (line) => {
    const lines = text.value.split("\n");
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(from, from + (lines[line - 1] ?? "").length);
    text.scrollTop = (text.scrollHeight * (line - 1)) / lines.length - text.clientHeight / 2;
  };

  scenario.addEventListener("refused", (event) => {
    const { message, line } = event.detail;
    if (!line) return;
    problems.replaceChildren(
      ...message.split("\n").map((one) => {
        const [, at, , what] = one.match(/^[^:]*:(\d+):(\d+): (.*)$/s) ?? [null, line, 0, one];
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button quiet";
        button.textContent = `line ${at}`;
        button.addEventListener("click", () => goTo(Number(at)));
        const words = document.createElement("span");
        words.textContent = what;
        item.append(button, words);
        return item;
      }),
    );
    problems.hidden = false;
    scenario.querySelector("[data-error]").textContent = "It is not loaded: mend the lines above.";
    text.setAttribute("aria-invalid", "true");
    goTo(line);
  });
  scenario.addEventListener("done", () => (problems.hidden = true));
}
