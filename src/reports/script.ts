/**
 * What a report does where scripts run: values under the pointer, pinned values, copied commands, the
 * ground's colour. Without it the page is complete. Kept as text, since it never runs here.
 */
export const reportScript: string = `
const root = document.documentElement;
const words = JSON.parse(document.getElementById("words").textContent);
for (const button of document.querySelectorAll("[hidden][data-do]")) button.hidden = false;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button !== null) actions[button.dataset.do](button);
  else pin(event.target.closest("[data-key]"));
});

const actions = {
  async copy(button) {
    const text = button.parentElement.querySelector("code").textContent;
    await navigator.clipboard.writeText(text);
    say(button, words.copied);
  },
  theme() {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    root.dataset.theme = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
  },
  save(button) {
    const text = document.getElementById("results").textContent;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "vitrine-results.json";
    link.click();
    URL.revokeObjectURL(link.href);
  },
};

function say(button, text) {
  const before = button.textContent;
  button.textContent = text;
  setTimeout(() => { button.textContent = before; }, 1500);
}

function pin(mark) {
  if (mark === null) return;
  const view = mark.closest(".view");
  const again = mark.classList.contains("pinned");
  for (const other of view.querySelectorAll(".pinned")) other.classList.remove("pinned");
  if (!again) {
    for (const same of view.querySelectorAll('[data-key="' + CSS.escape(mark.dataset.key) + '"]')) {
      same.classList.add("pinned");
    }
  }
  show(view, again ? null : mark);
}

function show(view, mark) {
  let line = view.querySelector(".readout");
  if (line === null) {
    line = document.createElement("p");
    line.className = "readout";
    line.setAttribute("aria-live", "polite");
    view.querySelector("figcaption").append(line);
  }
  line.textContent = mark === null ? "" : mark.title || mark.querySelector("title")?.textContent || "";
}

document.addEventListener("pointerover", (event) => {
  const mark = event.target.closest?.("[data-key]");
  if (mark == null) return;
  const view = mark.closest(".view");
  if (view.querySelector(".pinned") === null) show(view, mark);
});
`.trim();
