import type { ResultFields } from "../../methods/result.ts";
import { labelsAt } from "../../view/resolve.ts";
import { plainViews } from "../../view/scene.ts";
import { sliceText } from "../../view/slice-text.ts";
import type { PlainView, Pointer, Transform } from "../../view/spec.ts";
import type { Text } from "../../view/text.ts";
import type { Panel } from "../content.ts";
import { type Choices, chosenView, isScaled, type Order, slicesOf } from "./choices.ts";
import { copyText } from "./clipboard.web.ts";
import { button, chooser, element } from "./elements.web.ts";
import { FigureView } from "./figure.web.ts";
import type { Readout } from "./readout.web.ts";
import { type FigureFormat, saveFigure, saveJson } from "./save.web.ts";
import { sliceChoosers } from "./slices.web.ts";
import { TableView } from "./table.web.ts";

export interface PanelContext {
  readonly panel: Panel;
  readonly result: ResultFields;
  /** The result as the file holds it. */
  readonly stored: unknown;
  readonly text: Text;
  readonly readout: Readout;
  readonly isDark: () => boolean;
  /** Kept where the page is written anew. */
  readonly choices: Choices;
  readonly onChoice: (choices: Choices) => void;
}

interface Part {
  readonly view: PlainView;
  readonly element: HTMLElement;
  readonly figure: FigureView | null;
  readonly table: TableView | null;
}

/** A panel's pictures and tables, and what a reader can choose, copy and save there. */
export class PanelView {
  readonly #section: HTMLElement;
  readonly #context: PanelContext;
  readonly #views: readonly PlainView[];
  readonly #parts: readonly Part[];
  #choices: Choices;

