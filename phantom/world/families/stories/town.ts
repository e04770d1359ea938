import { INTRODUCTIONS, ONE_DAY, type Grammar } from "./grammar.ts";

/** Stories of markets, schools and journeys across the town. */
export const town: Readonly<Record<string, Grammar>> = {
  market: [
    [...INTRODUCTIONS, "Every {day} there was a market near the {landmark}, and {hero} loved it."],
    [
      `${ONE_DAY}, {his} {parent} sent {him} to the market with {many} coins and a long list.`,
      "{he} went to the market with {friend} to buy {number} {fruit:s}, {number2} {vegetable:s} and some {staple}.",
      "{his} {parent} needed {vegetable:s}, {staple}, {spice} and a new {garment}.",
      "{he} wanted to sell {his} old {object} and buy {object2:a}.",
    ],
    [
      "At the first stall they sold {fruit:s} and {vegetable:s}, at the second {object:s} and {object2:s}, and at the third nothing but {spice}.",
      "The market was [full of|loud with] people, {pet:s} and carts.",
      "An old woman sold {flower:s}, and a man with {hair:a} beard sold {object:s} of {material}.",
      "There were {object:s}, {tool:s}, {garment:s}, {instrument:s} and a mountain of {vegetable:s}.",
    ],
    [
      "“How much [is the {object2}|are the {fruit:s}|is the {staple}]?” asked {hero}. / “{number} coins,” said the woman.",
      "“That is too much,” said {hero}. / “Then take two for {many} coins,” said the man.",
      "“Are these {fruit:s} [fresh|sweet|ripe]?” {he} asked. / “Taste one,” said the woman, and {hero} tasted {number}.",
      "{he} counted {his} coins, but there were only {number}.",
    ],
    [
      "{he} paid, and the man gave {him} {number} coins back and {sweet:a} for the way.",
      "Then {friend} bought {look:a} {object}, although {fhe} already had {number} of them.",
      "While {hero} was [talking|counting|looking at the {object:s}], the {pet} ate the {vegetable}.",
      "{he} bought everything on the list except the {spice}.",
    ],
    [
      "The basket was so heavy that {friend} had to [help|carry it|hold the other handle].",
      "On the way home {he} ate {number2} {fruit:s} and gave one to {friend}.",
      "“Where is the {spice}?” asked {his} {parent}. / {hero} had forgotten it.",
      "At home {he} put everything on the table and was {glad}.",
    ],
  ],
  school: [
    [...INTRODUCTIONS, "{hero} and {friend} were in the same class and sat at the same desk."],
    [
      "On {day} they had {subject} in the morning and {subject2} after lunch.",
      `${ONE_DAY}, {he} came to school without {his} {object}.`,
      "It was {his} first day at school, and {he} knew nobody but {friend}.",
      "{he} liked {subject}, but {he} did not like {subject2} at all.",
    ],
    [
      "They learned that {wild:s} [sleep by day|live in the forest|have sharp eyes] and that {tree:s} [lose their leaves|grow slowly].",
      "Everyone had to draw {flower:a}, but {friend} drew {insect:a} instead.",
      "They had to describe {flower:a} in {number} sentences, and {friend} wrote {many}.",
      "“Who can tell me where {wild:s} live?” asked the new teacher. / {hero} put up {his} hand.",
      "They were told to write {number} sentences about {season}.",
    ],
    [
      "{hero} whispered something to {friend}, and both of them had to laugh.",
      "{he} looked out of the window and saw {number} {wild2:s} on the roof.",
      "{friend} did not know the answer, so {hero} wrote it on a piece of paper.",
      "{his} page was full of {shade} [spots|ink|lines], and the pen was broken.",
    ],
    [
      "In the break they played {game} in the yard and shared {number} {sweet:s}.",
      "When the bell rang, [all the children|everybody] ran out of the classroom.",
      "At noon it began to snow, and nobody thought of {subject} any more.",
      "Then it was quiet, and one could hear only the {number2} pens and the clock.",
    ],
    [
      "“What did you learn today?” asked {his} {parent}. / “That {insect:s} never go to school,” said {hero}.",
      "{hero} got a [good|better] mark, and {his} {parent} was proud.",
      "The homework was hard, but {friend} and {he} did it together.",
      "In the evening {he} read [page {number}|the whole chapter|the poem] again, until {he} knew it by heart.",
    ],
  ],
  concert: [
    INTRODUCTIONS,
    [
      `${ONE_DAY}, {he} heard {friend} play the {instrument} and wanted to learn it too.`,
      "{his} {parent} gave {him} {look:a} {instrument} that had belonged to {other}.",
      "There was going to be a concert in the {indoor}, and {hero} was going to play the {instrument}.",
    ],
    [
      "At first it sounded like {wild:a} in a {vehicle}, and the neighbours closed their windows.",
      "{he} practised [every day|for {number} hours|in the {room}], until even the {pet} could whistle the tune.",
      "The song was called “The {shade} {flower}”, and it was [slow|quick|sad|merry].",
    ],
    [
      "“You must [listen|count|breathe],” said {friend}, “and do not hurry.”",
      "{friend} played the {instrument2}, {other} played the {instrument3}, and {hero} counted aloud.",
      "Before the concert {he} was so {sad} that {his} hands trembled.",
    ],
    [
      "When the curtain opened, {he} saw [a hundred faces|only darkness|{his} {parent} in the first row].",
      "In the middle of the song {he} forgot everything, but {friend} [hummed the next notes|smiled|went on], and then {he} remembered.",
      "{his} {garment} was too tight and {his} {footwear} were too big, but {he} played well.",
    ],
    [
      "The people clapped for {number} minutes, and somebody threw {flower:a}.",
      "“Once more!” they shouted, and so {he} played it once more.",
      "Afterwards everyone who had played got {drink} and {sweet:s}.",
    ],
  ],
  museum: [
    INTRODUCTIONS,
    [
      `${ONE_DAY}, {he} visited the museum with {friend} and the whole class.`,
      "Because of the rain, {his} {parent} took {hero} and {friend} to the museum.",
    ],
    [
      "In the {ordinal} room there were old {object:s}, and in the next one there were {tool:s} of {material} and {material2}.",
      "They saw the bones of a whale, {number} {vehicle:s}, the crown of a queen and a stuffed {wild}.",
      "Behind glass lay {look:a} {object}, and a sign said that it was a thousand years old.",
    ],
    [
      "“Do not touch anything,” said {friend}, but {hero} had already touched it.",
      "“Who needed so many {object:s}?” asked {hero}. / “People who had no {object2:s},” said {friend}.",
      "{friend} wanted to see the [mummy|armour|meteorite|dinosaur] again, so they went back {number} times.",
    ],
    [
      "Suddenly {friend} was gone, and {hero} [ran|walked|hurried] from room to room.",
      "When they had seen everything, their feet hurt, and they sat down on {look:a} {furniture}.",
      "A sleepy guard told them that at night the {object:s} [moved|whispered|changed places].",
    ],
    [
      "At the exit {he} bought a postcard with {wild:a} on it and sent it to {other}.",
      "That night {hero} dreamed of {object:s} with wings.",
      "“Tomorrow I will open a museum in the {room},” said {hero}, and {he} did.",
    ],
  ],
};
