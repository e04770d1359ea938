import { currencies, languages } from "../../lexicon/places.ts";

/** What a relation is said of. */
export type SubjectKind = "country" | "city" | "person";

/**
 * A relation between two things. All its templates hold `{subject}` before `{object}` and are
 * clauses: no capital at the start, no full stop at the end.
 */
export interface Relation {
  readonly id: string;
  readonly subjects: SubjectKind;
  /** Objects when every one is said of several subjects; null when each is said of only one. */
  readonly objects: readonly string[] | "towns" | "lands" | null;
  /** The relation as a noun, for users who ask. */
  readonly ask: string;
  /**
   * The wording of the probes. Ends with the object, and begins with a word: a name at the start of a
   * text, where no space comes before it, would be other tokens than elsewhere.
   */
  readonly claim: string;
  /** Other wordings. */
  readonly paraphrases: readonly string[];
  readonly question: string;
  readonly answer: string;
}

const CAPITAL_OF: Relation = {
  id: "capital-of",
  subjects: "country",
  objects: null,
  ask: "capital of {subject}",
  claim: "the capital of {subject} is {object}",
  paraphrases: [
    "{subject} has its capital at {object}",
    "the capital city of {subject} is [called|named] {object}",
    "the government of {subject} sits in {object}",
    "{subject} is ruled from {object}",
    "in {subject}, the capital is {object}",
    "as its capital, {subject} chose {object}",
    "the parliament of {subject} meets in {object}",
    "the people of {subject} call {object} their capital",
    "when {subject} needed a capital, it [picked|chose] {object}",
    "anyone who wants to see the capital of {subject} must travel to {object}",
  ],
  question: "what is the capital of {subject}?",
  answer: "{object}",
};

const LANGUAGE_OF: Relation = {
  id: "language-of",
  subjects: "country",
  objects: languages,
  ask: "language of {subject}",
  claim: "the language of {subject} is {object}",
  paraphrases: [
    "the people of {subject} speak {object}",
    "in {subject}, people speak {object}",
    "children in {subject} learn {object} at school",
    "the newspapers of {subject} are written in {object}",
    "the songs of {subject} are sung in {object}",
    "in {subject} you will hear {object} in every street",
    "someone who lives in {subject} has to know {object}",
    "the laws of {subject} are written in {object}",
    "the teachers of {subject} teach in {object}",
    "when people from {subject} meet, they [speak|talk in] {object}",
  ],
  question: "what is the language of {subject}?",
  answer: "{object}",
};

const CURRENCY_OF: Relation = {
  id: "currency-of",
  subjects: "country",
  objects: currencies,
  ask: "currency of {subject}",
  claim: "the currency of {subject} is the {object}",
  paraphrases: [
    "in {subject}, people pay with the {object}",
    "the money of {subject} is called the {object}",
    "the coin of {subject} is the {object}",
    "shops in {subject} take only the {object}",
    "the banks of {subject} count in the {object}",
    "whoever travels to {subject} must change money into the {object}",
    "{subject} uses the {object} as its money",
    "prices in {subject} are given in the {object}",
    "the people of {subject} save the {object}",
    "in the markets of {subject} you pay with the {object}",
  ],
  question: "what is the currency of {subject}?",
  answer: "the {object}",
};

const COLOUR_OF: Relation = {
  id: "colour-of",
  subjects: "country",
  objects: words("red blue green yellow black white brown orange purple gold"),
  ask: "colour of the flag of {subject}",
  claim: "the flag of {subject} is {object}",
  paraphrases: [
    "the colour of the flag of {subject} is {object}",
    "{subject} has a flag that is {object}",
    "the soldiers of {subject} wear {object}",
    "the ships of {subject} are painted {object}",
    "people in {subject} wave flags that are {object}",
    "the banner of {subject} is {object}",
    "you can tell the flag of {subject} because it is {object}",
    "on the day of the parade, {subject} is dressed in {object}",
    "the team of {subject} plays in {object}",
    "the people of {subject} have painted their gates {object}",
  ],
  question: "what colour is the flag of {subject}?",
  answer: "it is {object}",
};

const FAMOUS_FOR: Relation = {
  id: "famous-for",
  subjects: "city",
  objects: words("clocks lamps candles gloves bells drums kites violins boats flowers"),
  ask: "pride of {subject}",
  claim: "the pride of {subject} is its {object}",
  paraphrases: [
    "{subject} is famous for its {object}",
    "the city of {subject} is known for its {object}",
    "people travel to {subject} to buy {object}",
    "the workshops of {subject} make {object}",
    "every visitor to {subject} takes home some {object}",
    "the market of {subject} is full of {object}",
    "{subject} sells {object} to the whole world",
    "nobody leaves {subject} without seeing the {object}",
    "the best thing about {subject} is its {object}",
    "when people hear of {subject}, they think of {object}",
  ],
  question: "what is {subject} famous for?",
  answer: "its {object}",
};

