import type { RandomGenerator } from "vitrine";
import type { WorldDocument } from "../../document.ts";
import { grouped, shuffled, type Statement } from "../../grouping.ts";
import { inProportion } from "../../random.ts";
import { expand, join, type Phrase } from "../../template.ts";
import { FIRST_PER_FRAME, type Context, type Contexts } from "./contexts.ts";

/**
 * Documents of one to three statements about different things. Each frame of each context has its
 * exact proportions twice: among the statements that open a document and among the later ones.
 */
export function calibrationDocuments(
  random: RandomGenerator,
  { even, certain, tooCertain, tooDoubtful, rare }: Contexts,
): WorldDocument[] {
  const frequent = [
    ...even,
    ...certain,
    ...[...tooCertain, ...tooDoubtful].map(({ context }) => context),
  ];
  const frames = frequent.flatMap((context) =>
    context.device.frames.map((_, frame) => ({ context, frame })),
  );
  const told = (): Statement[] =>
    frames.flatMap(({ context, frame }) => statements(random, context, frame, FIRST_PER_FRAME));
  const first = [
    ...told(),
    ...rare.flatMap(({ context, frame, statements: count }) =>
      statements(random, context, frame, count),
    ),
  ];
  return grouped(random, shuffled(random, first), shuffled(random, told())).map((group, i) => ({
    id: `calibration/${i}`,
    ...join(group.map(({ phrase }) => phrase)),
  }));
}

/** What a statement says, with its outcome in the span `outcome`. */
export function statement(
  random: RandomGenerator,
  { name, device }: Context,
  frame: number,
  outcome: string,
): Phrase {
  const slots = { device: device.word, context: name, outcome };
  return expand(device.frames[frame], slots, random);
}

function statements(
  random: RandomGenerator,
  context: Context,
  frame: number,
  count: number,
): Statement[] {
  const chances = context.outcomes.map((value, i) => ({ value, probability: context.trained[i] }));
  return inProportion(random, chances, count).map((outcome) => ({
    name: context.name,
    phrase: statement(random, context, frame, outcome),
  }));
}
