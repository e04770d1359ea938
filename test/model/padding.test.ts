import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Input, Model, Row, RunResult } from "../../src/model/types.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { fixtureModel, worstError } from "../helpers/fixtures.ts";

const ROUNDING = 2e-5;
const POSITIONS = ["pos", "query", "key"];

const ROWS = [{ ids: [14, 14, 63, 41, 48, 49, 57] }, { ids: [15, 34, 73, 45] }, { ids: [60] }];

/** One row's own cells, by the mask alone: what a row run by itself would give. */
function ownCells(tensor: Tensor, axes: readonly string[], mask: Tensor, row: number): Tensor {
  const length = mask.dims[1];
  const real = Array.from({ length }, (_, i) => i).filter((i) => mask.data[row * length + i] === 1);
  const cells = axes.map((axis, i) => {
    if (axis === "batch") return [row];
    return POSITIONS.includes(axis) ? real : Array.from({ length: tensor.dims[i] }, (_, k) => k);
  });
  const flat = cells.reduce<number[]>(
    (at, own, i) => at.flatMap((base) => own.map((k) => base * tensor.dims[i] + k)),
    [0],
  );
  const data = Float32Array.from(flat, (i) => Number(tensor.data[i]));
  return { dtype: "float32", dims: cells.map((own) => own.length), data };
}

const TARGET = { kind: "logprob", id: 9, position: 0 } as const;

