/** Plurals and articles of the world's words: regular rules and a table of exceptions. */

const PLURALS: ReadonlyMap<string, string> = new Map([
  ["man", "men"],
  ["woman", "women"],
  ["child", "children"],
  ["person", "people"],
  ["mouse", "mice"],
  ["goose", "geese"],
  ["foot", "feet"],
  ["tooth", "teeth"],
  ["sheep", "sheep"],
  ["fish", "fish"],
  ["deer", "deer"],
  ["leaf", "leaves"],
  ["loaf", "loaves"],
  ["knife", "knives"],
  ["wolf", "wolves"],
  ["shelf", "shelves"],
  ["potato", "potatoes"],
  ["tomato", "tomatoes"],
]);

/** `fox` → `foxes`, `baker` → `bakers`; of several words the last changes. */
export function plural(noun: string): string {
  const cut = noun.lastIndexOf(" ") + 1;
  const [before, last] = [noun.slice(0, cut), noun.slice(cut)];
  const known = PLURALS.get(last);
  if (known !== undefined) return before + known;
  if (/[^aeiou]y$/.test(last)) return `${before}${last.slice(0, -1)}ies`;
  return before + last + (/(s|x|z|ch|sh)$/.test(last) ? "es" : "s");
}

/** `a fox`, `an owl`; by sound where the spelling misleads. */
export function withArticle(noun: string): string {
  const vowel = /^([aeio]|u(?!ni|se)|hour|honest)/i.test(noun);
  return `${vowel ? "an" : "a"} ${noun}`;
}