  constructor(section: HTMLElement, context: PanelContext) {
    this.#section = section;
    this.#context = context;
    this.#choices = context.choices;
    this.#views = plainViews(context.panel.view);
    this.#parts = [...section.querySelectorAll<HTMLElement>("figure[data-view]")].map((figure) =>
      this.#part(figure),
    );
    this.#addCommands();
    this.#draw();
  }

  /** Opens the table of the first picture, or closes it and goes back to where the reader was. */
  toggleTable(origin: HTMLElement): void {
    this.#parts.find(({ table }) => table !== null)?.table?.toggle(origin);
  }

  redraw(room?: number): void {
    for (const { element, figure } of this.#parts) {
      const beside = element.clientWidth < this.#section.clientWidth * 0.6;
      figure?.redraw(room === undefined || !beside ? room : room / 2 - 12);
    }
  }

  #part(figure: HTMLElement): Part {
    const view = this.#views[Number(figure.dataset.view)];
    const { text, readout } = this.#context;
    const box = figure.querySelector<HTMLElement>(".picture");
    const numbers = figure.querySelector<HTMLElement>(".numbers, .listed");
    const table = numbers === null ? null : new TableView(numbers, text);
    const name = text(view.title.id, view.title.params);
    const drawn =
      box === null
        ? null
        : new FigureView(box, name, {
            text,
            readout,
            onPick: (key) => this.#picked(view, key),
            onKey: (event) => this.#key(event, view, table, box),
          });
    this.#addSaving(figure, view, drawn);
    return { view, element: figure, figure: drawn, table };
  }

  #draw(): void {
    const { result, text } = this.#context;
    this.#section.querySelector(".choices")?.replaceChildren(...this.#choosers());
    for (const { view, element, figure, table } of this.#parts) {
      const shown = chosenView({ view, result }, this.#choices);
      figure?.draw(shown);
      table?.show(shown);
      const line = element.querySelector(".chosen");
      if (line !== null) line.textContent = sliceText(shown.view, result, text);
      const own = slicesOf(view).every(({ at }, i) => slicesOf(shown.view)[i].at === at);
      element.querySelector("figcaption p:not(.chosen)")?.toggleAttribute("hidden", !own);
    }
  }

  #choose(change: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...change };
    this.#context.onChoice(this.#choices);
    const focused = focusIn(this.#section);
    this.#draw();
    focused();
  }

  #slice(data: Pointer, at: readonly number[]): void {
    this.#choose({ slices: new Map([...this.#choices.slices, [data, at]]) });
  }

  /** The index shown on each sliced axis of a tensor. */
  #at(data: Pointer): readonly number[] {
    const sliced = this.#slicedOn(data);
    const own = sliced === undefined ? [] : slicesOf(sliced).map(({ at }) => at);
    return this.#choices.slices.get(data) ?? own;
  }

  #slicedOn(data: Pointer): PlainView | undefined {
    return this.#views.find((view) => view.data === data && slicesOf(view).length > 0);
  }

  #picked({ kind, data }: PlainView, key: string): void {
    const place = key.split(":").map(Number);
    if (kind === "head-grid" && this.#at(data).length === place.length) this.#slice(data, place);
  }

  #key(event: KeyboardEvent, view: PlainView, table: TableView | null, box: HTMLElement): void {
    if (event.key.toLowerCase() === "t") table?.toggle(box);
    const step = STEPS.get(event.key);
    if (step !== undefined) this.#step(view, ...step);
  }

  /** Goes to the layer or head before or after, where there is one. */
  #step({ data }: PlainView, axis: number, by: number): void {
    const { result, text, readout } = this.#context;
    const view = this.#slicedOn(data);
    const slice = view === undefined ? undefined : slicesOf(view)[axis];
    if (view === undefined || slice === undefined) return;
    const at = this.#at(data);
    const to = at[axis] + by;
    if (labelsAt(result, slice.names)[to] === undefined) return;
    this.#slice(data, at.with(axis, to));
    readout.say(sliceText(chosenView({ view, result }, this.#choices).view, result, text));
  }

  #choosers(): HTMLElement[] {
    const { result, text } = this.#context;
    const sliced = new Map(
      this.#views.filter((view) => slicesOf(view).length > 0).map((view) => [view.data, view]),
    );
    const choosers = [...sliced.values()].flatMap((view) =>
      sliceChoosers(slicesOf(view), this.#at(view.data), { result, text }, (at) =>
        this.#slice(view.data, at),
      ),
    );
    if (this.#views.some(isScaled)) choosers.push(this.#scaleChooser());
    if (this.#views.some(({ kind }) => kind === "bars")) choosers.push(this.#orderChooser());
    return choosers;
  }

  #scaleChooser(): HTMLElement {
    const { text } = this.#context;
    const names: readonly Transform[] = ["linear", "sqrt", "log"];
    const options = names.map((value) => ({ value, words: text(`viewer.${value}`) }));
    const current = this.#choices.transform ?? ownTransform(this.#views.filter(isScaled)[0]);
    return chooser(text("viewer.scale"), options, current, (transform) =>
      this.#choose({ transform }),
    );
  }

  #orderChooser(): HTMLElement {
    const { text } = this.#context;
    const names: readonly Order[] = ["given", "value"];
    const options = names.map((value) => ({ value, words: text(`viewer.${value}`) }));
    return chooser(text("viewer.order"), options, this.#choices.order, (order) =>
      this.#choose({ order }),
    );
  }

  #addSaving(figure: HTMLElement, view: PlainView, drawn: FigureView | null): void {
    const { panel, result, text, isDark } = this.#context;
    const formats: readonly FigureFormat[] =
      view.kind === "table" ? ["csv"] : ["svg", "png", "csv"];
    const buttons = formats.map((format) =>
      button(format.toUpperCase(), () => {
        const shown = chosenView({ view, result }, this.#choices);
        const name = `${panel.id}-${this.#nameOf(view)}`;
        const width = drawn?.width ?? 0;
        void saveFigure({ ...shown, text, width, dark: isDark(), name }, format);
      }),
    );
    const label = text("viewer.save");
    const group = { class: "saving", role: "group", "aria-label": label };
    figure.append(element("div", group, ...buttons));
  }

  /** Its kind, with a number where there are several. */
  #nameOf(view: PlainView): string {
    const alike = this.#views.filter(({ kind }) => kind === view.kind);
    return alike.length === 1 ? view.kind : `${view.kind}-${alike.indexOf(view) + 1}`;
  }

  #addCommands(): void {
    const { panel, stored, text } = this.#context;
    const command = this.#section.querySelector(".command");
    if (command === null) return;
    const copy = button(text("viewer.copy"), (pressed) => void this.#copy(pressed));
    const save = button(text("viewer.saveResult"), () => saveJson(stored, panel.id));
    command.append(element("div", { class: "actions" }, copy, save));
  }

  async #copy(pressed: HTMLButtonElement): Promise<void> {
    const { result, text, readout } = this.#context;
    const done = text((await copyText(result.reproduce)) ? "viewer.copied" : "viewer.copyFailed");
    pressed.textContent = done;
    readout.say(done);
    setTimeout(() => (pressed.textContent = text("viewer.copy")), 1500);
  }
}

function ownTransform(view: PlainView): Transform {
  const { transform, scale } = view as { readonly transform?: Transform; readonly scale?: string };
  return transform ?? (scale === "probability" ? "sqrt" : "linear");
}

/** Which key moves along which axis, and where to. */
const STEPS: ReadonlyMap<string, readonly [axis: number, by: number]> = new Map([
  ["[", [0, -1]],
  ["]", [0, 1]],
  ["{", [1, -1]],
  ["}", [1, 1]],
]);

/** Remembers which chooser has the focus; the function returned gives it back to its successor. */
function focusIn(section: HTMLElement): () => void {
  const controls = (): HTMLElement[] => [
    ...section.querySelectorAll<HTMLElement>(".choices select, .choices button"),
  ];
  const index = controls().indexOf(document.activeElement as HTMLElement);
  return () => {
    if (index >= 0) controls()[index]?.focus();
  };
}
