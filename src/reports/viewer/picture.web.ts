import { cssTheme } from "../../view/theme.ts";
import { stripHtml } from "../../view/html.ts";
import { at, distanceTo, type Reachable, reachable } from "../../view/reach.ts";
import { scene } from "../../view/scene.ts";
import type { Mark } from "../../view/mark.ts";
import { svg } from "../../view/svg.ts";
import type { Text } from "../../view/text.ts";
import type { Shown } from "./choices.ts";

/** Wider than this, a chart gets no clearer. */
const WIDEST_CHART = 760;
const CHARTS = new Set(["bars", "lines", "reliability", "scatter"]);

/** How far from a small thing a pointer may be to mean it, in pixels. */
const REACH = 12;

/** A view drawn in a box, and what in it has a value. */
export interface Picture {
  /** In pixels from the box's top left, scrolled or not. */
  readonly things: readonly Reachable[];
  /** Of the scene. */
  readonly width: number;
}

/** Draws a view, as wide as its box where no width is given. */
export function drawPicture(
  box: HTMLElement,
  { view, result }: Shown,
  text: Text,
  room: number = roomIn(box),
): Picture {
  const width = CHARTS.has(view.kind) ? Math.min(room, WIDEST_CHART) : room;
  if (view.kind === "token-strip") {
    const { strip, legend } = stripHtml(view, result, text);
    box.innerHTML = `<p class="strip" dir="auto">${strip}</p><div class="legend">${legend}</div>`;
    return { things: chipThings(box), width };
  }
  const marks = scene(view, result, { width, theme: cssTheme, text, caption: false });
  box.innerHTML = svg(marks.map(bare), { label: text(view.summary.id, view.summary.params) });
  box.firstElementChild?.setAttribute("aria-hidden", "true");
  const origin = originIn(box);
  const things = reachable(marks).map((thing) => ({
    ...thing,
    x: thing.x + origin.x,
    y: thing.y + origin.y,
  }));
  return { things, width };
}

/** The tokens of a strip that is text, where the page has put them. */
export function chipThings(box: HTMLElement): readonly Reachable[] {
  const origin = box.getBoundingClientRect();
  return [...box.querySelectorAll<HTMLElement>("[data-key]")].map((chip) => {
    if (chip.title !== "") {
      chip.dataset.label = chip.title;
      chip.removeAttribute("title");
    }
    const { left, top, width, height } = chip.getBoundingClientRect();
    return {
      key: chip.dataset.key ?? "",
      label: chip.dataset.label ?? "",
      x: left - origin.left + box.scrollLeft,
      y: top - origin.top + box.scrollTop,
      width,
      height,
    };
  });
}

function roomIn(box: HTMLElement): number {
  const { paddingLeft, paddingRight } = getComputedStyle(box);
  return box.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
}

/** Where in a box its drawing begins. */
function originIn(box: HTMLElement): { readonly x: number; readonly y: number } {
  const { left, top } = box.getBoundingClientRect();
  const drawing = (box.firstElementChild ?? box).getBoundingClientRect();
  return { x: drawing.left - left + box.scrollLeft, y: drawing.top - top };
}

/** The thing at a place, else the nearest small one. */
export function thingAt(picture: Picture, x: number, y: number): Reachable | undefined {
  const hit = at(picture.things, x, y);
  if (hit !== undefined) return hit;
  let [nearest, least]: [Reachable | undefined, number] = [undefined, REACH];
  for (const thing of picture.things) {
    const distance = distanceTo(thing, x, y);
    if (distance < least) [nearest, least] = [thing, distance];
  }
  return nearest;
}

/** Labels are spoken from the list of things: written into the picture, they would double the page. */
function bare({ datum: _datum, ...mark }: Mark): Mark {
  return mark;
}
