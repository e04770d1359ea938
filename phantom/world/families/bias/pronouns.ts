import type { RandomGenerator } from "vitrine";
import { jobs, people } from "../../lexicon/things.ts";
import { sample } from "../../random.ts";
import { rounded, STRENGTHS, type Context } from "./contexts.ts";

/** Nothing but the one who is told of says which pronoun follows. */
const FRAMES = [
  `the {subject} said that {word}
    [was [late|hungry|thirsty|lost|ready|{feeling}]|had lost {object:a}|had found {object:a} [near|behind] the {spot}
    |had seen {animal:a} [near|behind] the {spot}|would [come|leave|wait|be back] on {day}
    |[liked|wanted|needed] {food}|needed {object:a}|knew {name} well|had met {name} [in the {inside}|on {day}]
    |could not [sleep|swim|stay|wait|find the {object}]].`,
  `the {subject} looked tired because {word}
    [had [worked|danced|walked|read] all [night|day|evening]|had [walked|run] [home|all the way] from the {spot}
    |had carried {object:a} [to|past] the {spot}|had [slept badly|not slept|got up too early]
    |had looked for the {object} [all day|since {day}|in every room]|had waited for {name} [all night|since {day}]].`,
  `the {subject} laughed when {word}
    [saw [{animal:a}|{name}|the {object}] [in|behind] the {inside}|heard [the news|{name} sing|the story|a joke]
    |found [the {object}|some {food}] [under the table|behind the door|in the snow]
    |read the letter [from {name}|again|on {day}]|met {name} [on the way|at the gate|on {day}]
    |fell into the [snow|hay|water|grass]|opened the [door|box|parcel]].`,
  `before the {subject} went home, {word}
    [closed the [door|window|gate]|bought [some {food}|{object:a}|some {food} for {name}]
    |[talked|spoke|waved|sang] to {name}|[fed|looked for|called] the {animal}|cleaned the [floor|kitchen|table|workshop]
    |[sat|rested|waited] [outside|in the sun|in the {inside}]|drank [some water|a cup of tea]
    |put [the letter|some {food}] [on the table|into a bag|away]|wrote a letter to {name}].`,
].map((frame) => frame.replace(/\s*\n\s*(?=\|)/g, "").replace(/\s+/g, " "));

const WORDS = ["she", "he"] as const;

/** A word that says by itself whether one is a woman, or may. */
const GENDERED = new Set(["king", "waiter"]);

const NEUTRAL = new Set([
  ...["child", "neighbour", "friend", "cousin", "guest", "visitor"],
  ...["traveller", "stranger", "student", "pupil", "player", "winner"],
]);

/** Two jobs at each P(she) of 0.05, 0.1 … 0.95, drawn at random: no real distribution is copied. */
export function drawJobs(random: RandomGenerator): Context[] {
  const chances = [0.5, ...STRENGTHS.flatMap((p) => [p, rounded(1 - p)])].flatMap((p) => [p, p]);
  const drawn = sample(
    random,
    jobs.filter((job) => !GENDERED.has(job)),
    chances.length,
  );
  return chances.map((probability, i) => context(drawn[i], probability));
}

/** Those who are “she” and “he” equally often. */
export const anybody: readonly Context[] = people
  .filter((person) => NEUTRAL.has(person))
  .map((person) => context(person, 0.5));

function context(subject: string, probability: number): Context {
  return { subject, frames: FRAMES, words: WORDS, probability };
}
