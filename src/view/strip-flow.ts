import { isRightToLeft } from "./token-text.ts";

/** Something to be put into lines, in reading order. */
export interface FlowItem {
  readonly text: string;
  readonly width: number;
  /** Room before it, unless it begins a line. */
  readonly gap: number;
  readonly endsLine: boolean;
}

/** Where an item goes. */
export interface FlowPlace {
  readonly x: number;
  readonly line: number;
  readonly rightToLeft: boolean;
}

type Direction = "ltr" | "rtl";

/**
 * Puts items one after the other into lines of a width. Text that begins from right to left is set from
 * the right; inside a line, items of the other direction stand in their own order, as in the
 * bidirectional algorithm (UAX #9) with every item for a word.
 */
export function flow(items: readonly FlowItem[], width: number): readonly FlowPlace[] {
  const base: Direction = isRightToLeft(items.map(({ text }) => text).join("")) ? "rtl" : "ltr";
  const directions = directionsOf(items, base);
  return linesOf(items, width).flatMap(([from, to], line) => {
    const order = visualOrder(directions.slice(from, to), base).map((i) => from + i);
    const gaps = order.map((item, i) => (i === 0 ? 0 : gapBetween(items, order[i - 1], item)));
    const total = order.reduce((sum, item, i) => sum + gaps[i] + items[item].width, 0);
    let x = base === "rtl" ? Math.max(0, width - total) : 0;
    const places: FlowPlace[] = [];
    order.forEach((item, i) => {
      x += gaps[i];
      places[item - from] = { x, line, rightToLeft: directions[item] === "rtl" };
      x += items[item].width;
    });
    return places;
  });
}

/** Lines of a flow that keeps reading order from the left, as terminals need it. */
export function flowForward(items: readonly FlowItem[], width: number): readonly FlowPlace[] {
  return linesOf(items, width).flatMap(([from, to], line) => {
    let x = 0;
    return items.slice(from, to).map((item, i) => {
      const start = i === 0 ? 0 : x + item.gap;
      x = start + item.width;
      return { x: start, line, rightToLeft: false };
    });
  });
}

/** First and one past the last item of each line. */
function linesOf(items: readonly FlowItem[], width: number): [number, number][] {
  const lines: [number, number][] = [];
  let [from, x] = [0, 0];
  items.forEach((item, i) => {
    if (i > from && x + item.gap + item.width > width) {
      lines.push([from, i]);
      [from, x] = [i, 0];
    }
    x += (i > from ? item.gap : 0) + item.width;
    if (item.endsLine) {
      lines.push([from, i + 1]);
      [from, x] = [i + 1, 0];
    }
  });
  if (from < items.length) lines.push([from, items.length]);
  return lines;
}

/** Items without a letter go with both neighbours where these agree, else with the whole text. */
function directionsOf(items: readonly FlowItem[], base: Direction): Direction[] {
  const strong = items.map(({ text }): Direction | null => {
    if (!/[\p{L}\p{N}]/u.test(text)) return null;
    return isRightToLeft(text) ? "rtl" : "ltr";
  });
  const before: (Direction | null)[] = [];
  strong.forEach((own, i) => before.push(own ?? before[i - 1] ?? base));
  const directions: Direction[] = [];
  let after: Direction = base;
  for (let i = items.length - 1; i >= 0; i--) {
    after = strong[i] ?? after;
    directions[i] = strong[i] ?? (before[i] === after ? after : base);
  }
  return directions;
}

/** Indices from left to right. */
function visualOrder(directions: readonly Direction[], base: Direction): number[] {
  const runs: number[][] = [];
  directions.forEach((direction, i) => {
    if (i > 0 && directions[i - 1] === direction) runs[runs.length - 1].push(i);
    else runs.push([i]);
  });
  const ordered = runs.map((run) => (directions[run[0]] === "rtl" ? run.reverse() : run));
  return (base === "rtl" ? ordered.reverse() : ordered).flat();
}

/** Between neighbours of a line stands the gap of the one that is read later. */
function gapBetween(items: readonly FlowItem[], left: number, right: number): number {
  return items[Math.max(left, right)].gap;
}
