import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { loadModel } from "../../src/model/load.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

/** The largest logits of one position, best first. */
interface Top {
  readonly ids: readonly number[];
  readonly logits: readonly number[];
  readonly logSumExp: number;
}

interface Asked {
  readonly text: string;
  readonly ids: readonly number[];
}

interface Reference {
  readonly causal: readonly (Asked & { readonly last: Top })[];
  readonly labelled: Asked & { readonly logits: readonly number[] };
  readonly masked: Asked & { readonly position: number; readonly last: Top };
}

const file = new URL("../../fixtures/references/phantom-models.json", import.meta.url);
const reference = JSON.parse(readFileSync(file, "utf8")) as Reference;
/** Float32 against float64, logits of order 20. */
const TOLERANCE = 1e-4;

function expectTop(
  logits: Tensor,
  position: number,
  { ids, logits: wanted, logSumExp }: Top,
): void {
  const size = logits.dims[2];
  const values = (logits.data as Float32Array).subarray(position * size, (position + 1) * size);
  const order = [...values.keys()].toSorted((a, b) => values[b] - values[a]);
  expect(order.slice(0, ids.length)).toEqual(ids);
  for (const [i, id] of ids.entries()) {
    expect(Math.abs(values[id] - wanted[i])).toBeLessThan(TOLERANCE);
  }
  const sum = values.reduce((total, value) => total + Math.exp(value - values[ids[0]]), 0);
  expect(Math.abs(values[ids[0]] + Math.log(sum) - logSumExp)).toBeLessThan(TOLERANCE);
}

it.each(reference.causal)("phantom is what Transformers loads: $text", async (asked) => {
  await using model = await loadModel("phantom", { worker: false });
  const { ids } = model.tokenizer.encode(asked.text);
  expect(ids).toEqual(asked.ids);
  const { logits } = await model.run(asked.text);
  expectTop(logits!, ids.length - 1, asked.last);
});

it("phantom-encoder fills masks as BertForMaskedLM does", async () => {
  await using model = await loadModel("phantom-encoder", { head: "lm", worker: false });
  const { text, ids, position, last } = reference.masked;
  expect(model.tokenizer.encode(text).ids).toEqual(ids);
  expectTop((await model.run(text)).logits!, position, last);
});

it("phantom-encoder labels texts as BertForSequenceClassification does", async () => {
  await using model = await loadModel("phantom-encoder", { head: "class", worker: false });
  const { text, ids, logits } = reference.labelled;
  expect(model.tokenizer.encode(text).ids).toEqual(ids);
  const found = (await model.run(text)).logits!.data as Float32Array;
  for (const [i, wanted] of logits.entries()) {
    expect(Math.abs(found[i] - wanted)).toBeLessThan(TOLERANCE);
  }
});
