import { INTRODUCTIONS, ONE_DAY, type Grammar } from "./grammar.ts";

/** Stories that happen in and around a house. */
export const home: Readonly<Record<string, Grammar>> = {
  lost: [
    INTRODUCTIONS,
    [
      `${ONE_DAY}, {he} lost {his} {shade} {object} [in|near] the {place}.`,
      "{he} had {object:a} that {he} [loved very much|took everywhere|kept under {his} pillow|had got from {his} {parent}]. / One {daytime} it was gone.",
      "On {day}, {hero} could not find {his} {object} [anywhere|any more].",
      `{his} most precious thing was {look:a} {object}, but ${ONE_DAY} it [disappeared|was nowhere to be seen].`,
    ],
    [
      "{he} looked [under the {furniture}|behind the {furniture}|in every drawer|in all {his} pockets], but [it was not there|there was nothing|{he} found only {junk}].",
      "First {he} looked in the {room}, then in the {room2}, and [at last|finally] [under|behind] the {furniture}.",
      "{he} turned [the whole house|the {room}|every cupboard] upside down, but all {he} found was {junk}.",
      "Although {he} searched [for an hour|until dark|in the {room} and in the {room2}], {he} found [nothing|only {junk}].",
    ],
    [
      "“Have you seen my {object}?” {he} asked {friend}. / “No,” said {friend}, “but I will help you [look for it|search|find it].”",
      "“Where is my {object}?” {he} asked {his} {parent}. / “When did you [last have it|see it last]?” {phe} answered. / {hero} thought of the {place}, and {friend} came with {him}.",
      "{hero} was {sad}, and {friend} asked what was wrong. / “My {object} is gone,” said {hero}.",
      "{friend} heard about it and [came at once|offered to help|brought a lantern].",
    ],
    [
      "Together they [walked|went|ran] [back to|to] the {place} and searched [everywhere|near the gate|for a long time|behind every stone].",
      "{friend} looked [under the bushes|behind the wall|on the left], while {hero} looked [near the path|by the door|on the right].",
      "The two of them asked [everybody in the street|all the neighbours|a boy with a cart], but nobody [knew anything|had seen it].",
      "",
    ],
    [
      "There it was, [under a pile of leaves|between two stones|on a bench|in the grass|behind a barrel|on top of a wall]!",
      "At last {friend} [saw|spotted|noticed] something {shade} [under a bush|beside the path|in a corner]. / It was the {object}.",
      "{wild:a} had [carried|dragged] it [into a hole|under the hedge|behind a log], and there it lay.",
      "In the end {he} found it [in {his} own bag|in the pocket of {his} coat|where {he} had left it|on the {furniture} in the {room}].",
    ],
    [
      "{hero} [thanked|hugged] {friend} and [promised to be more careful|put it in a safe place|laughed with relief].",
      "“Thank you,” said {hero}, and {he} was {glad} again.",
      "From that day on, {he} always [kept it in a drawer|put it back in its place|tied it to {his} bag|knew where it was].",
      "{he} was so {glad} that {he} [danced all the way home|gave {friend} {sweet:a}|sang the whole evening].",
    ],
  ],
  cooking: [
    [
      ...INTRODUCTIONS,
      "It was [almost time for {meal}|late on {day}|a {weather} {daytime}], and {hero} was [hungry|alone at home|tired of {staple}].",
    ],
    [
      `${ONE_DAY}, {hero} wanted to make {dish:a} for {his} {parent}.`,
      "{he} decided to cook {dish:a} for {meal}, because {friend} was coming.",
      "“What shall we eat?” asked {hero}. / “I know how to make {dish:a},” said {his} {parent}.",
      "Because it was {day}, {hero} and {his} {parent} made {dish:a} together.",
    ],
    [
      "{he} needed {number} {vegetable:s}, {number2} {vegetable2:s}, some {spice} and a little {spice2}.",
      "In the pantry {he} found {staple}, {number} {vegetable:s}, {spice} and a bottle of {drink}.",
      "First {he} washed the {vegetable:s}, then {he} peeled the {vegetable2:s}, and {his} {parent} lit the stove.",
      "They [bought|borrowed|fetched] {number} eggs, a cup of flour, some butter and a spoonful of {spice}.",
    ],
    [
      "{he} [cut|chopped] everything into small pieces and put it into a [big|deep|black] pot.",
      "{his} {parent} [mixed|stirred] the {staple} with the {spice}, while {hero} [beat the eggs|set the table|watched the fire].",
      "Then everything had to [boil|simmer|bake|cool] for {number} minutes.",
      "“Do not forget the {spice},” said {his} {parent}. / “I never forget the {spice},” said {hero}.",
    ],
    [
      "Soon the whole [house|kitchen|street] smelled of {spice}.",
      "{he} tasted it and [added some {spice2}|wanted more {spice}|burnt {his} tongue|smiled].",
      "The {pet} [sat under the table and waited|came in and sniffed at the pot|wanted some of it too].",
      "“It needs more {spice2},” said {hero}, and {his} {parent} nodded.",
      "",
    ],
    [
      "When it was ready, they [ate|sat down and ate] with [big wooden spoons|great appetite|{friend} and {other}].",
      "{friend} [ate three plates|wanted the recipe|asked for more], and there was nothing left [for the {pet}|in the pot].",
      "They had it with {staple} and drank [a jug of|a little|plenty of] {drink}.",
      "It was [a little burnt|too salty|the best they had ever had|better than the week before], but [nobody minded|everyone was {glad}|they ate it all].",
    ],
    [
      "Afterwards {hero} washed the plates, and {his} {parent} dried them.",
      "“Next time I will make {dish2:a},” said {hero}.",
      "For dessert there [were {fruit:s}|were {fruit:s} with cream|was a bowl of {fruit:s}|was {sweet:a} for everyone].",
      "",
    ],
  ],
  night: [
    INTRODUCTIONS,
    [
      "One night, {he} could not sleep because [of the wind|it was too hot|{he} had drunk too much {drink}|the moon was so bright].",
      "In the middle of the night, {he} [woke up|sat up in bed|opened {his} eyes] and heard a [strange|soft|loud|dull] noise.",
      "It was [long past midnight|almost midnight|very late], and something [creaked|scratched|rattled|knocked] [in the {room}|above the ceiling|at the window|behind the {furniture}].",
    ],
    [
      "“[Who is there|What was that|Is somebody there]?” {he} whispered, but [nobody answered|all was silent|only the clock ticked].",
      "{his} heart beat fast, and {he} pulled the blanket over {his} head.",
      "{he} thought of [ghosts|thieves|dragons|wolves] and was {sad}.",
      "{he} [lit a candle|took a lamp|put on {his} slippers] and [crept|tiptoed|walked slowly] to the {room}.",
    ],
    [
      "The stairs were [dark|cold|steep], and the shadows looked like [giants|bears|old trees].",
      "{he} held {his} {object} [tightly|in both hands|like a sword] and opened the door.",
      "Then {he} heard it again, [louder than before|closer this time|right beside {him}].",
      "",
    ],
    [
      "But it was only {scare:a} that [moved in the wind|had fallen down|had come loose].",
      "It was only the {pet}, which [had knocked over a vase|wanted to come in|was looking for {staple}|had chased a mouse].",
      "There stood {his} {parent} with {drink} and {sweet:a}. / “I could not sleep either,” {phe} said.",
    ],
    [
      "{hero} laughed [at {himself}|out loud|quietly] and [went back to bed|closed the window|told {friend} about it in the morning].",
      "{his} {parent} sat down on the edge of the bed and told {him} a story about {wild:a} until {he} fell asleep.",
      "After that {he} was never afraid of the dark again.",
      "{he} slept until [noon|the cock crowed|the sun stood high|breakfast].",
    ],
  ],
  illness: [
    INTRODUCTIONS,
    [
      `${ONE_DAY}, {hero} woke up with [a sore throat|a fever|a terrible headache|a cold|spots on {his} face].`,
      "{he} had [fallen from a ladder|slipped on the ice|eaten too many {fruit:s}|walked home in the rain], and now {his} [knee|foot|stomach|head|back|elbow] hurt.",
    ],
    [
      "“You must stay in bed,” said {his} {parent}, and {phe} brought {him} [a cup of hot tea|soup|a warm blanket|some medicine|an extra pillow].",
      "{his} {parent} felt {his} forehead and [shook {phis} head|sent for the doctor|drew the curtains].",
      "So {he} lay in bed and [counted the flies on the ceiling|listened to the rain|read a book about {wild:s}|looked out of the window].",
    ],
    [
      "In the afternoon {friend} came with [a bunch of {flower:s}|a basket of {fruit:s}|{look:a} {object}|a bag of {sweet:s}].",
      "{friend} was not allowed in, so {fhe} [waved from the garden|wrote a letter|sang under the window].",
      "“Does it hurt?” asked {friend}. / “Only when I laugh,” said {hero}, and then they both laughed.",
    ],
    [
      "They played {game} on the blanket, and {hero} won [{number} times|almost every time].",
      "{friend} told {him} what had happened [at school|in the village|at the market]: [the {pet} had run away|a window was broken|{other} had won a prize].",
      "",
    ],
    [
      "After {number} days {he} was [well|up|healthy] again and could {do}.",
      "By {day} {he} felt much better, and {his} {parent} let {him} go out.",
      "The next morning the pain was gone, and {he} ran to {friend} to {do}.",
    ],
  ],
  mending: [
    INTRODUCTIONS,
    [
      "[After the storm|One {day}|In {month}], the [roof|door|window|back wall] of the {indoor} was broken.",
      "The old {furniture} had only three legs left, and {his} {parent} wanted to throw it away.",
      "{hero} wanted to build a [house for the birds|kennel|rabbit hutch|little boat|swing] behind the {indoor}.",
    ],
    [
      "“I can [do that|make that|mend it],” said {hero}, and {he} fetched {tool:a} and {tool2:a}.",
      "{he} borrowed {tool:a} from {friend} and bought {many} nails.",
      "{friend} had {tool:a}, {hero} had {number} planks, and together they had a plan.",
    ],
    [
      "First they [measured|cleaned|drew] everything, then they sawed the wood, and then they hammered [until evening|for {number} hours|all day].",
      "{he} hit {his} thumb twice, but {he} did not [cry|give up|stop].",
      "“Hold it [straight|still|tight],” said {hero}. / “I am holding it,” said {friend}, “but it is [heavy|slippery|crooked].”",
    ],
    [
      "Although it was a little crooked, it was [strong|stronger than before|good enough|better than a new one].",
      "When it was finished, {he} painted it {shade} with a {shade2} stripe.",
      "In the end there was one piece too many, and nobody knew where it belonged.",
    ],
    [
      "“Who made this?” asked {his} {parent}. / “I did,” said {hero}, “and {friend} helped me.”",
      "{his} {parent} was [proud|{glad}|surprised] and gave them {drink} and {sweet:s}.",
      "The next day {number} birds came and [looked at it|sat on it|sang there].",
      "It is still there today.",
    ],
  ],
};
