import { INTRODUCTIONS, ONE_DAY, type Grammar } from "./grammar.ts";

/** Stories of weather, animals, gardens and journeys. */
export const outside: Readonly<Record<string, Grammar>> = {
  weather: [
    [
      ...INTRODUCTIONS,
      "It was a {weather} {daytime} in {month}, and {hero} was [on the way to|walking home from] the {place}.",
      "All [day|week|morning] the sky had been {weather} and {weather2}.",
    ],
    [
      "[Suddenly|Towards evening|Without warning], dark clouds came over the {landmark}, and it began to [rain|snow|hail|thunder].",
      `${ONE_DAY}, the wind was so strong that it blew {his} {garment} [into the river|over the roofs|up into a tree].`,
      "When {hero} opened the window, everything was [white with snow|grey with fog|wet and shining|covered with frost].",
    ],
    [
      "{he} ran [as fast as {he} could|through the puddles|under a tree] and [held on to|lost|thought of] {his} {object}.",
      "{hero} and {friend} [waited|sat|stood] under a [big umbrella|bridge|wide roof] and watched the [drops|puddles|lightning].",
      "“We should go inside,” said {friend}. / “Why?” asked {hero}. / “I like it when it is {weather}.”",
      "“Put on your {garment} and your {footwear},” called {his} {parent}.",
    ],
    [
      "By then {his} {footwear} were [wet|soaked|full of water], and {his} fingers were [cold|blue|stiff].",
      "The {tree:s} bent in the wind, and {tree2:a} lost a branch.",
      "Only the {wild:s} did not mind, and {number} of them [played|sat|ran about] in the {outdoor}.",
      "",
    ],
    [
      "After an hour, the sun came out again, and a rainbow stood over the {landmark}.",
      "Then the clouds went away, and the whole {landmark} shone like [silver|gold|glass|a mirror].",
      "In the evening it stopped, and the air smelled of [grass|earth|leaves|smoke|{flower:s}].",
    ],
    [
      "At home {his} {parent} hung the wet {garment} near the stove and made {him} some {drink}.",
      "{hero} and {friend} {did} until it was dark.",
      "“What a day!” said {hero}, and {he} fell asleep in the armchair.",
      "The next morning it was {weather2}, as if nothing had happened.",
    ],
  ],
  trip: [
    [...INTRODUCTIONS, "[In|At the end of] {month}, {hero} and {friend} went on a journey."],
    [
      `${ONE_DAY}, {he} [travelled|went] to the [sea|mountains|islands|hills|coast] with {his} {parent}.`,
      "{he} wanted to see [the sea|a real castle|the snow on the mountains|the big waterfall], and {friend} wanted to come too.",
      "They took the {vehicle} because the way was too long for walking.",
    ],
    [
      "In {his} [bag|suitcase|basket] {he} had {object:a}, {object2:a}, {number} {fruit:s} and a bottle of {drink}.",
      "“Did you pack the {object}?” asked {friend}. / “Of course,” said {hero}, “and the {object2} as well.”",
      "They packed a tent, a pan, some {staple}, {number} {vegetable:s} and two warm blankets.",
    ],
    [
      "The {vehicle} was [late|full of people|very slow|as old as {his} {parent}], so they [sang|played {game}|told stories|slept] on the way.",
      "They passed [a mill|fields of wheat|a long tunnel|a herd of cows|{number} villages], and {hero} counted the {tree:s}.",
      "At noon they stopped near the {landmark} and ate {staple} with {vegetable:s}.",
      "When the {vehicle} broke down, everyone had to [walk|push|wait for {number} hours].",
    ],
    [
      "At last they [arrived|could see the roofs|were there], and {hero} was so {glad} that {he} forgot {his} {object}.",
      "There {he} saw {number} {wild:s}, {wild2:a} and a [flock|cloud|swarm] of [gulls|sparrows|swallows|starlings].",
      "They {did} and {did2}, and nobody [thought of|talked about|missed] home.",
      "In the evening they {did}, and the stars were [bright|near|countless].",
    ],
    [
      "On the way back, {hero} [slept|said nothing|held {his} {parent}'s hand|looked at {his} shells].",
      "“Shall we come back next year?” asked {friend}. / “I hope so,” said {hero}.",
      "When they came home, {he} wrote everything down in {his} notebook.",
      "{hero} brought {his} {parent} {look:a} {object2}, which still stands on the {furniture}.",
    ],
  ],
  garden: [
    INTRODUCTIONS,
    [
      "In [March|April|May], {he} dug a small bed near the {landmark} and planted {flower:s} and {vegetable:s}.",
      "{his} {parent} gave {him} {number} seeds, but {phe} did not say what they were.",
      "{hero} [got|bought|found] a little {tree} in a pot and planted it behind the {indoor}.",
    ],
    [
      "Every morning {he} watered [it|the ground], and every evening {he} looked for something green.",
      "For {number} weeks nothing happened, and {he} became [impatient|{sad}].",
      "“Be patient,” said {friend}. / “I have been patient since {day},” said {hero}.",
    ],
    [
      "First a [tiny|thin|pale] leaf came out, then a second, and then {number} more.",
      "Then the {insect:s} came, and {friend} and {hero} picked them off one by one.",
      "In [May|June|July] there was no rain, so {hero} and {friend} carried water from the [river|well|pond|stream].",
      "{wild:a} ate half of the leaves, so {hero} built a fence.",
    ],
    [
      "In summer it was taller than {hero}, and [bees|butterflies|birds] came from everywhere.",
      "One {daytime} {he} found the first {shade} flower and called {friend}.",
      "At the end of [August|September], they picked {many} {vegetable:s} and filled {number} baskets.",
    ],
    [
      "{he} gave [some|most] of it to {friend}, because {fhe} had helped {him}.",
      "“Next year,” said {hero}, “I will grow {flower2:s} too.”",
      "When winter came, {he} covered the bed with straw and [waited for|dreamed of] spring.",
    ],
  ],
  rescue: [
    INTRODUCTIONS,
    [
      `${ONE_DAY}, {he} was walking [through the {outdoor}|along the {landmark}|home from the {place}] when {he} heard a [weak|strange|soft] cry.`,
      "On the way to the {place}, {hero} [saw|found|nearly stepped on] a [small|young|thin] {wild}.",
      "Behind the {indoor}, a [small|young|thin] {pet} was sitting in the [rain|snow|cold|mud].",
    ],
    [
      "Its [leg|paw|foot|ear] was hurt, and it could not [run|stand|walk] any more.",
      "It had fallen into a [hole|well|barrel|ditch] and could not get out.",
      "It was caught in [a net|the thorns|an old fence|a rope] and trembled with fear.",
    ],
    [
      "“Do not be afraid,” {he} said [softly|quietly|gently], and {he} took off {his} {garment} and wrapped the animal in it.",
      "{he} ran to fetch {friend}, because {fhe} knew a lot about animals.",
      "“Is it alive?” asked {friend}. / “Yes,” said {hero}, “but we have to hurry.”",
    ],
    [
      "They carried it home in a [basket|box|blanket] and gave it [milk|water and bread|grass|some {fruit:s}].",
      "{his} {parent} washed the wound and made a bandage from an old {garment2}.",
      "For {number} days it slept [near the stove|under the {furniture}|in a box of straw], and {hero} [fed|watched] it every hour.",
    ],
    [
      "When it could walk again, it followed {him} [everywhere|through the whole house|to the {place2}].",
      "Then it grew stronger, and its coat became thick and shiny.",
      "“May I keep it?” {he} asked. / “It belongs [outside|to itself|with its mother],” said {his} {parent}.",
    ],
    [
      "In the end they [brought it back|let it go|carried it home] to the {outdoor}, and it looked back [once|twice] before it ran away.",
      "They called it [Button|Pepper|Shadow|Biscuit|Feather|Pebble|Captain], and it stayed with them for many years.",
      "Sometimes, when {hero} walks near the {landmark}, it comes and eats from {his} hand.",
    ],
  ],
  sea: [
    [...INTRODUCTIONS, "The boat of {hero} and {friend} was {shade}, and its name was {other}."],
    [
      `${ONE_DAY}, {he} rowed out to the little island with {friend}.`,
      "In {month}, {hero} and {friend} went down to the harbour and got into a [small|leaky|{shade}] boat.",
      "{hero} and {friend} wanted to catch [fish|crabs|a mackerel] for {meal}.",
    ],
    [
      "The water was [smooth|green|deep|cold|clear], and {number} gulls followed them.",
      "At first the sea was calm, but then the waves became [higher and higher|bigger and bigger|wilder and wilder].",
      "{friend} held the oars, while {hero} [looked through the telescope|threw out the net|ate {fruit:s}].",
    ],
    [
      "Suddenly, something [big|dark|silver] [swam|moved|jumped] beside the boat. / “A [whale|seal|shark|dolphin]!” cried {friend}.",
      "They pulled in the net, and in it there were {number} fish, {object:a} and an old boot.",
      "They lost an oar, and the boat drifted [towards the rocks|out to sea|in circles].",
      "In the sand of the island they found a [chest|bottle|footprint|skeleton], and nobody could say [how old it was|where it came from].",
    ],
    [
      "“What shall we do?” asked {hero}. / “[Wait|Row|Sing|Keep calm],” said {friend}.",
      "{hero} was {sad}, but {he} did not show it.",
      "They waved with {his} {shade} {garment} until a [ferry|fishing boat|ship] saw them.",
      "",
    ],
    [
      "When they came back to the harbour, {his} {parent} was already [waiting|standing] on the pier.",
      "That night they sat around a fire and ate everything they had caught.",
      "Since then {hero} always takes {object2:a} with {him} when {he} goes to sea.",
    ],
  ],
  winter: [
    [...INTRODUCTIONS, "It was winter, and the {landmark} was frozen."],
    [
      `[In December|In January|In February|On a cold {day}], it snowed for {number} days.`,
      "When {hero} woke up, the whole garden was white, and the snow was higher than the fence.",
    ],
    [
      "{he} put on {his} {garment}, {his} {footwear} and a thick {garment2} and ran outside.",
      "“Come out!” shouted {friend}. / “I am coming,” shouted {hero}, “I only need my {footwear}.”",
    ],
    [
      "They built a snowman with {vegetable:a} for a nose, {object:a} in its hand and buttons of {material}.",
      "They pulled the sledge up the hill {many} times, and {number} times they fell into the snow.",
      "They threw snowballs at {other}, and {other} threw [them back|even bigger ones].",
      "They found the tracks of {wild:a} and followed them to the {landmark}.",
    ],
    [
      "When their [noses|ears|cheeks] were red, they went in and drank something hot.",
      "Their [hands|toes] were so cold that they could not [feel|move] them.",
      "The ice on the pond [cracked|groaned|sang], so they stayed near the bank.",
      "",
    ],
    [
      "In the evening they sat by the stove, roasted {fruit:s} and told stories about [giants|ghosts|wolves|the summer].",
      "A week later the sun shone, and only {object:a} and a small heap of snow were left.",
      "“I wish it were always winter,” said {hero}. / “Then you would never {do},” said {his} {parent}.",
    ],
  ],
};
