import { fieldsFromJson, type ResultFields } from "../../methods/result.ts";
import type { Language, Text } from "../../view/text.ts";
import { translator } from "../../view/text.ts";
import { viewMessages } from "../../view/messages.ts";
import { pageBody } from "../body.ts";
import type { PageContent, Panel } from "../content.ts";
import { reportMessages } from "../messages.ts";
import { pageTitle } from "../page-text.ts";
import { type Choices, NO_CHOICES } from "./choices.ts";
import { followReading } from "./contents.web.ts";
import { button, element, segmented, whenQuiet } from "./elements.web.ts";
import { FigureView } from "./figure.web.ts";
import { viewerMessages } from "./messages.ts";
import { PanelView } from "./panel.web.ts";
import { Readout } from "./readout.web.ts";
import { saveJson } from "./save.web.ts";
import { anchorIn, type Ground, hashOf, type Settings, settingsIn } from "./settings.ts";

/** What a page carries along for its viewer. */
export interface PageData {
  readonly content: PageContent;
  /** As in the file. */
  readonly results: { readonly schema: number; readonly results: readonly unknown[] };
}

interface Drawn {
  /** @param room - Width to draw for; default: what there is. */
  redraw(room?: number): void;
}

/** Width of a picture on A4 or Letter, in pixels. */
const PAPER = 680;

/** Brings a page to life: languages, grounds, values under pointer and cursor, choices, files. */
export class PageViewer {
  readonly #page: HTMLElement;
  readonly #data: PageData;
  readonly #results: readonly ResultFields[];
  readonly #choices: Choices[];
  readonly #written: Settings;
  readonly #readout: Readout;
  #settings: Settings;
  #drawn: readonly Drawn[] = [];

  constructor(page: HTMLElement, data: PageData) {
    this.#page = page;
    this.#data = data;
    this.#results = data.results.results.map((json) => fieldsFromJson(json));
    this.#choices = this.#results.map(() => NO_CHOICES);
    const language: Language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
    this.#written = { language, ground: "auto" };
    this.#settings = settingsIn(location.hash, this.#written);
    this.#readout = new Readout(document.body);
  }

  /** Takes over the page as it is written, in the language that its address asks for. */
  start(): void {
    this.#setGround();
    if (this.#settings.language === this.#written.language) this.#upgrade();
    else this.#write();
    this.#followWidth();
    this.#page.addEventListener("click", (event) => this.#followLink(event));
    addEventListener("hashchange", () => this.#change(settingsIn(location.hash, this.#written)));
    this.#scrollTo(anchorIn(location.hash));
  }

  #change(settings: Settings): void {
    const { language, ground } = this.#settings;
    this.#settings = settings;
    if (settings.ground !== ground) this.#setGround();
    if (settings.language !== language) this.#write();
    else this.#addControls();
  }

  /** A change by the reader, which the address remembers. */
  #set(change: Partial<Settings>): void {
    const focused = (document.activeElement as HTMLElement | null)?.dataset.value;
    this.#change({ ...this.#settings, ...change });
    this.#remember(anchorIn(location.hash));
    this.#page.querySelector<HTMLElement>(`.controls [data-value="${focused}"]`)?.focus();
  }

  #remember(anchor: string | null): void {
    const hash = hashOf(anchor, this.#settings, this.#written);
    history.replaceState(null, "", hash === "" ? location.pathname + location.search : hash);
  }

