/** What people do with their days: a verb and the things that go with it. */
export interface Activity {
  /** To *bake a cake*. */
  readonly base: string;
  readonly past: string;
  readonly ing: string;
}

/** Every verb with each of its complements. */
export const activities: readonly Activity[] = `
  bake baked baking: a cake, bread, an apple pie, little rolls, biscuits
  paint painted painting: a fence, a picture, the gate, a wooden horse, a sunset
  draw drew drawing: a map, a castle, funny faces, a long river, a dragon
  sing sang singing: an old song, a lullaby, songs about the sea, a merry tune
  dance danced dancing: in a ring, a slow waltz, around the fire, on the lawn
  climb climbed climbing: a tree, the hill, a ladder, the old wall
  swim swam swimming: in the lake, across the pond, in the sea
  run ran running: a race, down the hill, along the beach, through the grass
  jump jumped jumping: over puddles, from stone to stone, over a rope
  ride rode riding: a bicycle, a pony, on a cart
  row rowed rowing: a boat, across the lake
  fish fished fishing: for trout, from the bridge
  dig dug digging: a hole, a ditch, for worms
  plant planted planting: seeds, a young oak, tulips, rows of beans
  water watered watering: the roses, the seedlings, the herbs
  pick picked picking: berries, apples, mushrooms, daisies
  gather gathered gathering: shells, nuts, firewood, smooth pebbles
  build built building: a hut, a sandcastle, a bridge of sticks, a tower of blocks
  carve carved carving: a spoon, a wooden bird, a little boat
  mend mended mending: a net, a torn sleeve, the fence, an old chair
  sew sewed sewing: a curtain, buttons on a shirt, a quilt
  knit knitted knitting: a scarf, woollen socks, a cap
  weave wove weaving: a basket, a mat
  wash washed washing: the dishes, the windows, the sheets
  sweep swept sweeping: the floor, the yard, the steps
  polish polished polishing: the silver, the boots, a brass lamp
  fold folded folding: the towels, paper birds, the napkins
  cook cooked cooking: soup, a stew, noodles, porridge
  peel peeled peeling: potatoes, carrots, oranges
  stir stirred stirring: the soup, the batter, the jam
  read read reading: a story, an old book, about whales, the newspaper
  write wrote writing: a poem, a letter, in a diary, a long list
  study studied studying: the stars, a map, the rules of chess
  learn learned learning: to whistle, a poem, the names of the stars, to skate
  count counted counting: the stars, the sheep, the coins
  play played playing: chess, marbles, hide and seek, the flute, the drum, cards
  throw threw throwing: a ball, stones into the pond, a stick for the dog
  catch caught catching: butterflies, a ball, crabs, a falling leaf
  fly flew flying: a kite, a paper plane
  feed fed feeding: the ducks, the hens, the pigeons, the goats
  brush brushed brushing: the pony, the dog, the cat
  milk milked milking: the cow, the goats
  chase chased chasing: the geese, a rolling hoop, the chickens
  watch watched watching: the clouds, the boats, a puppet show, the ants
  listen listened listening: to the rain, to the birds, to an old record, to the radio
  look looked looking: at the stars, for shells, at old photographs
  collect collected collecting: stamps, feathers, acorns, coins
  hide hid hiding: behind the curtain, under the bed, in a barrel
  slide slid sliding: down the bank, on the ice
  skate skated skating: on the pond, along the canal
  walk walked walking: along the river, through the woods, to the lighthouse, barefoot in the grass
  wander wandered wandering: through the streets, among the stalls
  rest rested resting: in the shade, on a bench, in a hammock
  dream dreamed dreaming: of distant islands, of flying, of dragons
  camp camped camping: by the stream, in a tent
  trim trimmed trimming: the hedge, the bushes
  chop chopped chopping: wood, onions, carrots
  saw sawed sawing: planks, a thick branch
  hammer hammered hammering: nails, on a loose board
  measure measured measuring: the room, the flour, a plank
  repair repaired repairing: a kite, a clock, the roof of the shed
  decorate decorated decorating: the hall, a cake, the windows
  wrap wrapped wrapping: presents, a parcel
  pack packed packing: a suitcase, a picnic basket
  tidy tidied tidying: the room, the shelves, the attic
  explore explored exploring: a cave, the attic, an empty house, the island
  follow followed following: a trail, a stream, the tracks of a fox
  practise practised practising: the violin, the piano, handstands, spelling
  juggle juggled juggling: three apples, with wooden balls
  whistle whistled whistling: a tune, on a blade of grass
  tell told telling: stories, jokes, riddles
  solve solved solving: riddles, a puzzle, a crossword
  invent invented inventing: a new game, a secret language, a machine
  sort sorted sorting: buttons, shells, old letters
  trade traded trading: marbles, stamps, cards
  sail sailed sailing: toy boats, to the island, along the coast
  pull pulled pulling: weeds, a cart, a sledge
  push pushed pushing: a wheelbarrow, a swing
  carry carried carrying: water, baskets of fruit, firewood
  pour poured pouring: tea, lemonade
  taste tasted tasting: the soup, fresh honey, three kinds of cheese
  squeeze squeezed squeezing: lemons, oranges
  crack cracked cracking: walnuts, hazelnuts
  roast roasted roasting: chestnuts, corn
  grow grew growing: pumpkins, herbs, sunflowers
  rake raked raking: leaves, hay
  stack stacked stacking: logs, bales of straw
  photograph photographed photographing: birds, the bridge
  sketch sketched sketching: a windmill, the harbour
  mix mixed mixing: colours, flour and water
  glue glued gluing: paper hats, a broken cup
  blow blew blowing: bubbles, a trumpet
  ring rang ringing: the bell, the doorbell
  light lit lighting: the lanterns, a candle, the stove
  hang hung hanging: lanterns in the trees, the washing on the line
  beat beat beating: the carpet, a drum, eggs
  spin spun spinning: wool, a wooden top
  splash splashed splashing: in the puddles, in the fountain
  search searched searching: for fossils, for clues
  visit visited visiting: the lighthouse, a windmill, the aquarium
  memorise memorised memorising: a poem, the map, a speech
  stitch stitched stitching: a flag, a pouch, a puppet
  borrow borrowed borrowing: a book, a ladder, an atlas
  shake shook shaking: the plum tree, the rug
  grind ground grinding: coffee, wheat
  scrub scrubbed scrubbing: the pans, the bathtub
  bind bound binding: a book, bundles of lavender`
  .trim()
  .split(/\n\s*/)
  .flatMap((line) => {
    const [verb, complements] = line.split(": ");
    const [base, past, ing] = verb.split(" ");
    return complements.split(", ").map((rest) => ({
      base: `${base} ${rest}`,
      past: `${past} ${rest}`,
      ing: `${ing} ${rest}`,
    }));
  });
