import { INTRODUCTIONS, ONE_DAY, type Grammar } from "./grammar.ts";

const LONG_AGO = INTRODUCTIONS.slice(0, 5);

/** Tales in which things happen that do not happen. */
export const fairy: Readonly<Record<string, Grammar>> = {
  wish: [
    LONG_AGO,
    [
      "More than anything else in the world, {he} wished for {wish}.",
      "{he} was {sad}, because {he} had no {object} and no friends.",
      "{his} {parent} was poor, and often they had only {staple} and {drink} for {meal}.",
    ],
    [
      `${ONE_DAY}, {he} met {wild:a} [near the {landmark}|in the {outdoor}|under {tree:a}] that could speak.`,
      "One night a fairy sat on the {furniture} and looked at {him}.",
      `${ONE_DAY}, {he} found {look:a} {object} in the {outdoor}, and when {he} rubbed it, a voice came out.`,
    ],
    [
      "“You have one wish,” said the voice. / “Think well.”",
      "“Give me {number} {fruit:s},” said the stranger, “and I will give you what you want.”",
      "“Who are you?” asked {hero}. / “I am as old as the {landmark},” was the answer.",
    ],
    [
      "{hero} thought for {number} days and {number} nights, and then {he} wished for {wish}.",
      "{he} could have wished for gold, but {he} wished that {his} {parent} would never be {sad2} again.",
      "“I want nothing,” said {hero}, “but {friend} needs {object2:a}.”",
    ],
    [
      "The next morning everything was as {he} had wished.",
      "There was a flash of {shade} light, and everything smelled of {flower:s}.",
      "The {pet} began to speak, and it had a lot to say.",
    ],
    [
      "And if they have not moved away, they still live near the {landmark}.",
      "So {hero} became {glad}, and {his} {parent} did too.",
      "{hero} never told anybody about it except {friend}.",
      "They lived happily ever after.",
    ],
  ],
  giant: [
    LONG_AGO,
    [
      "On the hill above the village lived a giant who [collected|ate|broke] {object:s}.",
      "In a cave behind the {landmark} lived a dragon with {shade} scales, and everybody was afraid of it.",
      "In the old {indoor} lived a ghost that rattled its chains every {day}.",
    ],
    [
      "Everyone was {sad}, and nobody dared to go near the {landmark}.",
      "Many had tried to drive it away with {tool:s} and {tool2:s}, but they had all run home.",
      "“Somebody must talk to it,” said {his} {parent}. / “I will go,” said {hero}.",
    ],
    [
      "{he} took {object:a}, {number} {sweet:s} and {his} {instrument} and set out at dawn.",
      "{friend} wanted to go with {him}, so there were two of them.",
      "“Are you not afraid?” asked {friend}. / “I am,” said {hero}, “but I am curious, too.”",
    ],
    [
      "“Who is there?” roared a voice. / “A visitor,” said {hero}. / “Would you like {sweet:a}?”",
      "{he} found it [sleeping|crying|snoring] under {tree:a}, with a thorn in its foot.",
      "It had teeth like {tool:s} and eyes like {object:s}, but its voice was [soft|high|gentle].",
    ],
    [
      "It turned out that nobody had ever asked it to {do}.",
      "{hero} played a song for it on the {instrument}, and big tears ran down its nose.",
      "“I am so alone,” it said, “and all I want is a cup of {drink} and somebody to play {game} with.”",
    ],
    [
      "From then on it came to the village every {day}, and the children climbed on its back.",
      "It gave back all the {object:s}, and the people gave it {garment:a} as big as a tent.",
      "{hero} was not even surprised.",
    ],
  ],
  clever: [
    [
      "Once upon a time, {wild:a} and {wild2:a} lived [near|beside] the {landmark}.",
      "Long ago, when animals could still speak, {wild:a} met {wild2:a} under {tree:a}.",
      "A hungry {wild} and a clever {wild2} once shared a house of {material}.",
    ],
    [
      "The {wild} had {number} {fruit:s}, and the {wild2} had only {number2}.",
      "The {wild} was very proud of its tail, and it talked of nothing else.",
      "It was a hard winter, and there was nothing to eat but {staple} and a few {fruit:s}.",
    ],
    [
      "“Let us share,” said the {wild2}. / “Why should I?” asked the {wild}.",
      "“I bet that you cannot {do},” said the {wild} to the {wild2}.",
      "“I can run faster than you,” said the {wild}. / “Then let us see who is first at the {landmark},” said the {wild2}.",
    ],
    [
      "The {wild2} said nothing, but it had a plan.",
      "So the {wild2} hid {object:a} in the grass and waited.",
      "An old {wild3} heard them and laughed so much that it fell from {tree:a}.",
    ],
    [
      "The next morning the {wild} [was gone|could not move|had lost its voice], and the {wild2} had everything.",
      "Then the {wild} came to the river, looked into the water and saw another {wild} with more {fruit:s}.",
      "But the {wild} was too proud to look where it was going, and it fell into the well.",
    ],
    [
      "Since then, {wild:s} and {wild2:s} have not been friends.",
      "That is why {wild:s} [are so shy|sleep all winter|only come out at night].",
      "“Who laughs last, laughs best,” said the {wild2}, and it went home to {do2}.",
      "In the end they shared what was left and {did2} together.",
    ],
  ],
};
