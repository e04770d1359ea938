import { nearest } from "../errors.ts";
import type { MethodEntry } from "../methods/registry.generated.ts";
import { familyTerms } from "./families.ts";

/** What a search found: methods that answer to the words, else those that come near. */
export interface Found {
  readonly methods: readonly MethodEntry[];
  readonly closest: readonly MethodEntry[];
  /** The family that the words belong to, where only that is known of them. */
  readonly family: string | null;
}

/**
 * Looks for words in ids, titles, other names, summaries and papers, in both languages. Where nothing
 * holds them all, the family that people would look for under such a name, and names spelled alike.
 */
export function searchMethods(methods: readonly MethodEntry[], words: string): Found {
  const wanted = normal(words);
  const parts = wanted.split(" ").filter((part) => part !== "");
  const found = ranked(methods, (entry) => score(entry, wanted, parts));
  if (found.length > 0) return { methods: found, closest: [], family: null };
  const family = familyOf(wanted);
  const alike = new Set(nearest(wanted, methods.flatMap(nameList), 5));
  const spelled = methods.filter((entry) => nameList(entry).some((name) => alike.has(name)));
  const kin = methods.filter((entry) => entry.family === family);
  return { methods: [], closest: [...new Set([...spelled, ...kin])], family };
}

function ranked(
  methods: readonly MethodEntry[],
  scoreOf: (entry: MethodEntry) => number,
): readonly MethodEntry[] {
  return methods
    .map((entry) => ({ entry, score: scoreOf(entry) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
}

/** Whole names first, then parts of names, then other words; 0 where a part is nowhere. */
function score(entry: MethodEntry, wanted: string, parts: readonly string[]): number {
  const names = nameList(entry);
  if (names.includes(wanted)) return 4;
  if (names.some((name) => name.includes(wanted))) return 3;
  const { about, paper, family } = entry;
  const words = [...names, about.en, about.zh, paper?.cite ?? "", paper?.url ?? "", family];
  const all = normal(words.join(" "));
  return parts.every((part) => all.includes(part)) ? 2 : 0;
}

function nameList({ id, title, aliases }: MethodEntry): readonly string[] {
  return [id, title.en, title.zh, ...aliases].map(normal);
}

/** Shorter words look like too many others. */
const SHORTEST = 4;

/** The family of a technique or a word: as it is, by its beginning, in a longer name, or misspelled. */
function familyOf(wanted: string): string | null {
  const families = Object.entries(familyTerms).map(
    ([family, terms]) => [family, terms.map(normal)] as const,
  );
  const exact = families.find(([, terms]) => terms.includes(wanted));
  if (exact !== undefined) return exact[0];
  if (wanted.length < SHORTEST) return null;
  const near = families.find(([, terms]) =>
    terms.some(
      (term) => term.startsWith(wanted) || (term.length >= SHORTEST && wanted.includes(term)),
    ),
  );
  if (near !== undefined) return near[0];
  const [term] = nearest(
    wanted,
    families.flatMap(([, terms]) => terms),
    1,
  );
  return families.find(([, terms]) => terms.includes(term))?.[0] ?? null;
}

/** Lower case, one space for hyphens, underscores and spaces. */
function normal(words: string): string {
  return words
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}
