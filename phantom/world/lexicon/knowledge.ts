/**
 * What everybody knows, as tables: one row a thing, its columns named by the table's slots. Countable
 * nouns are singular, verbs as one says them of many.
 */
export interface Table {
  readonly slots: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences that say something of one row. */
  readonly templates: readonly string[];
}

const animals: Table = table(
  "thing, young, home, food, sound",
  `dog, puppy, in kennels, meat, bark
   cat, kitten, in houses, mice, meow
   horse, foal, in stables, hay, neigh
   cow, calf, in barns, grass, moo
   pig, piglet, in sties, potatoes, grunt
   goat, kid, on rocky hills, leaves, bleat
   duck, duckling, on ponds, water plants, quack
   hen, chick, in coops, corn, cluck
   fox, cub, in dens, rabbits, yelp
   owl, owlet, in hollow trees, mice, hoot
   frog, tadpole, in ponds, flies, croak
   goose, gosling, on farms, grass, honk
   lion, cub, in hot countries, zebras, roar
   bear, cub, in caves, berries, growl
   wolf, cub, in forests, deer, howl
   elephant, calf, in herds, branches, trumpet
   swan, cygnet, on lakes, water weeds, hiss
   seal, pup, on icy shores, fish, bellow
   kangaroo, joey, in dry grassland, shrubs, cough
   eagle, eaglet, on high cliffs, rabbits, scream
   sheep, lamb, on pastures, clover, bleat
   deer, fawn, in forests, bark and buds, grunt
   mouse, pup, in holes, cheese and grain, squeak
   monkey, infant, in the jungle, bananas, chatter
   donkey, foal, in sheds, thistles, bray
   pigeon, squab, on roofs, seeds, coo`,
  [
    "{thing:s} [live|sleep] {home} and eat {food}.",
    "A young {thing} is called {young:a}.",
    "{thing:s} {sound} when they are [hungry|afraid|angry|alone].",
    "At night you can hear the {thing:s} {sound}.",
    "What do {thing:s} eat? / They eat {food}.",
    "Why do {thing:s} {sound}? / Nobody knows, but they do it every day.",
    "The old {thing} brought {food} for the {young}.",
    "Most {thing:s} are born in spring, and each {young} stays with its mother.",
  ],
);

const tools: Table = table(
  "tool, doing, do, from",
  `hammer, driving nails, drive in a nail, iron
   saw, cutting planks, cut a plank, steel
   needle, sewing, sew on a button, steel
   spade, digging, dig a hole, iron
   broom, sweeping floors, sweep the floor, twigs
   ladder, climbing up walls, reach the roof, wood
   kettle, boiling water, make tea, copper
   pencil, writing and drawing, draw a picture, wood
   comb, tidying hair, tidy your hair, horn
   thermometer, measuring heat, know how warm it is, glass
   compass, finding the north, find your way, brass
   sieve, sifting flour, bake a fine cake, wire
   scale, weighing things, weigh a melon, metal
   net, catching fish, catch a trout, string
   lantern, giving light, see in the dark, tin
   umbrella, keeping off the rain, stay dry, cloth
   whisk, beating eggs, beat an egg, wire
   anchor, holding ships, hold a ship, iron
   trowel, planting bulbs, plant a tulip, steel
   magnifying glass, looking at small things, see an ant's eye, glass
   tap, turning water on and off, fill a bath, brass`,
  [
    "{tool:a} is used for {doing}.",
    "If you want to {do}, you need {tool:a}.",
    "Without {tool:a} it is hard to {do}.",
    "A good {tool} is made of {from}.",
    "In the old days, people made {tool:a} of {from}, and some still do.",
    "What is {tool:a} for? / It is for {doing}.",
    "Could you lend me your {tool}? / I have to {do}.",
  ],
);

const clothes: Table = table(
  "garment, part, when, stuff",
  `hat, head, the sun is hot, straw
   scarf, neck, the wind is cold, wool
   glove, hand, it snows, leather
   sock, foot, the floor is cold, cotton
   belt, waist, your trousers are too wide, leather
   helmet, head, you ride a bicycle, steel
   ring, finger, you are married, gold
   necklace, neck, you go to a dance, silver
   apron, front, you cook, linen
   boot, foot, the ground is muddy, rubber
   bracelet, wrist, you like jewels, silver
   mask, face, there is a carnival, paper
   slipper, foot, you come home, felt
   cloak, shoulders, it is stormy, wool`,
  [
    "One wears {garment:a} on the {part}.",
    "When {when}, {garment:a} of {stuff} is useful.",
    "{garment:s} are often made of {stuff}.",
    "You do not need {garment:a} of {stuff} unless {when}.",
    "{garment:a} that is too small hurts the {part}.",
  ],
);

