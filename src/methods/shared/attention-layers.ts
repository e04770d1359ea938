import { VitrineError } from "../../errors.ts";
import type { Model, Row, Site } from "../../model/types.ts";
import type { Context } from "../context.ts";
import { type LinearNorm, readNorm } from "./linear-norm.ts";
import { sitesOf } from "./sites.ts";
import { numbers } from "./tensors.ts";

/** What of one row's attention is read. */
export interface LayersRequest {
  readonly model: Model;
  readonly row: string | Row;
  readonly layers: readonly number[];
  /** Kinds of sites along the stream, `[batch, pos, unit]`, read beside pattern, value and output. */
  readonly stream: readonly string[];
  /** Norms to read for their linear part. */
  readonly norms: readonly BlockNorm[];
}

export type BlockNorm = "ln1" | "ln2";

/** What one layer's attention did on one row: enough to write its output as a sum of vectors. */
export interface AttentionLayer {
  readonly layer: number;
  readonly length: number;
  readonly nHeads: number;
  readonly width: number;
  /** `[head, query, key]`. */
  readonly pattern: Float32Array;
  /** `[head, key, unit]`: each key's value, its bias included, through the head's rows of W_O. */
  readonly written: Float32Array;
  /** `[unit]`: b_O; zeros where there is none. */
  readonly bias: Float32Array;
  /** Kind → `[pos, unit]`; `attn_out` and the kinds asked for. */
  readonly stream: ReadonlyMap<string, Float32Array>;
  readonly norms: ReadonlyMap<BlockNorm, LinearNorm>;
}

/** The stream goes on from the norms that follow its sums, as in BERT. */
export function isPostNorm(model: Model): boolean {
  return sitesOf(model, "normalized_resid_post").length > 0;
}

/**
 * Refuses models whose attention output is not added to the stream by itself.
 * @throws VitrineError `UNSUPPORTED`
 */
export function checkSerial(where: string, model: Model): void {
  if (sitesOf(model, "resid_mid").length > 0) return;
  throw new VitrineError(
    "UNSUPPORTED",
    `${where}: in the model "${model.name}" attention and MLP read and write the residual stream side by side; expected blocks with a stream between the two. Use value-zeroing, which needs none.`,
    { details: { model: model.name } },
  );
}

/**
 * Reads attention layer by layer, as many in one run as fit into the budget.
 *
 * @throws VitrineError `BAD_OPTION` where one layer's vectors do not fit into the budget.
 */
export async function* readAttention(
  request: LayersRequest,
  context: Context,
): AsyncGenerator<AttentionLayer> {
  const { model, row, layers } = request;
  const length = model.prepare(row)[0].ids.length;
  const kinds = ["attn.pattern", "attn.v", "attn_out", ...request.stream];
  const captured = [...new Set([...kinds, ...request.norms.map((norm) => `${norm}.scale`)])];
  const bytes = layerBytes(model, length, captured.length);
  checkBytes(context, `the vectors of a layer of ${length} tokens`, bytes);
  const atOnce = Math.max(1, Math.floor(context.budget / bytes));
  for (let start = 0; start < layers.length; start += atOnce) {
    const group = layers.slice(start, start + atOnce);
    const sites = captured.map((kind) => model.sites(kind, { layers: group }));
    const capture = sites.flat().map((site) => site.name);
    const [{ cache }] = await context.evaluate([{ input: row, capture }]);
    for (const layer of group) {
      const values = new Map<string, Captured>();
      for (const site of sites.flat()) {
        if (site.layer === layer) {
          values.set(site.kind, { site, data: numbers(cache!.get(site.name)) as Float32Array });
        }
      }
      yield await assemble(request, layer, length, values);
    }
  }
}

/**
 * Refuses before any work what cannot be held.
 * @throws VitrineError `BAD_OPTION`
 */
export function checkBytes({ where, budget }: Context, what: string, bytes: number): void {
  if (bytes <= budget) return;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: ${what} do not fit; expected at most ${budget} bytes, got ${bytes}. Choose fewer layers or a shorter text, or raise the budget.`,
    { details: { bytes, budget } },
  );
}

interface Captured {
  readonly site: Site;
  readonly data: Float32Array;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

function layerBytes({ config }: Model, length: number, kinds: number): number {
  const { nHeads, dModel } = config;
  return BYTES * length * (nHeads * length + (nHeads + kinds) * dModel);
}

async function assemble(
  { model, stream, norms }: LayersRequest,
  layer: number,
  length: number,
  values: ReadonlyMap<string, Captured>,
): Promise<AttentionLayer> {
  const { nHeads, dModel: width } = model.config;
  const pattern = values.get("attn.pattern")!;
  const weights = beside(pattern.site);
  const kinds = ["attn_out", ...stream];
  const read = new Map<BlockNorm, LinearNorm>();
  for (const norm of norms) {
    const { site, data } = values.get(`${norm}.scale`)!;
    read.set(norm, await readNorm(model, beside(site), data));
  }
  const bias = `${weights}b_O`;
  return {
    layer,
    length,
    nHeads,
    width,
    pattern: pattern.data,
    written: throughOutput(values.get("attn.v")!.data, await model.weight(`${weights}W_O`), length),
    bias: model.weightNames().includes(bias)
      ? (numbers(await model.weight(bias)) as Float32Array)
      : new Float32Array(width),
    stream: new Map(kinds.map((kind) => [kind, values.get(kind)!.data])),
    norms: read,
  };
}

/** Where the weights beside a hook are: its name up to the last dot. */
function beside({ name }: Site): string {
  return name.slice(0, name.lastIndexOf(".") + 1);
}

/**
 * Values `[key, kvHead, dHead]` through W_O `[head, dHead, unit]`, `[head, key, unit]`; query heads that
 * share a value each write it with rows of their own.
 */
export function throughOutput(
  values: Float32Array,
  {
    dims: [heads, dHead, width],
    data,
  }: { readonly dims: readonly number[]; readonly data: unknown },
  length: number,
): Float32Array {
  const weight = data as Float32Array;
  const shared = values.length / (length * dHead);
  const written = new Float32Array(heads * length * width);
  const sum = new Float64Array(width);
  for (let head = 0; head < heads; head++) {
    const from = Math.floor((head * shared) / heads);
    for (let key = 0; key < length; key++) {
      sum.fill(0);
      for (let e = 0; e < dHead; e++) {
        const value = values[(key * shared + from) * dHead + e];
        const row = (head * dHead + e) * width;
        for (let i = 0; i < width; i++) sum[i] += value * weight[row + i];
      }
      written.set(sum, (head * length + key) * width);
    }
  }
  return written;
}
