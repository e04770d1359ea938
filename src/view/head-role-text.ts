import type { HeadRole } from "./head-role.ts";
import { formatPercent } from "./number.ts";
import type { Text } from "./text.ts";
import { fitText, textWidth } from "./text-width.ts";

/** Under this share a head is said to spread its attention. */
const SPREAD = 0.3;

/** Where a head looks most, as a phrase. */
export function roleText({ kind, key }: HeadRole, keys: readonly string[], text: Text): string {
  if (key === null) return text(`view.role.${kind}`);
  return text("view.role.key", { token: keys[key], at: key });
}

/** The same with its share in at most `cells` letters: by name where it fits, else by its sign. */
export function roleTag(
  role: HeadRole,
  keys: readonly string[],
  cells: number,
  text: Text,
): string {
  const { kind, key, share } = role;
  if (share < SPREAD) return fitText(text("view.tag.none"), cells);
  const name = key === null ? text(`view.tag.${kind}`) : keys[key];
  const percent = formatPercent(share);
  const words = `${name} ${percent}`;
  return textWidth(words) <= cells ? words : `${roleSign(role)} ${percent}`;
}

const SIGNS: Readonly<Record<HeadRole["kind"], string>> = {
  key: "●",
  previous: "←",
  self: "↻",
  next: "→",
};

/** Whether a tag has a sign in place of a name, so that `view.signs` is needed. */
export function isSign(tag: string): boolean {
  return Object.values(SIGNS).some((sign) => tag.startsWith(sign));
}

/** Where a head looks most as one sign; `view.signs` explains them. */
export function roleSign({ kind, share }: HeadRole): string {
  return share < SPREAD ? "·" : SIGNS[kind];
}
