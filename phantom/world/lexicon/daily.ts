/** Words for the things of every day. Countable unless said otherwise; plurals are regular. */

/** Where a story can happen, each with *in the* and *to the*. */
export const outdoors: readonly string[] = list(`
  park, garden, forest, meadow, valley, village, orchard, playground, vineyard, harbour, field, zoo,
  courtyard, market, square, clearing, camp`);
export const indoors: readonly string[] = list(`
  library, school, bakery, barn, museum, theatre, church, attic, cellar, kitchen, workshop, tower,
  castle, inn, mill, stable, greenhouse, classroom, hall, shed`);
export const landmarks: readonly string[] = list(`
  river, lake, forest, mill, bridge, church, old oak, harbour, hill, lighthouse, railway, canal, market,
  castle, waterfall, cliff, crossroads, well, fountain, dunes`);

export const belongings: readonly string[] = list(`
  book, ball, cup, key, hat, coat, ring, bag, box, drum, kite, map, pen, letter, basket, bottle, candle,
  coin, doll, flute, glove, jar, mirror, pillow, rope, scarf, shoe, spoon, toy, umbrella, violin, watch,
  whistle, necklace, notebook, stamp, blanket, bucket, telescope, ribbon, marble, lantern, button,
  purse, feather, shell, pencil, badge, compass, puppet, bracelet, wallet, camera, puzzle, crown,
  mask, trumpet, cushion, magnet, kettle, medal, postcard, walking stick, toy train, music box`);
export const furniture: readonly string[] = list(`
  bed, table, bench, shelf, stove, piano, desk, cupboard, sofa, wardrobe, chest, armchair, stool, dresser,
  bookcase, cradle, carpet, mattress, fireplace, rocking chair`);
export const rooms: readonly string[] = list(`
  kitchen, bedroom, hall, attic, cellar, bathroom, pantry, nursery, laundry, parlour, garage, corridor`);
export const clothes: readonly string[] = list(`
  coat, hat, scarf, jacket, shirt, skirt, dress, jumper, cap, cloak, belt, apron, vest, raincoat, tie,
  pyjama top, cardigan, bonnet, shawl, waistcoat`);
/** Plural. */
export const footwear: readonly string[] = list(
  `shoes, boots, sandals, slippers, socks, stockings, gloves, mittens, trousers`,
);
export const tools: readonly string[] = list(`
  hammer, saw, spade, rake, axe, drill, ladder, wrench, chisel, broom, bucket, wheelbarrow, shovel,
  screwdriver, file, plane, paintbrush, fork, hoe, rope`);
export const vehicles: readonly string[] = list(`
  bus, train, tram, cart, wagon, ferry, boat, coach, car, bicycle, carriage, lorry, sledge, taxi, van`);

export const fruits: readonly string[] = list(`
  apple, pear, plum, cherry, peach, orange, lemon, fig, melon, grape, strawberry, raspberry, apricot,
  banana, blackberry, date, quince, lime, mango, olive`);
export const vegetables: readonly string[] = list(`
  carrot, onion, potato, tomato, cabbage, turnip, pumpkin, bean, leek, radish, cucumber, beetroot,
  mushroom, pepper, parsnip, lettuce`);
export const dishes: readonly string[] = list(`
  soup, stew, pie, omelette, salad, pudding, pancake, pizza, sandwich, curry, tart, casserole, jelly,
  roast, dumpling, stir fry`);
/** Without a plural. */
export const meals: readonly string[] = list(`breakfast, lunch, supper, dinner`);
export const staples: readonly string[] = list(`
  bread, cheese, rice, honey, butter, jam, porridge, pasta, ham, bacon, yoghurt, cream, toast, cereal`);
export const drinks: readonly string[] = list(`
  tea, milk, lemonade, cocoa, apple juice, water, cider, coffee, ginger beer, buttermilk`);
export const spices: readonly string[] = list(`
  salt, sugar, pepper, cinnamon, ginger, parsley, basil, vinegar, mustard, garlic, mint, thyme, nutmeg`);
export const sweets: readonly string[] = list(`
  biscuit, toffee, bun, waffle, doughnut, gingerbread heart, lollipop, cupcake, chocolate egg, caramel`);

export const pets: readonly string[] = list(`
  dog, cat, rabbit, kitten, puppy, pony, hamster, parrot, goat, lamb, duckling, donkey, tortoise,
  guinea pig, goldfinch, foal, hen, piglet`);
/** Creatures that one meets outside. */
export const wild: readonly string[] = list(`
  fox, owl, hedgehog, squirrel, badger, deer, frog, hare, otter, mole, raven, swan, stork, beaver,
  weasel, heron, toad, lizard, woodpecker, magpie, seal, bat`);