describe.each(["gpt2", "llama-gqa", "bert"])("%s", (name) => {
  let model: Model;
  let alone: RunResult[];

  beforeAll(async () => {
    model = await fixtureModel(name);
    alone = [];
    for (const row of ROWS) alone.push(await model.run(row, { capture: ["*"] }));
  });
  afterAll(() => model.close());

  const expectRowsAlone = async (input: Input, padding: "left" | "right"): Promise<void> => {
    const { logits, cache, outputs } = await model.run(input, { padding, capture: ["*"] });
    for (const [row, own] of alone.entries()) {
      const compare = (
        tensor: Tensor,
        axes: readonly string[],
        other: Tensor,
        what: string,
      ): void =>
        expect(
          worstError(ownCells(tensor, axes, cache.mask, row), other),
          `row ${row}, ${what}`,
        ).toBeLessThan(ROUNDING);
      compare(logits!, ["batch", "pos", "token"], own.logits!, "logits");
      for (const [head, tensor] of outputs) {
        const axes = tensor.dims.length === 3 ? ["batch", "pos", "token"] : ["batch", "unit"];
        compare(tensor, axes, own.outputs.get(head)!, head);
      }
      for (const { name: hook, axes } of model.sites().filter((site) => !site.onDemand)) {
        compare(cache.get(hook), axes, own.cache.get(hook), hook);
      }
    }
  };

  it.each(["right", "left"] as const)(
    "gives a row padded on the %s what it gives alone, at every hook",
    async (padding) => {
      await expectRowsAlone(ROWS, padding);
    },
  );

  it("keeps a layout that was given, holes and all", async () => {
    const holes = ROWS.map(({ ids }, row): Row => {
      const places = [[0, 1, 3, 4, 6, 7, 9], [2, 3, 5, 8], [4]][row];
      const cells = Array.from({ length: 10 }, (_, i) => places.indexOf(i));
      return { ids: cells.map((i) => ids[i] ?? 7), mask: cells.map((i) => (i < 0 ? 0 : 1)) };
    });
    const batch = {
      ids: holes.map((row) => row.ids as number[]),
      mask: holes.map((row) => row.mask as number[]),
    };
    const { logits, cache } = await model.run(batch, { logits: "all" });
    expect(logits!.dims.slice(0, 2)).toEqual([3, 10]);
    expect([...cache.mask.data]).toEqual(batch.mask.flat());
    await expectRowsAlone(batch, "right");
    await expectRowsAlone(holes, "left");
  });

  it.each(["right", "left"] as const)(
    "differentiates a row padded on the %s as alone",
    async (padding) => {
      const sites = model.sites().filter((site) => !site.onDemand);
      const wrt = sites
        .filter(
          (site) =>
            site.kind.includes("resid_pre") ||
            site.kind.startsWith("attn.") ||
            site.kind === "embed",
        )
        .map((site) => site.name);
      const together = await model.gradient(ROWS, {
        target: {
          kind: "value",
          at: "blocks.1.hook_resid_post",
          where: { pos: -1 },
          reduce: "norm",
        },
        wrt,
        padding,
      });
      for (const [row, input] of ROWS.entries()) {
        const own = await model.gradient(input, {
          target: {
            kind: "value",
            at: "blocks.1.hook_resid_post",
            where: { pos: -1 },
            reduce: "norm",
          },
          wrt,
        });
        expect(Number(together.value.data[row])).toBeCloseTo(Number(own.value.data[0]), 4);
        for (const site of sites.filter(({ name: hook }) => wrt.includes(hook))) {
          const cells = ownCells(
            together.gradients.get(site.name),
            site.axes,
            together.cache.mask,
            row,
          );
          expect(
            worstError(cells, own.gradients.get(site.name)),
            `row ${row}, ${site.name}`,
          ).toBeLessThan(ROUNDING);
        }
      }
    },
  );

  it("lets nothing of a row depend on its padding, nor on other rows", async () => {
    const { gradients } = await model.gradient(ROWS, {
      target: TARGET,
      wrt: ["hook_embed"],
      padding: "left",
    });
    const slope = gradients.get("hook_embed");
    const [, length, unit] = slope.dims;
    for (const [row, { ids }] of ROWS.entries()) {
      const padded = slope.data.slice(
        row * length * unit,
        (row * length + length - ids.length) * unit,
      );
      expect([...padded].every((x) => x === 0)).toBe(true);
    }
  });

  it("shows masked scores as −Infinity, masked and padded patterns as 0", async () => {
    for (const padding of ["right", "left"] as const) {
      const capture = ["blocks.0.attn.hook_attn_scores", "blocks.0.attn.hook_pattern"];
      const { cache } = await model.run(ROWS, { capture, padding });
      const [scores, pattern] = capture.map((hook) => cache.get(hook));
      const [rows, heads, length] = scores.dims;
      const isReal = (row: number, at: number): boolean => cache.mask.data[row * length + at] === 1;
      for (let i = 0; i < scores.data.length; i++) {
        const key = i % length;
        const query = Math.floor(i / length) % length;
        const row = Math.floor(i / (length * length * heads)) % rows;
        const isSeen = isReal(row, key) && isReal(row, query) && (!model.isCausal || key <= query);
        if (!isReal(row, key)) expect(scores.data[i]).toBe(-Infinity);
        if (isReal(row, query)) expect(Number.isFinite(scores.data[i])).toBe(isSeen);
        if (!isSeen) expect(pattern.data[i]).toBe(0);
      }
    }
  });

  it("edits and reads positions among a row's own tokens, wherever they lie", async () => {
    const edits = [
      { at: "blocks.1.hook_resid_pre", where: { pos: -1 }, do: "set" as const, with: 0.5 },
    ];
    const capture = [{ at: "blocks.1.hook_resid_post", where: { pos: -1 } }];
    for (const padding of ["right", "left"] as const) {
      const { logits, cache } = await model.run(ROWS, { edits, capture, padding, logits: [0] });
      expect(logits!.dims.slice(0, 2)).toEqual([3, 1]);
      for (const [row, input] of ROWS.entries()) {
        const own = await model.run(input, { edits, capture, logits: [0] });
        const vocab = logits!.dims[2];
        const data = logits!.data.slice(row * vocab, (row + 1) * vocab);
        expect(worstError({ ...own.logits!, data }, own.logits!)).toBeLessThan(ROUNDING);
        const hook = "blocks.1.hook_resid_post";
        const found = cache.get(hook).data.slice(row * 32, (row + 1) * 32);
        expect(
          worstError({ ...own.cache.get(hook), data: found }, own.cache.get(hook)),
        ).toBeLessThan(ROUNDING);
      }
    }
  });

  it("sums, averages and norms over a row's own tokens only", async () => {
    const hook = "blocks.1.hook_resid_post";
    const whole = alone.map((own) => own.cache.get(hook));
    for (const padding of ["right", "left"] as const) {
      for (const by of ["sum", "mean", "norm"] as const) {
        const { cache } = await model.run(ROWS, {
          padding,
          capture: [{ at: hook, reduce: { by, over: ["pos"] } }],
        });
        expect(cache.get(hook).dims).toEqual([3, 1, 32]);
        whole.forEach((tensor, row) => {
          for (let unit = 0; unit < 32; unit++) {
            const own = Array.from({ length: tensor.dims[1] }, (_, pos) =>
              Number(tensor.data[pos * 32 + unit]),
            );
            const sum = own.reduce((a, x) => a + (by === "norm" ? x * x : x), 0);
            const expected = { sum, mean: sum / own.length, norm: Math.sqrt(sum) }[by];
            expect(Number(cache.get(hook).data[row * 32 + unit])).toBeCloseTo(expected, 4);
          }
        });
      }
    }
  });
});
