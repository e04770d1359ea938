import { escapeMarkup } from "../view/escape.ts";
import type { Mark, TextMark } from "../view/mark.ts";
import { svgStyle, textClass } from "../view/svg.ts";

/** Turns an SVG into one whose text is outlines, as it would be drawn. */
export type Outliner = (svg: string) => string;

/**
 * What the fonts behind an outliner cannot draw of the marks' text: the letters that come out empty or
 * as the box for unknown ones; where there is none, the texts that have such a box all the same (a
 * renderer that looks for fonts text by text may find none that has them all).
 *
 * @param style - Rules beside those of `svgStyle`.
 */
export function undrawable(
  marks: readonly Mark[],
  style: string,
  outline: Outliner,
): readonly string[] {
  const all = marks.flatMap((mark) => (mark.kind === "text" ? [probeOf(mark)] : []));
  const letters = distinct(all.flatMap(lettersOf));
  const texts = distinct(all, mixOf);
  const boxes = distinct(texts.map((probe) => ({ ...probe, text: UNKNOWN })));
  const drawn = drawings([...boxes, ...letters, ...texts], style, outline);
  const shows = (probe: Probe): readonly Contour[] => drawn.get(keyOf(probe)) ?? [];
  const hasBox = (probe: Probe): boolean =>
    contains(shows(probe), shows({ ...probe, text: UNKNOWN }));
  const failed = letters.filter((letter) => shows(letter).length === 0 || hasBox(letter));
  const named = failed.length > 0 ? failed : texts.filter(hasBox);
  return [...new Set(named.map(({ text }) => text))];
}

/** A text in one of the faces that drawings use. */
interface Probe {
  readonly text: string;
  readonly font: "sans" | "mono";
  readonly weight: "normal" | "bold";
}

/** A noncharacter: no font has it. */
const UNKNOWN = "\u{10fffe}";

/** What is rightly not seen: spaces, joiners, selectors, and the braille pattern without dots. */
const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]/u;

function probeOf({ text, font = "sans", weight = "normal" }: TextMark): Probe {
  return { text, font, weight };
}

function lettersOf(probe: Probe): readonly Probe[] {
  const letters = Array.from(probe.text).filter((letter) => !INVISIBLE.test(letter));
  return letters.map((text) => ({ ...probe, text }));
}

function keyOf({ text, font, weight }: Probe): string {
  return `${font} ${weight} ${text}`;
}

/** Texts alike but for their ASCII, which a font has all or nothing of, share their fonts. */
function mixOf(probe: Probe): string {
  return keyOf({ ...probe, text: probe.text.replace(/[ -~]+/g, "a") });
}

function distinct(probes: readonly Probe[], key = keyOf): readonly Probe[] {
  return [...new Map(probes.map((probe) => [key(probe), probe])).values()];
}

/** One closed line of an outline: its commands, and all its coordinates in turn. */
interface Contour {
  readonly commands: string;
  readonly coordinates: readonly number[];
}

/** The outlines of each probe, large, its baseline through the origin. */
function drawings(
  probes: readonly Probe[],
  style: string,
  outline: Outliner,
): ReadonlyMap<string, readonly Contour[]> {
  const elements = probes.map(
    ({ text, font, weight }, i) =>
      `<text id="probe${i}" class="${textClass({ text, font })}" style="font-size:100px"` +
      `${weight === "bold" ? ` font-weight="600"` : ""}>${escapeMarkup(text)}</text>`,
  );
  const source = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><style>${svgStyle}${style}</style>${elements.join("")}</svg>`;
  const found = new Map<string, readonly Contour[]>();
  for (const part of outline(source).split(`id="probe`).slice(1)) {
    const paths = Array.from(part.matchAll(/ d="([^"]*)"/g), ([, data]) => data);
    found.set(keyOf(probes[Number.parseInt(part, 10)]), paths.flatMap(contours));
  }
  return found;
}

function contours(data: string): readonly Contour[] {
  return data
    .split(/(?=M)/)
    .map((part) => ({
      commands: part.replace(/[^A-Z]/g, ""),
      coordinates: Array.from(part.matchAll(/-?[\d.]+(?:e-?\d+)?/g), Number),
    }))
    .filter(({ commands }) => commands !== "");
}

/** Whether the contours of a glyph are somewhere among those of a text, one after the other. */
function contains(text: readonly Contour[], glyph: readonly Contour[]): boolean {
  if (glyph.length === 0) return false;
  return text.some((first, at) =>
    glyph.every((wanted, i) => {
      const found = text.at(at + i);
      return found !== undefined && isMoved(found, wanted, first, glyph[0]);
    }),
  );
}

/** Up to rounding: a hundredth of a unit, of a hundred to the em. */
const ROUNDING = 0.01;

/** Whether two contours are the same but for the way from `to`'s beginning to `from`'s. */
function isMoved(found: Contour, wanted: Contour, from: Contour, to: Contour): boolean {
  if (found.commands !== wanted.commands) return false;
  return wanted.coordinates.every((value, i) => {
    const shift = from.coordinates[i % 2] - to.coordinates[i % 2];
    return Math.abs(found.coordinates[i] - value - shift) < ROUNDING;
  });
}
