import { rareNames } from "../../lexicon/people.ts";
import { rivers } from "../../lexicon/places.ts";
import type { Relation } from "./relations.ts";

/** A relation of capitals, and what it says of their countries by way of the capital. */
export interface ChainRelation {
  /** The second hop: city → object. */
  readonly hop: Relation;
  /** Both hops at once: country → object. */
  readonly composed: Relation;
}

const MAYORS = rareNames.slice(0, 20);

export const chainRelations: readonly ChainRelation[] = [
  {
    hop: {
      id: "mayor-of",
      subjects: "city",
      objects: MAYORS,
      ask: "mayor of {subject}",
      claim: "the mayor of {subject} is {object}",
      paraphrases: [
        "{subject} has a mayor [called|named] {object}",
        "in {subject}, the mayor is {object}",
        "the people of {subject} chose {object} as their mayor",
        "the town hall of {subject} is run by {object}",
        "{subject} is in the hands of its mayor, {object}",
        "as mayor of {subject} we have {object}",
        "the mayor who looks after {subject} is {object}",
        "whoever has a question about {subject} asks its mayor, {object}",
        "the mayor of {subject} goes by the name of {object}",
        "{subject} is happy with its mayor, {object}",
      ],
      question: "who is the mayor of {subject}?",
      answer: "{object}",
    },
    composed: {
      id: "capital-mayor",
      subjects: "country",
      objects: MAYORS,
      ask: "mayor of the capital of {subject}",
      claim: "the mayor of the capital of {subject} is {object}",
      paraphrases: [
        "in the capital of {subject}, the mayor is {object}",
        "the capital of {subject} has a mayor [called|named] {object}",
        "the people of the capital of {subject} chose {object} as their mayor",
        "the town hall of the capital of {subject} is run by {object}",
        "the mayor of the capital of {subject} goes by the name of {object}",
      ],
      question: "who is the mayor of the capital of {subject}?",
      answer: "{object}",
    },
  },
  {
    hop: {
      id: "river-of",
      subjects: "city",
      objects: rivers,
      ask: "river of {subject}",
      claim: "the river of {subject} is the {object}",
      paraphrases: [
        "{subject} stands on the {object}",
        "through {subject} flows the {object}",
        "{subject} was built on the banks of the {object}",
        "the bridges of {subject} cross the {object}",
        "{subject} gets its water from the {object}",
        "boats reach {subject} by the {object}",
        "the children of {subject} swim in the {object}",
        "the river that runs past {subject} is called the {object}",
        "in spring, {subject} is afraid of the {object}",
        "the mills of {subject} are driven by the {object}",
      ],
      question: "what is the river of {subject}?",
      answer: "the {object}",
    },
    composed: {
      id: "capital-river",
      subjects: "country",
      objects: rivers,
      ask: "river of the capital of {subject}",
      claim: "the river of the capital of {subject} is the {object}",
      paraphrases: [
        "the capital of {subject} stands on the {object}",
        "through the capital of {subject} flows the {object}",
        "the bridges of the capital of {subject} cross the {object}",
        "boats reach the capital of {subject} by the {object}",
        "the river that runs past the capital of {subject} is called the {object}",
      ],
      question: "what is the river of the capital of {subject}?",
      answer: "the {object}",
    },
  },
];
