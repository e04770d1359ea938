import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../src/model/load.ts";
import type { Model } from "../../src/model/types.ts";
import type { FactoredMatrix } from "../../src/tensor/factored-matrix.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { fixtureFolder, readFixture } from "../helpers/fixtures.ts";

/** What TransformerLens's FactoredMatrix gives in float64; `[layer][head]…`. */
interface Circuit {
  readonly dims: readonly number[];
  readonly singularValues: Nested;
  readonly norm: Nested;
  readonly trace: Nested;
  /** Absolute values, largest first. */
  readonly eigenvalueSizes: Nested;
  readonly eigenvalueSum: Nested;
  /** Of layer 0, head 0. */
  readonly corner: Nested;
  /** The row vector −1 … 1 times each head's matrix. */
  readonly rampThrough: Nested;
  /** Of each head of layer 0 times that of layer 1. */
  readonly composedNorm: Nested;
}

type Nested = readonly (number | Nested)[];
type Circuits = Readonly<Record<"raw" | "folded", Readonly<Record<"QK" | "OV", Circuit>>>>;

const NAMES = ["gpt2", "llama-gqa", "llama-biases", "bert-masked-lm"];
const BERT = { centreWriting: true, centreUnembed: true, valueBiases: true };

describe.each(NAMES)("the circuits of %s", (name) => {
  const theirs = readFixture<Circuits>(`references/${name}/circuits.json`);

  // Raw weights are the same float32 numbers, and the file keeps ten digits. Folded ones are rounded
  // to float32 in another order than TransformerLens does.
  describe.each([
    ["raw", 1e-8],
    ["folded", 2e-6],
  ] as const)("%s", (kind, tolerance) => {
    let model: Model;
    beforeAll(async () => {
      const steps = name.startsWith("bert") ? BERT : true;
      const fold = kind === "folded" ? { fold: steps } : {};
      model = await loadModel(fixtureFolder(name), { worker: false, ...fold });
    });
    afterAll(() => model.close());

    it.each(["QK", "OV"] as const)("%s is TransformerLens's", async (which) => {
      const wanted = theirs[kind][which];
      const circuit = await model.circuit(which);
      const close = (ours: Tensor, numbers: Nested): void => {
        expect(furthest(ours, numbers)).toBeLessThan(tolerance);
      };
      expect(circuit.dims).toEqual(wanted.dims);
      close(circuit.singularValues(), wanted.singularValues);
      close(circuit.norm(), wanted.norm);
      close(circuit.trace(), wanted.trace);
      close(sizes(circuit), wanted.eigenvalueSizes);
      close(sums(circuit), wanted.eigenvalueSum);
      close(circuit.at(0, 0).corner(2), wanted.corner);
      close(circuit.multiplyVectorLeft(ramp(circuit.ldim)), wanted.rampThrough);
      close(circuit.at(0).multiply(circuit.at(1)).norm(), wanted.composedNorm);
    });

    it("is the same read by layer", async () => {
      const all = await model.circuit("OV");
      const one = await model.circuit("OV", { layer: 1 });
      expect(one.dims).toEqual(all.dims.slice(1));
      expect(one.norm().data).toEqual(all.at(1).norm().data);
    });
  });
});

describe("a circuit that is not there", () => {
  it("is an error that says which there are", async () => {
    await using model = await loadModel(fixtureFolder("gpt2"), { worker: false });
    await expect(model.circuit("KQ" as "QK")).rejects.toThrow(/unknown circuit "KQ"/);
    const beyond = model.circuit("QK", { layer: 2 });
    await expect(beyond).rejects.toThrow(/no layer 2; expected a whole number from 0 to 1/);
  });
});

function ramp(length: number): Tensor {
  const data = Float64Array.from({ length }, (_, i) => -1 + (2 * i) / (length - 1));
  return { dtype: "float64", dims: [length], data };
}

function sizes(matrix: FactoredMatrix): Tensor {
  const { re, im } = matrix.eigenvalues();
  const data = Float64Array.from(re.data as Float64Array, (x, i) =>
    Math.hypot(x, Number(im.data[i])),
  );
  return { ...re, data };
}

function sums(matrix: FactoredMatrix): Tensor {
  const { re } = matrix.eigenvalues();
  const k = re.dims.at(-1)!;
  const data = new Float64Array(re.data.length / k);
  re.data.forEach((x, i) => (data[Math.floor(i / k)] += Number(x)));
  return { dtype: "float64", dims: re.dims.slice(0, -1), data };
}

/** Largest difference, relative above 1. */
function furthest(ours: Tensor, theirs: Nested): number {
  const flat = theirs.flat(9) as number[];
  expect(ours.data.length).toBe(flat.length);
  return flat.reduce((worst, x, i) => {
    return Math.max(worst, Math.abs(Number(ours.data[i]) - x) / Math.max(1, Math.abs(x)));
  }, 0);
}