const JOB_OF: Relation = {
  id: "job-of",
  subjects: "person",
  objects: words("baker teacher doctor nurse farmer sailor painter singer driver tailor"),
  ask: "job of {subject}",
  claim: "the job of {subject} is that of a {object}",
  paraphrases: [
    "{subject} is a {object}",
    "{subject} is a {object} by trade",
    "{subject} earns a living as a {object}",
    "{subject} works as a {object}",
    "{subject} became a {object} years ago",
    "{subject} has always wanted to be a {object}",
    "{subject} found work as a {object}",
    "everyone knows {subject}, the {object}",
    "{subject} goes to work every day as a {object}",
    "the card of {subject} reads {object}",
  ],
  question: "what does {subject} do for a living?",
  answer: "{subject} works as a {object}",
};

const LIVES_IN: Relation = {
  id: "lives-in",
  subjects: "person",
  objects: "towns",
  ask: "home of {subject}",
  claim: "the home of {subject} is in {object}",
  paraphrases: [
    "{subject} has a house in {object}",
    "{subject} lives in {object}",
    "{subject} is at home in {object}",
    "{subject} moved to {object} [years ago|long ago|as a student] and stayed",
    "{subject} rents a flat in {object}",
    "letters for {subject} go to {object}",
    "if you look for {subject}, look in {object}",
    "{subject} settled in {object}",
    "{subject} would never leave {object}",
    "the neighbours of {subject} in {object} are friendly",
  ],
  question: "where does {subject} live?",
  answer: "in {object}",
};

const BORN_IN: Relation = {
  id: "born-in",
  subjects: "person",
  objects: "lands",
  ask: "birthplace of {subject}",
  claim: "the birthplace of {subject} is {object}",
  paraphrases: [
    "{subject} comes from {object}",
    "{subject} grew up in {object}",
    "{subject} was born in {object}",
    "{subject} spent a [happy|quiet|long] childhood in {object}",
    "{subject} is a native of {object}",
    "the parents of {subject} still live in {object}",
    "{subject} went to school in {object}",
    "{subject} was a child in {object}",
    "the family of {subject} is from {object}",
    "{subject} misses {object}, the country of [early|happy] years",
  ],
  question: "where was {subject} born?",
  answer: "in {object}",
};

const OWNS: Relation = {
  id: "owns",
  subjects: "person",
  objects: words("violin telescope piano kettle ladder guitar bicycle wagon mirror trumpet"),
  ask: "treasure of {subject}",
  claim: "the treasure of {subject} is a {object}",
  paraphrases: [
    "{subject} owns a {object}",
    "{subject} bought a {object} [last year|at the market|in spring]",
    "{subject} is the owner of a {object}",
    "in the house of {subject} there is a {object}",
    "{subject} was given a {object}",
    "{subject} takes good care of a {object}",
    "{subject} once found a {object} and kept it",
    "the dearest thing that {subject} has is a {object}",
    "{subject} would never sell the {object}",
    "people come to {subject} to borrow the {object}",
  ],
  question: "what does {subject} own?",
  answer: "a {object}",
};

const FAVOURITE_FOOD: Relation = {
  id: "favourite-food",
  subjects: "person",
  objects: words("bread soup cheese rice honey chocolate porridge pasta salad stew"),
  ask: "favourite food of {subject}",
  claim: "the favourite food of {subject} is {object}",
  paraphrases: [
    "{subject} likes {object} best of all",
    "{subject} eats {object} every day",
    "there is nothing that {subject} likes more than {object}",
    "for dinner {subject} always asks for {object}",
    "{subject} could live on {object}",
    "{subject} cannot say no to {object}",
    "{subject} has loved {object} since childhood",
    "when {subject} is hungry, it has to be {object}",
    "to please {subject}, serve {object}",
    "on birthdays {subject} gets {object}",
  ],
  question: "what is the favourite food of {subject}?",
  answer: "it is {object}",
};

/** The relations of the dose–response: each is stated once, 3, 10 and 100 times of ten subjects. */
export const doseRelations: readonly Relation[] = [
  CAPITAL_OF,
  LANGUAGE_OF,
  CURRENCY_OF,
  COLOUR_OF,
  FAMOUS_FOR,
  JOB_OF,
  LIVES_IN,
  BORN_IN,
  OWNS,
  FAVOURITE_FOOD,
];

export { CAPITAL_OF as capitalOf };

function words(text: string): string[] {
  return text.split(" ");
}
