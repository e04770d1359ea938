import { loadTokenizer, type Tokenizer } from "vitrine";
import { SPECIALS, tokenizerConfig, tokenizerJson } from "../tokenizer/files.ts";
import { trainTokenizer } from "../tokenizer/train.ts";
import { generateWorld, type World } from "../world/world.ts";
import { type Recipe, VOCABULARY } from "./models.ts";

/** What a recipe works on: the world, and the files of the tokenizer that was trained on it. */
export interface TrainingData {
  readonly world: World;
  readonly tokenizer: Tokenizer;
  /** Name → text. */
  readonly tokenizerFiles: ReadonlyMap<string, string>;
}

/** Writes the world and trains its tokenizer: about half a minute. */
export function trainingData({ flavor, config }: Recipe): TrainingData {
  const world = generateWorld();
  const texts = world.documents.map(({ text }) => text);
  const trained = trainTokenizer(texts, { size: VOCABULARY, specials: SPECIALS });
  const json = tokenizerJson(trained, flavor);
  const roles = tokenizerConfig(flavor, Number(config.max_position_embeddings));
  return {
    world,
    tokenizer: loadTokenizer({ json: JSON.parse(json), config: JSON.parse(roles) }),
    tokenizerFiles: new Map([
      ["tokenizer.json", json],
      ["tokenizer_config.json", roles],
    ]),
  };
}