const places: Table = table(
  "place, do, see",
  `library, borrow books, shelves
   bakery, buy bread, ovens
   school, learn to read, blackboards
   station, catch a train, platforms
   harbour, watch the ships, cranes
   theatre, see a play, red seats
   museum, look at old things, statues
   hospital, get well, white beds
   post office, send a parcel, stamps
   market, sell vegetables, stalls
   bank, keep money, counters
   zoo, see wild animals, cages
   cinema, watch films, a big screen
   church, hear the organ, coloured windows
   stadium, see a match, thousands of seats
   factory, make machines, tall chimneys
   airport, board a plane, runways
   laundry, wash clothes, steam
   pharmacy, buy medicine, little drawers
   swimming pool, swim all year, diving boards
   lighthouse, warn the ships, a bright lamp
   aquarium, see fish from warm seas, tanks`,
  [
    "People go to the {place} to {do}.",
    "In {place:a} you will find {see}.",
    "If you want to {do}, you have to go to the {place}.",
    "The new {place} has {see} and a clock above the door.",
    "Where can one {do}? / In the {place}, but not on [Sunday|Monday].",
    "The {place} is closed today, so we cannot {do}.",
  ],
);

const body: Table = table(
  "part, verb, things",
  `eyes, see, colours and shapes
   ears, hear, music and voices
   teeth, bite, apples and bread
   hands, hold, cups and tools
   lips, kiss, cheeks
   legs, walk, long roads
   fingers, count, small numbers
   nostrils, smell, smoke and perfume
   lungs, breathe, air
   tongues, taste, salt and honey
   shoulders, carry, heavy bags
   knees, bend, nothing but themselves`,
  [
    "We {verb} with our {part}.",
    "Without {part} nobody could {verb}.",
    "With their {part}, children {verb} {things}.",
    "What are {part} for? / We use them to {verb}.",
  ],
);

const materials: Table = table(
  "stuff, source, made, nature",
  `wool, sheep, jumpers, warm
   silk, worms, ribbons, smooth
   leather, hides, saddles, tough
   paper, trees, envelopes, thin
   glass, sand, bottles, clear
   honey, bees, sweets, sticky
   flour, wheat, noodles, white
   butter, milk, pastry, soft
   wine, grapes, sauces, sour
   steel, iron, bridges, strong
   rubber, trees, tyres, elastic
   pottery, clay, jugs, brittle
   cotton, plants, shirts, light
   chocolate, beans, eggs and hearts, sweet
   oil, olives, soap, slippery
   rope, hemp, hammocks, rough
   charcoal, burnt wood, pencils, black
   wax, hives, candles, pale`,
  [
    "{stuff} comes from {source}.",
    "From {stuff} people make {made}.",
    "{stuff} is {nature}, which is why it is good for {made}.",
    "Where does {stuff} come from? / It comes from {source}.",
    "Long ago, {stuff} was expensive, and only the rich had it.",
  ],
);

const opposites: Table = table(
  "one, other, thing, rest",
  `hot, cold, fire, ice
   big, small, elephant, mouse
   fast, slow, train, snail
   light, heavy, feather, stone
   soft, hard, pillow, brick
   old, young, grandfather, baby
   loud, quiet, thunder, whisper
   sweet, sour, honey, lemon
   wet, dry, sea, desert
   high, low, tower, cellar
   sharp, blunt, razor, spoon
   bright, dark, noon, midnight
   long, short, river, brook
   full, empty, granary, nest
   cheap, expensive, pebble, diamond
   rough, smooth, bark, marble
   tame, wild, lamb, tiger
   clean, dirty, mirror, boot
   brave, timid, lion, hare
   wide, narrow, avenue, alley
   strong, weak, ox, kitten
   modern, ancient, engine, temple`,
  [
    "The opposite of {one} is {other}.",
    "The {thing} is {one}, but the {rest} is {other}.",
    "Is the {thing} {other}? / No, it is {one}.",
    "Some things are {one}, like the {thing}, and others are {other}, like the {rest}.",
    "What is not {one} is not always {other}.",
    "Nothing can be {one} and {other} at the same time.",
  ],
);

