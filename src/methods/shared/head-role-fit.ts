import {
  diagonal,
  duplicates,
  firstKey,
  type KeysOf,
  meanAttention,
  type Pattern,
  successors,
} from "./head-patterns.ts";

/** What a head may be for, going by where it looks; `slot`: from the answer's place at one of a suite's slots. */
export type RoleName = "previous" | "self" | "first" | "duplicate" | "induction" | "slot";

/** A role in one text: the keys that a head of it looks at. */
export interface RoleKeys {
  readonly role: RoleName;
  /** Which slot; null for the other roles. */
  readonly slot: string | null;
  readonly keys: KeysOf;
}

/** A role, and how well a head fits it. */
export interface RoleFit {
  readonly role: RoleName;
  readonly slot: string | null;
  /** Mean attention paid to the role's keys. */
  readonly share: number;
  /** The same of a head that spreads its attention evenly over what each query can see. */
  readonly even: number;
}

/** From this share on a head looks somewhere in particular. */
const LEAST = 0.3;
/** What a slot's attention must be above the best of the other roles, which hold in every text, to be named. */
const SLOT_MARGIN = 0.1;

/** The roles that every text has. The first query, which sees only itself, does not count. */
export function textRoles(ids: readonly number[]): RoleKeys[] {
  const length = ids.length;
  const role = (name: RoleName, keys: KeysOf): RoleKeys => ({ role: name, slot: null, keys });
  return [
    role("previous", diagonal(length, 1)),
    role("self", diagonal(length, 0, 1)),
    role("first", firstKey(length, 1)),
    role("duplicate", duplicates(ids)),
    role("induction", successors(ids)),
  ];
}

/** From one query at some keys. */
export function slotRole(
  slot: string,
  length: number,
  query: number,
  keys: readonly number[],
): RoleKeys {
  const none: readonly number[] = [];
  return {
    role: "slot",
    slot,
    keys: Array.from({ length }, (_, at) => (at === query ? keys : none)),
  };
}

/** How well a pattern fits a role; NaN where no query of the text has such keys. */
export function fitOf(
  pattern: Pattern,
  { role, slot, keys }: RoleKeys,
  isCausal: boolean,
): RoleFit {
  const { length } = pattern;
  const seen = (query: number): number => (isCausal ? query + 1 : length);
  const asked = keys.flatMap((own, query) => (own.length === 0 ? [] : [own.length / seen(query)]));
  const even = asked.reduce((sum, share) => sum + share, 0) / asked.length;
  return { role, slot, share: meanAttention(pattern, keys), even };
}

/**
 * The role whose share is furthest on the way from even to full attention; null where the head looks nowhere in particular.
 * The first token is where heads rest that find nothing (Xiao et al. 2024, attention sinks): any other
 * role that fits goes before it.
 *
 * @param fits - Means over texts, one for each role.
 */
export function bestRole(fits: readonly RoleFit[]): RoleFit | null {
  const fitting = fits
    .filter(({ share, even }) => share >= LEAST && share > even)
    .toSorted((a, b) => rank(b) - rank(a));
  return fitting.find(({ role }) => role !== "first") ?? fitting.at(0) ?? null;
}

/** A role of every query says more than one of the last: it goes before where it is nearly as strong. */
function rank({ role, share, even }: RoleFit): number {
  return (share - even) / (1 - even) - (role === "slot" ? SLOT_MARGIN : 0);
}
