import { type DataTable, tableTexts } from "../../view/data-table.ts";
import { dataTable } from "../../view/scene.ts";
import type { Text } from "../../view/text.ts";
import type { Shown } from "./choices.ts";
import { button, element } from "./elements.web.ts";
import { nextSorting, sortedTable, type Sorting } from "./sort-rows.ts";

/** A view's numbers as a table that a reader can sort; made when it is first opened. */
export class TableView {
  readonly #place: HTMLElement;
  readonly #text: Text;
  #shown: Shown | null = null;
  #sorting: Sorting | null = null;
  /** Where the focus was before the table. */
  #origin: HTMLElement | null = null;

  /** @param place - A `details` element, or the box of a table that is always open. */
  constructor(place: HTMLElement, text: Text) {
    this.#place = place;
    this.#text = text;
    place.addEventListener("toggle", () => this.#write());
    place.addEventListener("keydown", (event) => {
      const back = event.key === "Escape" || event.key.toLowerCase() === "t";
      if (!back || event.ctrlKey || event.metaKey || this.#origin === null) return;
      this.toggle(this.#origin);
      event.preventDefault();
    });
  }

  show(shown: Shown): void {
    this.#shown = shown;
    this.#write();
  }

  /** Opens the table and goes there, or closes it and goes back. */
  toggle(origin: HTMLElement): void {
    if (!(this.#place instanceof HTMLDetailsElement)) return;
    this.#origin = origin;
    this.#place.open = !this.#place.open;
    this.#write();
    if (this.#place.open) this.#box().focus();
    else origin.focus();
  }

  #write(): void {
    if (this.#shown === null) return;
    if (this.#place instanceof HTMLDetailsElement && !this.#place.open) return;
    const { view, result } = this.#shown;
    const table = dataTable(view, result, this.#text);
    const sorted = this.#sorting === null ? table : sortedTable(table, this.#sorting);
    this.#box().replaceChildren(this.#element(sorted));
  }

  #box(): HTMLElement {
    if (!(this.#place instanceof HTMLDetailsElement)) return this.#place;
    const box = this.#place.querySelector<HTMLElement>(".listed");
    if (box !== null) return box;
    const made = element("div", { class: "scroll listed", role: "group", tabindex: "0" });
    made.setAttribute("aria-label", this.#text("view.numbers"));
    this.#place.querySelector(".unlisted")?.replaceWith(made);
    return made;
  }

  #element(table: DataTable): HTMLTableElement {
    const head = table.columns.map((_, column) => this.#head(table, column));
    const rows = tableTexts(table).map((row) =>
      element("tr", {}, ...row.map((words, i) => element("td", classOf(table, i), words))),
    );
    return element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows),
    );
  }

  #head(table: DataTable, column: number): HTMLElement {
    const sorted = this.#sorting?.column === column ? this.#sorting.direction : "none";
    const sort = button(table.columns[column].title, () => {
      this.#sorting = nextSorting(table, this.#sorting, column);
      this.#write();
      this.#box().querySelectorAll<HTMLElement>("th button")[column].focus();
    });
    const attributes = { scope: "col", "aria-sort": sorted, ...classOf(table, column) };
    return element("th", attributes, sort);
  }
}

function classOf({ columns }: DataTable, column: number): Readonly<Record<string, string>> {
  return columns[column].numeric ? {} : { class: "t" };
}
