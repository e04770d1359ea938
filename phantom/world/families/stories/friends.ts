import { INTRODUCTIONS, ONE_DAY, type Grammar } from "./grammar.ts";

/** Stories between people: quarrels, letters, games, parties. */
export const friends: Readonly<Record<string, Grammar>> = {
  quarrel: [
    [
      ...INTRODUCTIONS,
      "{hero} and {friend} [had been friends for {number} years|lived in the same street|did everything together].",
    ],
    [
      `${ONE_DAY}, {hero} and {friend} both wanted the {shade} {object}.`,
      "But when {friend} broke the {object} of {hero}, they [quarrelled|shouted at each other|had a fight].",
      "On {day}, {friend} forgot to come to the {place}, and {hero} waited [for {number} hours|in the rain|all alone].",
      "{friend} had told {other} a secret of {hero}, and now the whole [school|street|village] knew it.",
    ],
    [
      "“[It is mine|You promised|That is not fair|You never listen]!” said {hero}. / “[It is not|I did not|You are wrong|I do not care]!” said {friend}.",
      "{hero} was {sad}, and {friend} was {sad2}.",
      "They said many [bad|unkind|hard|foolish] things, and then {friend} ran home.",
    ],
    [
      "For {number} days, they [did not speak|did not look at each other|walked on different sides of the street].",
      "{hero} {did} alone, but it was [no fun|boring|not the same] without {friend}.",
      "In the {place}, {he} sat as far away from {friend} as {he} could.",
      "“Why don't you go and talk to {friend}?” asked {his} {parent}. / “Because {fhe} should come first,” said {hero}.",
    ],
    [
      "Then {hero} [wrote a letter|baked a cake|picked some {flower:s}|mended the {object}] and went to see {friend}.",
      "One evening there was a knock at the door, and there stood {friend} with {look:a} {object2}.",
      "They met by chance [near the {landmark}|at the {place}|in the {vehicle}], and neither of them could run away.",
    ],
    [
      "“I am sorry,” said {hero}. / “I am sorry too,” said {friend}, and they [shook hands|laughed|hugged].",
      "“Shall we [forget it|be friends again]?” asked {friend}. / {hero} nodded.",
      "They talked for a long time, and in the end they did not know why they had quarrelled.",
    ],
    [
      "Since then they have never quarrelled about {object:s} again.",
      "Then they {did}, and everything was good.",
      "They cut the [cake|pie] into two halves, and {friend} got the bigger one.",
      "",
    ],
  ],
  letter: [
    [
      "Dear {hero},",
      "My dear {hero},",
      "{hero} found a letter in the box. / “Dear {hero},” it said.",
      "On {day}, {hero} got a letter from {friend}. / “Dear {hero},” it began.",
    ],
    [
      "[thank you|many thanks] for the {object} that you sent me.",
      "I am writing to you from [the sea|the mountains|a small island|my aunt's farm|a {vehicle}].",
      "how are you, and how is your {parent}?",
      "It [is|was] {weather} here [today|on {day}], and I think of you often.",
    ],
    [
      "Yesterday we {did}, and in the evening we {did2}.",
      "We live in a [big|tiny|funny] house with {number} rooms, {number2} {furniture:s} and {pet:a}.",
      "My {object2} is broken, but {other} is going to mend it.",
      "Every morning I drink {drink} and eat {staple} with {fruit:s}.",
    ],
    [
      "There are {number} {pet2:s} here, and one of them [sleeps in my bed|is called {other}|eats {fruit:s}|is afraid of {insect:s}].",
      "Do you remember {other}? / {other} has learned to play the {instrument} and plays it [day and night|very badly|beautifully].",
      "I have found {look:a} {object2}, which I will bring you in {month}.",
      "I am reading a book about {wild:a} that [could speak|was looking for its mother|lived in {indoor:a}].",
    ],
    [
      "[Do you still|Would you like to] {do}?",
      "When will you come and visit me?",
      "Please tell {other} that I have not forgotten the {object2}.",
      "If you come in {season}, we can {do} together.",
      "Don't forget to feed the {pet}!",
    ],
    [
      "Your friend, {friend}.",
      "With love from {friend}.",
      "Yours, {friend}.",
      "See you in {month}! / {friend}.",
      "Your {friend}. / {hero} read the letter {number} times and answered it the same evening.",
    ],
  ],
  talk: [
    [
      "“What are you doing, {hero}?” asked {friend}.",
      "“Where are you going?” {friend} asked {hero}.",
      "{hero} and {friend} were sitting in the {place}. / “What are you thinking of?” asked {friend}.",
      "“Good morning, {hero},” said {friend}. / “Did you sleep well?”",
      "“Hello, {friend}!” called {hero}. / “Do you have time?”",
    ],
    [
      "“I am {doing},” said {hero}.",
      "“I am going to the {place2} because I need {object:a},” said {hero}.",
      "“I dreamed of {wild:a} that was {doing},” said {hero}.",
      "“Nothing,” said {hero}, “I am just looking for my {shade} {object}.”",
      "“I wanted to ask you about {day},” said {hero}.",
    ],
    [
      "“Can I [help|join] you?” asked {friend}. / “Yes, please,” said {hero}.",
      "“That sounds [nice|difficult|dangerous|strange],” said {friend}.",
      "“Why?” asked {friend}. / “Because my {parent} [asked me to|likes it|said so|is coming home],” said {hero}.",
      "“Is it far?” asked {friend}. / “Not if we take the {vehicle},” said {hero}.",
    ],
    [
      "“Have you seen {other} today?” asked {hero}. / “[No, not since {day}|Yes, in the {place2}|I think {other} is ill|Yes, near the {landmark}],” said {friend}.",
      "“How many {fruit:s} do you want?” asked {friend}. / “{number} or {number2},” said {hero}.",
      "“What colour is it?” asked {friend}. / “{shade},” said {hero}, “with a little {shade2}.”",
      "“Which do you like better, {drink} or {drink2}?” asked {hero}. / “{drink2},” said {friend}.",
      "“When does the {vehicle} leave?” asked {friend}. / “At {number} o'clock,” said {hero}.",
      "“Whose {object} is this?” asked {hero}. / “It belongs to {other},” said {friend}.",
    ],
    [
      "“Then let us go,” said {friend}, and they went.",
      "“All right,” said {hero}, “but first I have to {do2}.”",
      "“See you [tomorrow|on {day}|later|soon],” said {friend}, and {fhe} [left|ran off|waved].",
      "They talked until [the sun went down|it was time for {meal}|the bell rang|it began to rain].",
      "“You are right,” said {hero}, and both of them laughed.",
    ],
  ],
  party: [
    [...INTRODUCTIONS, "On {day} it was {hero}'s birthday, and {he} was going to be {number}."],
    [
      "{he} invited {friend}, {other} and {number} other children to a party in the {place}.",
      "Because it was {his} birthday, {his} {parent} [hung lanterns in the trees|baked a big cake|decorated the {room}].",
      "“Who is coming?” asked {his} {parent}. / “{friend}, {other} and the children from next door,” said {hero}.",
    ],
    [
      "On the table stood {sweet:s}, {fruit:s}, {dish:a} and a jug of {drink}.",
      "They ate {number} {sweet:s}, {many} {fruit:s} and the whole cake.",
      "There was {staple} with {staple2}, there were {sweet:s}, and there was {drink} for everybody.",
    ],
    [
      "{friend} gave {him} {look:a} {object}, and {other} gave {him} {object2:a} of {material}.",
      "The first parcel was [round|flat|heavy|tiny], and in it lay {look:a} {object}.",
      "“Open mine first!” said {friend}. / It was {look:a} {object}, and {hero} was {glad}.",
    ],
    [
      "Then they played {game}, {game2} and [musical chairs|blind man's buff|charades].",
      "{other} played the {instrument}, and everyone danced [around the {furniture}|until midnight|in the garden].",
      "When {friend} blew up a balloon, it burst, and the {pet} ran away.",
      "One of the children [fell into the pond|broke a plate|spilled {drink} on the carpet], but nobody was cross.",
    ],
    [
      "At {number2} o'clock the guests went home, and {hero} was tired and {glad}.",
      "In the evening {hero} put the {object} beside {his} pillow.",
      "“That was the best day of my life,” said {hero}.",
      "“Thank you for coming,” {he} said to everyone at the door.",
    ],
  ],
  contest: [
    INTRODUCTIONS,
    [
      `${ONE_DAY}, there was a [race|contest|competition] in the {outdoor}, and the prize was {look:a} {object}.`,
      "Every {season}, the children of the village had a race [around the {landmark}|from the {landmark} to the {indoor}|across the {outdoor}].",
      "“I am faster than you,” said {friend}. / “No, you are not,” said {hero}, so they agreed to race to the {landmark}.",
    ],
    [
      "{hero} practised every day, [before breakfast|after school|in rain and snow], while {friend} {did}.",
      "{many} children came, and {friend} was the tallest of them.",
      "{his} {footwear} were old, and {his} {parent} could not buy new ones.",
    ],
    [
      "At the start {friend} was first, {other} was second, and {hero} was only {ordinal}.",
      "“Ready, steady, go!” [cried|shouted|called] {other}, and everybody ran.",
      "In the middle of the race {friend} [fell|stumbled|stopped to rest|lost a shoe].",
    ],
    [
      "{hero} [could have won|was in front], but {he} stopped and helped {friend} up.",
      "{he} ran faster and faster until {he} could hear nothing but {his} own breath.",
      "Step by step {he} came closer, and at the last [tree|corner|bend] {he} passed {friend}.",
    ],
    [
      "{he} came {ordinal2}, but {he} was {glad}, because everyone [clapped|cheered|had seen it].",
      "{hero} won the {object} and [gave it to|shared it with] {friend}.",
      "Neither of them won, because {other} had been quicker, but they went home together and {did2}.",
    ],
  ],
};
