import type { Language } from "../../view/text.ts";

export type Ground = "auto" | "light" | "dark";

/** How a reader wants the page; kept in its address, so that a reload or a bookmark finds it again. */
export interface Settings {
  readonly language: Language;
  readonly ground: Ground;
}

const LANGUAGES: readonly Language[] = ["en", "zh"];
const GROUNDS: readonly Ground[] = ["auto", "light", "dark"];

/** Settings in an address such as `#patch&lang=zh&theme=dark`; what it lacks is as in `fallback`. */
export function settingsIn(hash: string, fallback: Settings): Settings {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const language = LANGUAGES.find((one) => one === given.get("lang"));
  const ground = GROUNDS.find((one) => one === given.get("theme"));
  return { language: language ?? fallback.language, ground: ground ?? fallback.ground };
}

/** The element that an address points at; null for none. */
export function anchorIn(hash: string): string | null {
  const [first] = hash.replace(/^#/, "").split("&");
  return first === "" || first.includes("=") ? null : decodeURIComponent(first);
}

/** The address of an element under settings; what is as in `fallback` is left out. */
export function hashOf(anchor: string | null, settings: Settings, fallback: Settings): string {
  const parts = [
    ...(anchor === null ? [] : [encodeURIComponent(anchor)]),
    ...(settings.language === fallback.language ? [] : [`lang=${settings.language}`]),
    ...(settings.ground === fallback.ground ? [] : [`theme=${settings.ground}`]),
  ];
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}