  #setGround(): void {
    const { ground } = this.#settings;
    const { dataset } = document.documentElement;
    if (ground === "auto") delete dataset.theme;
    else dataset.theme = ground;
  }

  #isDark(): boolean {
    const { ground } = this.#settings;
    return ground === "auto"
      ? matchMedia("(prefers-color-scheme: dark)").matches
      : ground === "dark";
  }

  /** Writes the page anew in the language chosen. */
  #write(): void {
    const { language } = this.#settings;
    const open = [...this.#page.querySelectorAll("details[open]")].map(
      (details) => details.parentElement?.id ?? "",
    );
    this.#readout.hide();
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.title = pageTitle(this.#data.content, language);
    this.#page.innerHTML = pageBody(this.#data.content, this.#results, {
      language,
      pictures: false,
    });
    for (const id of open) {
      document.getElementById(id)?.querySelector("details")?.setAttribute("open", "");
    }
    this.#upgrade();
  }

  #upgrade(): void {
    this.#addControls();
    const panels = [...this.#page.querySelectorAll<HTMLElement>("section[data-panel]")].map(
      (section) => this.#panel(section),
    );
    const subjects = [...this.#page.querySelectorAll<HTMLElement>("figure[data-panel]")].map(
      (figure) => this.#subject(figure, panels),
    );
    this.#drawn = [...panels, ...subjects];
    followReading(this.#page);
  }

  #panel(section: HTMLElement): PanelView {
    const index = Number(section.dataset.panel);
    return new PanelView(section, {
      panel: this.#data.content.panels[index],
      result: this.#results[index],
      stored: this.#data.results.results[index],
      text: this.#text(this.#data.content.panels[index]),
      readout: this.#readout,
      isDark: () => this.#isDark(),
      choices: this.#choices[index],
      onChoice: (choices) => (this.#choices[index] = choices),
    });
  }

  /** The text at the top: its tokens stay as they are written. */
  #subject(figure: HTMLElement, panels: readonly PanelView[]): FigureView {
    const index = Number(figure.dataset.panel);
    const panel = this.#data.content.panels[index];
    const box = figure.querySelector<HTMLElement>(".picture") ?? figure;
    const view = new FigureView(box, figure.getAttribute("aria-label") ?? "", {
      text: this.#text(panel),
      readout: this.#readout,
      onPick: () => undefined,
      onKey: ({ key }) => {
        if (key.toLowerCase() === "t") panels[index].toggleTable(box);
      },
    });
    view.draw(null);
    return view;
  }

  #text(...panels: readonly Panel[]): Text {
    const own = panels.map(({ messages }) => messages);
    return translator(
      this.#settings.language,
      ...own,
      viewMessages,
      reportMessages,
      viewerMessages,
    );
  }

  #addControls(): void {
    const text = this.#text();
    const { language, ground } = this.#settings;
    const languages = segmented<Language>(
      text("viewer.language"),
      [
        { value: "en", words: "English", lang: "en" },
        { value: "zh", words: "中文", lang: "zh-CN" },
      ],
      language,
      (value) => this.#set({ language: value }),
    );
    const names: readonly Ground[] = ["auto", "light", "dark"];
    const grounds = segmented<Ground>(
      text("viewer.theme"),
      names.map((value) => ({ value, words: text(`viewer.${value}`) })),
      ground,
      (value) => this.#set({ ground: value }),
    );
    const save = button(text("viewer.saveAll"), () =>
      saveJson(this.#data.results, "vitrine-results"),
    );
    save.dataset.do = "save";
    this.#page.querySelector(".controls")?.replaceChildren(languages, grounds, save);
    this.#addKeys(text);
  }

  #addKeys(text: Text): void {
    const keys = [
      ["← ↑ ↓ →", "arrows"],
      ["Enter", "enter"],
      ["T", "table"],
      ["[ ]", "slices"],
    ].map(([key, id]) =>
      element("li", {}, element("kbd", {}, key), ` ${text(`viewer.keys.${id}`)}`),
    );
    const list = element("ul", {}, ...keys);
    const sheet = element(
      "details",
      { class: "keys" },
      element("summary", {}, text("viewer.keys")),
      list,
    );
    const footer = this.#page.querySelector("footer");
    footer?.querySelector(".keys")?.remove();
    footer?.prepend(sheet);
  }

  /**
   * Draws again where the page gets another width. For paper that has to be before the browser counts
   * its pages: what grows later is cut off.
   */
  #followWidth(): void {
    let width = this.#page.clientWidth;
    const redraw = (room?: number): void => {
      for (const drawn of this.#drawn) drawn.redraw(room);
    };
    const check = whenQuiet(() => {
      if (matchMedia("print").matches || this.#page.clientWidth === width) return;
      width = this.#page.clientWidth;
      redraw();
    });
    new ResizeObserver(check).observe(this.#page);
    addEventListener("beforeprint", () => redraw(PAPER));
    addEventListener("afterprint", () => redraw());
  }

  #followLink(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='#']");
    if (link === null) return;
    event.preventDefault();
    const anchor = link.hash.slice(1);
    this.#remember(anchor);
    this.#scrollTo(anchor);
  }

  #scrollTo(anchor: string | null): void {
    if (anchor === null) return;
    const target = document.getElementById(anchor);
    if (target === null) return;
    target.scrollIntoView();
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }
}
