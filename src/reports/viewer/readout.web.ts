import { element } from "./elements.web.ts";

/** The value under the pointer or the cursor: beside it on the page, and spoken. */
export class Readout {
  readonly #tip = element("div", { class: "tip", "aria-hidden": "true" });
  readonly #spoken = element("div", { class: "unseen", "aria-live": "polite", role: "status" });

  constructor(parent: HTMLElement) {
    parent.append(this.#tip, this.#spoken);
  }

  /** Shows a text above a box of the window, below it where there is no room. */
  show(label: string, box: DOMRect): void {
    const tip = this.#tip;
    tip.textContent = label;
    tip.classList.add("shown");
    const { width, height } = tip.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - 8;
    const left = Math.max(8, Math.min(room, box.left + box.width / 2 - width / 2));
    const above = box.top - height - 8;
    const top = above >= 4 ? above : box.bottom + 8;
    tip.style.transform = `translate(${Math.round(left)}px,${Math.round(top)}px)`;
  }

  hide(): void {
    this.#tip.classList.remove("shown");
  }

  say(words: string): void {
    this.#spoken.textContent = words;
  }
}
