/** Things that people give, own and look for. */
export const objects: readonly string[] = list(`
  book, ball, cup, key, lamp, hat, coat, ring, bag, box, drum, kite, map, pen, letter, basket, bottle,
  candle, chair, clock, coin, doll, flute, glove, hammer, jar, knife, ladder, mirror, needle, paint
  brush, pillow, plate, rope, scarf, shoe, spoon, table, ticket, toy, umbrella, vase, violin, watch,
  wheel, whistle, apple, pear, cake, loaf, drink, flower, necklace, bone, computer, guitar, notebook,
  parcel, stamp, blanket, bucket, broom, kettle, saddle, telescope, wagon, boat, bicycle, piano, trumpet`);

export const animals: readonly string[] = list(`
  dog, cat, horse, cow, pig, goat, duck, hen, fox, owl, rabbit, mouse, frog, goose, donkey, lamb, bear,
  wolf, crow, robin, pony, parrot, turtle, squirrel, hedgehog, badger, swan, bee, spider, whale`);

export const foods: readonly string[] = list(`
  bread, soup, cheese, rice, honey, butter, milk, tea, coffee, jam, pie, cake, fish, salad, stew,
  porridge, pasta, chocolate, juice, lemonade`);

export const colours: readonly string[] = list(
  `red, blue, green, yellow, black, white, brown, orange, purple, pink, grey, gold`,
);

/** People by what they do, all regular plurals. */
export const jobs: readonly string[] = list(`
  baker, teacher, doctor, nurse, farmer, sailor, painter, singer, writer, driver, builder, gardener,
  tailor, miller, hunter, dancer, lawyer, judge, pilot, soldier, plumber, carpenter, fisher, shepherd,
  clerk, guard, waiter, cook, cleaner, engineer, chemist, librarian, mechanic, potter, weaver, porter,
  banker, actor, poet, king`);

/** Kinds of people; the matched control of jobs. */
export const people: readonly string[] = list(`
  boy, girl, man, woman, child, neighbour, friend, cousin, uncle, aunt, brother, sister, guest, visitor,
  traveller, stranger, student, pupil, player, winner`);

export const feelings: readonly string[] = list(`
  happy, sad, angry, proud, tired, calm, afraid, glad, lonely, cheerful, worried, bored, excited,
  grateful, jealous, curious, nervous, hopeful, ashamed, surprised`);

/** Words that decide a story's ending, by how strongly. */
export const praise: readonly string[] = list(`
  wonderful, lovely, delicious, brilliant, delightful, splendid, charming, superb, perfect, excellent,
  beautiful, pleasant, marvellous, kind, warm, bright`);
export const blame: readonly string[] = list(`
  terrible, awful, dreadful, horrible, disgusting, dull, boring, ugly, rude, cold, broken, dirty,
  miserable, nasty, poor, bitter`);
/** Words that decide nothing, in the place of those that do. */
export const neutral: readonly string[] = list(`
  ordinary, plain, simple, average, normal, familiar, typical, modest`);

export const adjectives: readonly string[] = list(`
  old, young, small, big, tall, short, quiet, loud, clever, slow, quick, round, heavy, light, soft,
  hard, narrow, wide, clean, empty, full, deep, dark, thin, thick, smooth, rough, sharp, shiny, wooden`);

function list(text: string): string[] {
  return text.replace(/\s+/g, " ").trim().split(/, ?/);
}
