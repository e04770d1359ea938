import type { Edit } from "../../model/edit.ts";
import type { Case, Model, Row, Site } from "../../model/types.ts";
import { tensor } from "../../tensor/tensor.ts";
import type { Context } from "../context.ts";
import { isPostNorm, readAttention } from "./attention-layers.ts";
import { eachTokenPart, constantPart, SumCheck } from "./block-parts.ts";
import { numbers } from "./tensors.ts";

/** Which outputs are looked at with and without each token's value. */
export interface ZeroedRequest {
  readonly model: Model;
  readonly row: string | Row;
  readonly layers: readonly number[];
}

/** One layer's output where one token's value was zero. */
export interface Zeroed {
  readonly layer: number;
  readonly key: number;
  /** `[pos, unit]`: without the token's value, and as it is. */
  readonly output: Float32Array;
  readonly clean: Float32Array;
}

/** By force: the model is run again from the layer on, its values edited. */
export async function* zeroedByForce(
  { model, row, layers }: ZeroedRequest,
  context: Context,
): AsyncGenerator<Zeroed> {
  const { length } = model.prepare(row)[0].ids;
  for (const layer of layers) {
    const [output] = outputSites(model, [layer]);
    const [value] = model.sites("attn.v", { layers: [layer] });
    const zeros = Array.from({ length }, (_, pos): Edit[] => [
      { at: value.name, where: { pos }, do: "zero" },
    ]);
    const cases = [[], ...zeros].map((edits): Case => ({
      input: row,
      edits,
      capture: [output.name],
    }));
    yield* outputs(cases, { layer, output, first: 0, clean: null }, context);
  }
}

/**
 * In closed form: patterns do not depend on values, so attention's output loses just what the token
 * carried, Σ_h A_h[query, key] v_h(key) W_O,h. Only what follows attention in the layer is run again.
 */
export async function* zeroedInClosedForm(
  { model, row, layers }: ZeroedRequest,
  context: Context,
  check: SumCheck,
): AsyncGenerator<Zeroed> {
  const kind = outputKind(model);
  const request = { model, row, layers, stream: [kind], norms: [] };
  for await (const layer of readAttention(request, context)) {
    const { length, width, nHeads, stream } = layer;
    const heads = Array.from({ length: nHeads }, (_, head) => head);
    const attention = stream.get("attn_out")!;
    const [output] = outputSites(model, [layer.layer]);
    const [site] = model.sites("attn_out", { layers: [layer.layer] });
    const sum = { residual: null, norm: null };
    const atOnce = Math.max(1, Math.floor(context.budget / (BYTES * length * width * COPIES)));
    for (let first = 0; first < length; first += atOnce) {
      const keys = Math.min(atOnce, length - first);
      const without = Array.from({ length: keys }, () => attention.slice());
      for (let query = 0; query < length; query++) {
        const total = constantPart(layer, sum, query);
        eachTokenPart(layer, sum, query, heads, (key, vector) => {
          const own = without[key - first];
          for (let i = 0; i < width; i++) {
            total[i] += vector[i];
            if (own !== undefined) own[query * width + i] -= vector[i];
          }
        });
        check.add(total, attention, query);
      }
      const cases = without.map((data): Case => {
        const value = tensor("float32", [1, length, width], data);
        return {
          input: row,
          edits: [{ at: site.name, do: "set", with: value }],
          capture: [output.name],
        };
      });
      const clean = stream.get(kind)!;
      yield* outputs(cases, { layer: layer.layer, output, first, clean }, context);
    }
  }
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Of a layer's stream for each token zeroed: what is set, what comes back, and what lies between. */
const COPIES = 8;

interface Expected {
  readonly layer: number;
  readonly output: Site;
  /** Token of the first case, or of the one after it where that is the clean one. */
  readonly first: number;
  /** Null where the first case is the clean one. */
  readonly clean: Float32Array | null;
}

async function* outputs(
  cases: readonly Case[],
  { layer, output, first, clean }: Expected,
  context: Context,
): AsyncGenerator<Zeroed> {
  let before = clean;
  for await (const { index, cache } of context.stream(cases)) {
    const values = numbers(cache!.get(output.name)) as Float32Array;
    if (before === null) before = values;
    else
      yield { layer, key: first + index - (clean === null ? 1 : 0), output: values, clean: before };
  }
}

/** What the next layer reads. */
function outputKind(model: Model): string {
  return isPostNorm(model) ? "normalized_resid_post" : "resid_post";
}

function outputSites(model: Model, layers: readonly number[]): readonly Site[] {
  return model.sites(outputKind(model), { layers });
}
