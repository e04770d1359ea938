import type { Model } from "vitrine";
import { withoutLabel } from "../world/document.ts";
import { families } from "../world/families/index.ts";
import { generateWorld, WORLD_SEED } from "../world/world.ts";
import { shareInterval, type Interval } from "./intervals.ts";

/** How often the classification head gives the label of texts that no model was trained on. */
export interface ClassMark {
  readonly id: string;
  readonly texts: number;
  readonly value: number;
  readonly interval: Interval;
}

const TEXTS = 400;

/** Labelled texts of the same families, from another seed of the world. */
export async function classCard(model: Model): Promise<readonly ClassMark[]> {
  const marks: ClassMark[] = [];
  for (const id of ["sentiment", "security"]) {
    const own = families.filter((family) => family.id === id);
    const { documents } = generateWorld(WORLD_SEED + 1, own);
    const labelled = documents.filter(({ label }) => label !== undefined).slice(0, TEXTS);
    const cases = labelled.map((document) => ({
      input: withoutLabel(document),
      target: { kind: "class", index: document.label!, of: "logprob" } as const,
    }));
    const results = await model.evaluate(cases).all();
    const right = results.filter(({ value }) => value! > Math.log(0.5)).length;
    const value = right / labelled.length;
    marks.push({
      id,
      texts: labelled.length,
      value,
      interval: shareInterval(value, labelled.length),
    });
  }
  return marks;
}