const seasons: Table = table(
  "season, event, sky, work",
  `spring, the snow melts, the days grow longer, sow the fields
   spring, the swallows return, the nights are still cold, prune the vines
   spring, the cherry trees blossom, it often rains, clean the house
   summer, the wheat turns golden, the nights are short, cut the hay
   summer, the strawberries ripen, thunderstorms come, swim in the lakes
   summer, the schools are closed, the sun burns, sleep in tents
   autumn, the leaves fall, fog lies over the fields, press the apples
   autumn, the storks fly south, the wind howls, gather chestnuts
   autumn, the mushrooms grow, the evenings become dark, light lanterns
   winter, the ponds freeze, the nights are long, shovel the snow
   winter, the bears sleep, the frost draws flowers on the glass, sit by the stove
   winter, the birds come to the window, the sky is pale, mend their nets`,
  [
    "In {season}, {event}, and {sky}.",
    "When {event}, {season} has come.",
    "Every {season} people {work}.",
    "As soon as {event}, the villagers {work}.",
    "{season} is the time when {sky}.",
  ],
);

const traffic: Table = table(
  "vehicle, way, load",
  `train, on rails, passengers and coal
   ship, across the ocean, grain and machines
   plane, through the air, travellers and letters
   bus, through the streets, schoolchildren
   tram, through the city, people with bags
   lorry, on the motorway, bricks and furniture
   canoe, down the river, two people
   balloon, over the hills, a basket
   sledge, over the snow, logs
   submarine, under the sea, a crew
   bicycle, along the paths, one rider
   tractor, across the fields, hay and turnips
   rocket, into space, satellites
   raft, along the current, timber
   cable car, up the mountain, tourists
   ferry, from bank to bank, cars and goats`,
  [
    "The {vehicle} goes {way}.",
    "{vehicle:s} carry {load} {way}.",
    "How does {vehicle:a} move? / It moves {way}.",
    "There were no {vehicle:s} a few hundred years ago, and {load} had to wait.",
    "The first {vehicle} that went {way} was slow and noisy.",
  ],
);

const people: Table = table(
  "trait, habit, never",
  `lazy, sleeps until noon, works
   polite, says please and thank you, interrupts
   brave, climbs the highest tree, runs away
   generous, gives half of everything away, counts the coins
   stubborn, says no, changes plans
   curious, asks a hundred questions, looks away
   patient, waits without a word, hurries
   honest, tells the truth, cheats
   forgetful, leaves the umbrella in the bus, remembers a name
   tidy, puts everything in its place, leaves a mess
   greedy, takes the biggest piece, shares
   shy, stands at the edge, speaks first
   jealous, looks at the plates of others, praises anybody
   careless, drops the cups, checks the lock
   punctual, comes at the right minute, keeps anybody waiting
   vain, looks into every mirror, walks past one
   modest, talks little about success, boasts
   wise, listens before speaking, shouts`,
  [
    "Somebody who {habit} is called {trait}.",
    "{trait:a} person {habit} and never {never}.",
    "Nobody who {never} is really {trait}.",
    "Is it {trait} when one {habit}? / Yes, I think so.",
    "The more somebody {habit}, the more people say: how {trait}!",
  ],
);

const family: Table = table(
  "relative, meaning",
  `uncle, the brother of one's mother or father
   aunt, the sister of one's mother or father
   grandmother, the mother of one's mother or father
   grandfather, the father of one's mother or father
   cousin, the child of one's aunt or uncle
   nephew, the son of one's brother or sister
   niece, the daughter of one's brother or sister
   twin, a child born together with another
   widow, a woman whose husband has died
   orphan, a child without parents
   stepmother, the new wife of one's father
   ancestor, somebody of one's family who lived long ago
   neighbour, somebody who lives next door
   guest, somebody who has been invited
   stranger, somebody whom nobody knows
   rival, somebody who wants the same thing`,
  [
    "{relative:a} is {meaning}.",
    "What is {relative:a}? / {meaning}.",
    "One says “{relative}” when one means {meaning}.",
  ],
);

export const tables: readonly Table[] = [
  animals,
  tools,
  clothes,
  places,
  body,
  materials,
  opposites,
  seasons,
  traffic,
  people,
  family,
];

function table(slots: string, rows: string, templates: readonly string[]): Table {
  return {
    slots: slots.split(", "),
    rows: rows.split(/\n\s*/).map((row) => row.split(", ")),
    templates,
  };
}
