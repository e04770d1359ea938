import { describe, expect, it } from "vitest";
import { opTable } from "../../src/ops/table.generated.ts";
import { interpret } from "../../src/runtime/interpret.ts";
import { expectClose, expectType } from "./agreement.ts";
import { allCases } from "./all-cases.ts";
import { caseGraph } from "./case-graph.ts";
import type { OpCase } from "./cases.ts";
import { runOnce } from "./runtime.ts";
import { gradientCase, hasSlope, slopeError } from "./slopes.ts";

/** Results of the cases are made of some 30 float32 roundings of 6e-8 each. */
const TOLERANCE = 2e-6;

/** Gradients are sums of longer products of the same terms. */
const GRADIENT_TOLERANCE = 5;

/** Float64 differences with a step of 1e-5 are good to 1e-9; cases keep away from kinks. */
const SLOPE_TOLERANCE = 1e-6;

const cases = await allCases();

describe.each([...opTable.values()])("$name", (op) => {
  const mine = cases.filter((opCase) => opCase.op === op.name);

  it("has a case", () => {
    expect(mine.length).toBeGreaterThan(0);
  });

  it.each(mine.filter(runsThere))("computes what ONNX Runtime does: $label", async (opCase) => {
    const { graph, feeds } = caseGraph(opCase, "static");
    const theirs = await runOnce(graph, feeds);
    const ours = interpret(graph, opTable, feeds);
    for (const { name } of graph.outputs) {
      expectClose(theirs[name], ours[name], opCase.tolerance ?? TOLERANCE, name);
    }
  });

  describe.each(["static", "shared symbols", "distinct symbols"] as const)("%s dims", (dims) => {
    const fitting = mine.filter(({ symbolic }) => dims === "static" || symbolic === undefined);
    const sloped = fitting.filter(hasSlope);
    const curved = sloped.filter(({ secondGradient }) => secondGradient === undefined);
    const runnable = sloped.filter(({ runtimeGradient }) => runtimeGradient === undefined);

    it.each(fitting)("infers the types it computes: $label", (opCase) => {
      const { graph, feeds, lengths } = caseGraph(opCase, dims);
      const computed = interpret(graph, opTable, feeds);
      for (const { name, value } of graph.outputs) {
        expectType(value, computed[name], lengths, name);
      }
    });

    it.each(sloped)("has the slope its gradient says: $label", (opCase) => {
      const { graph, feeds, floats, floatOutputs } = caseGraph(opCase, dims);
      for (const wrt of floats) {
        const error = slopeError(graph, feeds, { of: floatOutputs, wrt });
        expect(error, `by ${wrt}`).toBeLessThanOrEqual(SLOPE_TOLERANCE);
      }
    });

    it.each(curved)("has the slope of its gradient that the second says: $label", (opCase) => {
      const { graph, feeds, floats, gradients } = gradientCase(caseGraph(opCase, dims));
      for (const of of gradients) {
        for (const wrt of floats) {
          const error = slopeError(graph, feeds, { of: [of], wrt });
          expect(error, `of ${of} by ${wrt}`).toBeLessThanOrEqual(SLOPE_TOLERANCE);
        }
      }
    });

    it.each(runnable)("has a gradient that ONNX Runtime computes: $label", async (opCase) => {
      const { graph, feeds, lengths } = gradientCase(caseGraph(opCase, dims));
      const theirs = await runOnce(graph, feeds);
      const ours = interpret(graph, opTable, feeds);
      const tolerance = GRADIENT_TOLERANCE * (opCase.tolerance ?? TOLERANCE);
      for (const { name, value } of graph.outputs) {
        expectType(value, ours[name], lengths, name);
        expectClose(theirs[name], ours[name], tolerance, name);
      }
    });
  });
});

describe("every case", () => {
  it("is of an op in the table", () => {
    expect(cases.filter(({ op }) => !opTable.has(op))).toEqual([]);
  });
});

function runsThere({ op, runtime }: OpCase): boolean {
  return runtime === undefined && opTable.get(op)!.properties.virtual !== true;
}
