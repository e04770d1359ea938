import { VitrineError } from "../../errors.ts";
import type { Evaluator, Model, Row, Unit } from "../../model/types.ts";
import type { ModelsSubject, PairSubject } from "../subject.ts";
import { differingPositions } from "./aligned-pair.ts";
import { onlyRow } from "./rows.ts";
import { tokenText } from "./tokens.ts";

/** One side: what is read by what. */
interface Side {
  readonly model: Model;
  readonly row: string | Row;
  /** The second of two models. */
  readonly on?: Evaluator;
}

interface AlignedTokens {
  /** `boy → girl` where they differ. */
  readonly tokens: readonly Unit[];
  /** Positions whose tokens differ. */
  readonly differing: readonly number[];
}

/**
 * The two sides of a comparison: two texts in one model, or one text in two models.
 *
 * @throws VitrineError `BAD_INPUT` for models without the same heads.
 */
export function sidesOf(
  where: string,
  subject: PairSubject | ModelsSubject,
): readonly [Side, Side] {
  if (!("models" in subject)) {
    const { model, clean, corrupted } = subject;
    return [
      { model, row: clean },
      { model, row: corrupted },
    ];
  }
  const [first, second] = subject.models;
  const row = onlyRow(where, subject.input);
  const [a, b] = [first, second].map(({ config }) => `${config.nLayers} × ${config.nHeads}`);
  if (a === b && first.isCausal === second.isCausal) {
    return [
      { model: first, row },
      { model: second, row, on: second },
    ];
  }
  const ways = [first, second].map(({ isCausal }) => (isCausal ? "causal" : "both ways"));
  throw new VitrineError(
    "BAD_INPUT",
    `${where}: the models do not fit each other; expected equally many layers and heads, and attention of one kind, got ${a} (${ways[0]}) and ${b} (${ways[1]}). Compare a model with a variant of itself.`,
    { details: { first: a, second: b } },
  );
}

/**
 * Position by position, the token that both sides have or what each has.
 *
 * @throws VitrineError `BAD_INPUT` where they cannot be aligned, or there is only one.
 */
export function alignedTokens(where: string, a: Side, b: Side): AlignedTokens {
  const [one, other] = [a, b].map(({ model, row }) => model.prepare(row)[0]);
  const differing = b.on === undefined ? differingPositions(where, a.model, a.row, b.row) : [];
  const alike = one.ids.join() === other.ids.join();
  if (b.on !== undefined && !alike) {
    throw new VitrineError(
      "BAD_INPUT",
      `${where}: the models read the text as different tokens; expected the same ids, got ${one.ids.length} and ${other.ids.length} tokens. Give ids, or models that share a tokenizer.`,
    );
  }
  if (one.ids.length === 1) {
    throw new VitrineError(
      "BAD_INPUT",
      `${where}: the text has one token, which can only look at itself; expected at least 2. Give a longer text.`,
    );
  }
  const tokens = one.units.map((unit, i): Unit => {
    if (one.ids[i] === other.ids[i]) return unit;
    return {
      text: `${tokenText(a.model, one.ids[i])} → ${tokenText(b.model, other.ids[i]).trim()}`,
    };
  });
  return { tokens, differing };
}
