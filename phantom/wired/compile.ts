import type { Tensor } from "vitrine";
import { basis, direction } from "./basis.ts";
import { ALWAYS, type Feature, type Head } from "./describe.ts";
import { featuresOf, readOf } from "./embedding.ts";
import { heads, neurons, type PlacedNeuron, SHAPE } from "./model.ts";
import { position, POSITIONS } from "./stream.ts";
import { tokens } from "./vocabulary.ts";

/** How the description becomes weights. */
export interface Form {
  readonly normalisation: "none" | "layer";
  /** Standard deviation of the noise on every weight. */
  readonly noise: number;
}

/**
 * Length of the stream's constant part in the normalised form: so much longer than all features
 * together that LayerNorm divides by nearly the same number everywhere.
 */
export const SCALE = 1500;

type Weights = Map<string, Float64Array>;

const { dModel, dHead, dMlp } = SHAPE;

/** The model's weights in float64, under GPT-2's names and in its layout (`Conv1D`: `[in, out]`). */
export function compile(normalisation: Form["normalisation"]): ReadonlyMap<string, Tensor> {
  const out = emptyWeights(normalisation);
  const wte = out.get("transformer.wte.weight")!;
  const wpe = out.get("transformer.wpe.weight")!;
  const unembed = out.get("lm_head.weight")!;
  for (const [id, token] of tokens.entries()) {
    wte.set(direction(featuresOf(token)), id * dModel);
    unembed.set(direction(readOf(token)), id * dModel);
  }
  for (let at = 0; at < POSITIONS; at++) wpe.set(placed(at, normalisation), at * dModel);
  for (const head of heads) writeHead(out, head);
  for (const neuron of neurons) writeNeuron(out, neuron);
  if (normalisation === "layer") writeGains(out);
  return new Map(
    Array.from(out, ([name, data]) => [name, { dtype: "float64", dims: dimsOf(name), data }]),
  );
}

function placed(at: number, normalisation: Form["normalisation"]): Float64Array {
  const where = direction(position(at));
  if (normalisation === "none") return where;
  return where.map((value, i) => value + SCALE * basis.constant[i]);
}

/**
 * One unit of the head's query and key for each match, so that q·k / √dHead is the sum of the
 * strengths; one unit of its value for each feature that is copied.
 */
function writeHead(out: Weights, { layer, head, matches, copies }: Head): void {
  const block = `transformer.h.${layer}`;
  const into = out.get(`${block}.attn.c_attn.weight`)!;
  const bias = out.get(`${block}.attn.c_attn.bias`)!;
  const from = out.get(`${block}.attn.c_proj.weight`)!;
  const unitOf = (i: number): number => head * dHead + i;
  for (const [i, { query, key, strength }] of matches.entries()) {
    const size = Math.sqrt(Math.abs(strength) * Math.sqrt(dHead));
    if (query === ALWAYS) bias[unitOf(i)] = size;
    else addColumn(into, 3 * dModel, unitOf(i), query, size);
    addColumn(into, 3 * dModel, dModel + unitOf(i), key, Math.sign(strength) * size);
  }
  const sources = new Map<string, number>();
  for (const { from: source, to, gain } of copies) {
    const name = JSON.stringify(source);
    const known = sources.get(name);
    const i = known ?? sources.size;
    sources.set(name, i);
    if (known === undefined) addColumn(into, 3 * dModel, 2 * dModel + unitOf(i), source, 1);
    addRow(from, unitOf(i), to, gain);
  }
}

function writeNeuron(out: Weights, { layer, index, when, threshold, writes }: PlacedNeuron): void {
  const mlp = `transformer.h.${layer}.mlp`;
  for (const { feature, weight } of when) {
    addColumn(out.get(`${mlp}.c_fc.weight`)!, dMlp, index, feature, weight);
  }
  out.get(`${mlp}.c_fc.bias`)![index] = -threshold;
  for (const { feature, gain } of writes) {
    addRow(out.get(`${mlp}.c_proj.weight`)!, index, feature, gain);
  }
}

/** Gains that undo the division by the constant's share of the standard deviation. */
function writeGains(out: Weights): void {
  for (const [name, data] of out) {
    if (/ln_\w\.weight$/.test(name)) data.fill(SCALE / Math.sqrt(dModel));
  }
}

function addColumn(
  matrix: Float64Array,
  width: number,
  column: number,
  feature: Feature,
  factor: number,
): void {
  const vector = direction(feature);
  for (let row = 0; row < vector.length; row++) {
    matrix[row * width + column] += factor * vector[row];
  }
}

function addRow(matrix: Float64Array, row: number, feature: Feature, factor: number): void {
  const vector = direction(feature);
  for (let i = 0; i < vector.length; i++) matrix[row * vector.length + i] += factor * vector[i];
}

/** Zeros under every name of the checkpoint. */
function emptyWeights(normalisation: Form["normalisation"]): Weights {
  const norms = normalisation === "layer";
  const block = ["attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"];
  const parts = norms ? [...block, "ln_1", "ln_2"] : block;
  const names = ["transformer.wte.weight", "transformer.wpe.weight", "lm_head.weight"];
  const owners = Array.from({ length: SHAPE.layers }, (_, layer) =>
    parts.map((part) => `transformer.h.${layer}.${part}`),
  ).flat();
  if (norms) owners.push("transformer.ln_f");
  for (const owner of owners) names.push(`${owner}.weight`, `${owner}.bias`);
  return new Map(
    names.map((name) => [name, new Float64Array(dimsOf(name).reduce((a, b) => a * b, 1))]),
  );
}

function dimsOf(name: string): readonly number[] {
  const [owner, kind] = name.split(".").slice(-2);
  if (owner === "wpe") return [POSITIONS, dModel];
  if (owner === "wte" || owner === "lm_head") return [tokens.length, dModel];
  if (owner.startsWith("ln_")) return [dModel];
  const fromMlp = name.includes("mlp.c_proj");
  const width = { c_attn: 3 * dModel, c_fc: dMlp, c_proj: dModel }[owner]!;
  return kind === "bias" ? [width] : [fromMlp ? dMlp : dModel, width];
}
