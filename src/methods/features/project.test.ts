import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFixture, readTensors, worstError } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { project, type ProjectOptions } from "./project.ts";

interface Recorded {
  readonly rows: number;
  readonly explainedVariance: readonly number[];
  readonly explainedVarianceRatio: readonly number[];
}

const FOLDER = "references/stories260k/pca";
const { texts, cases } = readFixture<{
  readonly texts: readonly { readonly text: string }[];
  readonly cases: Readonly<Record<"all" | "withoutFirst", Recorded>>;
}>(`${FOLDER}.json`);
const TEXTS = texts.map(({ text }) => text);

let model: Model;
let arrays: ReadonlyMap<string, Tensor>;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
  arrays = await readTensors(`${FOLDER}.safetensors`);
});
afterAll(() => model.close());

const numbersOf = ({ data }: Tensor): number[] => Array.from(data as Float64Array);
async function* stream(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

describe("project against scikit-learn in float64", () => {
  it.each([
    ["all", false],
    ["withoutFirst", true],
  ] as const)("agrees on %s tokens", async (name, skipFirst) => {
    const { data, evidence } = await project({ model, texts: TEXTS }, { layer: 2, skipFirst });
    const expected = cases[name];
    expect(evidence.tokens).toBe(expected.rows);
    numbersOf(data.explainedVariance).forEach((value, i) =>
      expect(value).toBeCloseTo(expected.explainedVariance[i], 4),
    );
    numbersOf(data.explainedVarianceRatio).forEach((value, i) =>
      expect(value).toBeCloseTo(expected.explainedVarianceRatio[i], 5),
    );
    expect(worstError(data.components, arrays.get(`${name}.components`)!)).toBeLessThan(5e-5);
    expect(worstError(data.coordinates, arrays.get(`${name}.projected`)!)).toBeLessThan(5e-5);
    expect(worstError(data.mean, arrays.get(`${name}.mean`)!)).toBeLessThan(1e-5);
  });
});

describe("project", () => {
  it("gives the same for texts that come one by one", async () => {
    const [whole, streamed] = [
      await project({ model, texts: TEXTS }),
      await project({ model, texts: stream(TEXTS) }),
    ];
    expect(streamed.data).toEqual(whole.data);
    expect(streamed.input).toEqual(whole.input);
  });

  it("names the token, the text and the position of every point", async () => {
    const { data } = await project({ model, texts: ["The sun", "The cat"] });
    expect(data.tokens).toEqual([" The", " s", "un", " The", " c", "at"]);
    expect(numbersOf(data.rows)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(numbersOf(data.positions)).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it("reads one text, and any site with positions, heads as one vector", async () => {
    const { data } = await project(
      { model, input: TEXTS[0] },
      { kind: "attn.z", layer: -1, components: 2 },
    );
    expect(data.site).toBe("blocks.4.attn.hook_z");
    expect(data.components.dims).toEqual([2, 64]);
    const { data: embedded } = await project({ model, input: TEXTS[0] }, { kind: "embed" });
    expect(embedded.site).toBe("hook_embed");
  });

  it.each<[ProjectOptions, string, string]>([
    [
      { kind: "resid_pots" },
      "UNKNOWN_NAME",
      `unknown kind of site with positions "resid_pots". Did you mean "resid_post"`,
    ],
    [
      { kind: "attn.pattern" },
      "UNKNOWN_NAME",
      `unknown kind of site with positions "attn.pattern"`,
    ],
    [{ layer: 5 }, "BAD_OPTION", "the model has no layer 5; expected -5 to 4"],
    [{ components: 0 }, "BAD_OPTION", `"components" does not fit`],
    [{ components: 15 }, "BAD_OPTION", "15 tokens of 64 units have at most 14, got 15"],
    [{ skipFirst: 0 } as never, "BAD_OPTION", "expected true or false"],
  ])("refuses %j", async (options, code, message) => {
    await expect(project({ model, input: TEXTS[0] }, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuses too few tokens", async () => {
    await expect(project({ model, input: { ids: [1, 300] } })).rejects.toMatchObject({
      code: "BAD_INPUT",
      message:
        "project: expected at least 2 tokens, got 1. Give longer texts or set skipFirst to false.",
    });
  });
});
