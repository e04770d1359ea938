/**
 * A kind of story, step by step: each step is told by one of its templates. ` / ` parts the sentences
 * of a template; an empty template leaves the step out. Slots are those of `drawCast`.
 */
export type Grammar = readonly (readonly string[])[];

/** Sentences that bring in the protagonist. */
export const INTRODUCTIONS: readonly string[] = [
  "Once upon a time, there was a little {girl} named {hero}.",
  "Once upon a time, there was a little {girl} named {hero} who [liked|loved] to {do}.",
  "Once upon a time, there was {trait:a} {girl} [named|called] {hero}.",
  "Once upon a time, a little {girl} named {hero} lived [in a small house|in a tiny cottage|in a narrow street|on a farm|with {his} {parent}] near the {landmark}.",
  "There was once a {girl} called {hero} who [liked|loved] to {do}.",
  "Long ago, in a [quiet|distant|green|busy] [valley|village|town|land], there lived {trait:a} {girl} named {hero}.",
  "{hero} was {trait:a} {girl} [who lived near the {landmark}|with {hair} hair|who never stopped asking questions|of {age}|who loved {shade} things].",
  "{hero} lived with {his} {parent} in a [little|tall|crooked|yellow|quiet] house [by|near|close to] the {landmark}.",
  "This is the story of {hero}, {trait:a} {girl} [from the hills|from a small town|who could never sit still|who lived near the {landmark}].",
  "In a [little|tall|crooked|white] house near the {landmark} lived {trait:a} {girl} called {hero}.",
  "Everybody in the village knew {hero}, the {girl} with the {hair} hair.",
  "When {hero} was {age} years old, {he} lived near the {landmark}.",
];

/** Ways in which a story says that something begins. */
export const ONE_DAY =
  "[one day|one {weather} {daytime}|one {daytime} in {month}|one {day}|last {season}|on {day} morning]";