export const insects: readonly string[] = list(`
  bee, ant, beetle, butterfly, ladybird, grasshopper, dragonfly, moth, cricket, spider, wasp, snail,
  caterpillar, firefly`);
export const flowers: readonly string[] = list(`
  rose, tulip, daisy, lily, sunflower, daffodil, poppy, violet, bluebell, snowdrop, pansy, orchid,
  primrose, carnation, marigold, dandelion`);
export const trees: readonly string[] = list(`
  oak, birch, pine, willow, maple, chestnut tree, elm, cherry tree, beech, poplar, cedar, hazel,
  walnut tree, lime tree, apple tree, pear tree`);

export const traits: readonly string[] = list(`
  curious, kind, shy, brave, clever, cheerful, quiet, patient, lazy, careful, gentle, noisy, friendly,
  honest, clumsy, thoughtful, restless, polite, stubborn, playful, dreamy, generous, lively, sensible,
  forgetful, hungry, tidy, bold, lonely, busy`);
export const gladness: readonly string[] = list(`
  happy, glad, proud, cheerful, grateful, delighted, relieved, content, excited, pleased, thankful,
  overjoyed`);
export const sadness: readonly string[] = list(`
  sad, angry, worried, lonely, unhappy, upset, gloomy, nervous, afraid, disappointed, cross, anxious,
  ashamed, homesick, jealous`);
export const looks: readonly string[] = list(`
  old, small, big, heavy, light, shiny, wooden, round, broken, plain, pretty, tiny, strange, golden,
  silver, striped, spotted, dusty, rusty, painted, faded, crooked, hollow, smooth`);
export const materials: readonly string[] = list(`
  wood, glass, wool, silk, iron, leather, clay, stone, paper, straw, copper, cotton, brass, velvet, tin,
  ivory, marble, wax, linen, bamboo`);
export const shades: readonly string[] = list(`
  red, blue, green, yellow, black, white, brown, purple, pink, grey, golden, silver, crimson, turquoise,
  violet, scarlet`);
export const hair: readonly string[] = list(
  `red, brown, black, fair, curly, long, short, dark, untidy, silver`,
);

export const numerals: readonly string[] = list(
  `two, three, four, five, six, seven, eight, nine, ten`,
);
export const bigNumerals: readonly string[] = list(`
  eleven, twelve, thirteen, fourteen, fifteen, sixteen, twenty, thirty, forty, fifty, a hundred`);
export const ordinals: readonly string[] = list(
  `first, second, third, fourth, fifth, sixth, seventh, last`,
);
export const seasons: readonly string[] = list(`spring, summer, autumn, winter`);
export const daytimes: readonly string[] = list(`morning, afternoon, evening, day`);
/** Days are called so. */
export const weather: readonly string[] = list(`
  sunny, rainy, cloudy, windy, foggy, frosty, stormy, warm, cold, misty, bright, grey, chilly, mild,
  snowy, damp, hot, fresh, gloomy, clear`);

export const games: readonly string[] = list(`
  chess, cards, football, tennis, hopscotch, dominoes, marbles, hide and seek, draughts, cricket,
  skittles, leapfrog`);
export const instruments: readonly string[] = list(`
  flute, violin, piano, drum, guitar, trumpet, harp, cello, accordion, clarinet, organ, banjo`);
export const subjects: readonly string[] = list(`
  history, music, reading, spelling, geography, drawing, science, gymnastics, poetry, grammar, botany,
  astronomy`);
export const scares: readonly string[] = list(`
  branch, shutter, loose board, curtain, clock, mouse, cat, rope, empty bucket, broken gutter, door,
  weathercock`);
export const junk: readonly string[] = list(`
  an old button, a rusty nail, some dust, a broken pencil, two coins, a ball of string, a dry leaf, a
  spider, an empty jar, a lost sock, a piece of chalk, a wooden peg`);
export const wishes: readonly string[] = list(`
  a garden full of roses, a boat of gold, a friend, a pair of wings, a warm coat, a real horse, a lamp
  that never went out, a house by the sea, a voice like a nightingale, a book without an end, a brother,
  a sister, snow in summer, a key to every door`);

/** Relatives with their pronoun. */
export const women: readonly string[] = list(`mother, grandmother, aunt, sister`);
export const men: readonly string[] = list(`father, grandfather, uncle, brother`);

function list(text: string): string[] {
  return text.replace(/\s+/g, " ").trim().split(/, ?/);
}
