type Attributes = Readonly<Record<string, string>>;

/** An element with attributes and content. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

/** A button with words. */
export function button(
  words: string,
  onClick: (button: HTMLButtonElement) => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, words);
  made.addEventListener("click", () => onClick(made));
  return made;
}

export interface Option<T extends string> {
  readonly value: T;
  readonly words: string;
  /** Language of the words, where it is not the page's. */
  readonly lang?: string;
}

/** A few buttons of which one is pressed. */
export function segmented<T extends string>(
  name: string,
  options: readonly Option<T>[],
  current: T,
  onPick: (value: T) => void,
): HTMLElement {
  const buttons = options.map(({ value, words, lang }) =>
    button(words, () => onPick(value), {
      "aria-pressed": String(value === current),
      "data-value": value,
      ...(lang !== undefined && { lang }),
    }),
  );
  return element("div", { class: "segmented", role: "group", "aria-label": name }, ...buttons);
}

/** A list to choose from, with its name before it. */
export function chooser<T extends string>(
  name: string,
  options: readonly Option<T>[],
  current: T,
  onPick: (value: T) => void,
): HTMLElement {
  const list = element(
    "select",
    {},
    ...options.map(({ value, words }) => element("option", { value }, words)),
  );
  list.value = current;
  list.addEventListener("change", () => onPick(list.value as T));
  return element("label", { class: "chooser" }, element("span", {}, name), list);
}

/** Waits for quiet before it runs, so that a burst of calls runs once. */
export function whenQuiet(run: () => void): () => void {
  let asked = 0;
  return () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(run);
  };
}
