import { describe, expect, it } from "vitest";
import type { Graph } from "../../src/graph/graph.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { interpret } from "../../src/runtime/interpret.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { expectClose } from "./agreement.ts";
import { allCases } from "./all-cases.ts";
import { caseGraph } from "./case-graph.ts";
import { ints, type InputSpec, type OpCase } from "./cases.ts";
import { compile } from "./runtime.ts";
import { gradientCase, hasSlope } from "./slopes.ts";

const ROWS = 2048;

/**
 * Up to 2,048 numbers of size 1 meet in one element. Rounding puts their float32 sum off by
 * some 1e-3 at worst; a lost addition by about 1.
 */
const TOLERANCE = 2e-3;

const repeats = (dims: readonly number[], below: number): InputSpec => ({
  dtype: "int64",
  dims,
  range: [-below, below],
});

/** Each row once: without a reduction, which of two writes wins is left open. */
const EVERY_ROW: InputSpec = {
  dtype: "int64",
  dims: [ROWS, 1],
  data: Array.from({ length: ROWS }, (_, i) => (i * 5) % ROWS),
  constant: true,
};

/**
 * Large cases of each op that scatters, in itself or in its gradient: wide rows that meet in few
 * places, where the additions that ScatterND loses were seen in 29 runs of 30.
 */
const cases: readonly OpCase[] = [
  { op: "Gather", label: "rows", inputs: [{ dims: [4, 768] }, repeats([ROWS], 4)] },
  {
    op: "Gather",
    label: "a middle axis",
    inputs: [{ dims: [2, 2, 256] }, repeats([2, ROWS], 2)],
    attrs: { axis: 1 },
  },
  {
    op: "GatherElements",
    label: "rows",
    inputs: [{ dims: [4, 768] }, repeats([ROWS, 768], 4)],
    attrs: { axis: 0 },
  },
  {
    op: "GatherElements",
    label: "columns",
    inputs: [{ dims: [ROWS, 8] }, repeats([ROWS, 64], 8)],
    attrs: { axis: 1 },
  },
  {
    op: "ScatterElements",
    label: "rows",
    inputs: [{ dims: [4, 768] }, repeats([ROWS, 768], 4), { dims: [ROWS, 768] }],
    attrs: { axis: 0, reduction: "add" },
  },
  {
    op: "GatherND",
    label: "blocks",
    inputs: [{ dims: [2, 2, 768] }, { ...repeats([ROWS, 2], 2), fixed: true }],
  },
  {
    op: "ScatterND",
    label: "rows",
    inputs: [{ dims: [ROWS, 768] }, EVERY_ROW, { dims: [ROWS, 768] }],
  },
  {
    op: "Pad",
    label: "edges",
    inputs: [{ dims: [4, 768] }, ints(ROWS, 0, ROWS, 0)],
    attrs: { mode: "edge" },
  },
  {
    op: "Slice",
    label: "steps",
    inputs: [{ dims: [3 * ROWS, 16] }, ints(-1), ints(-9e9), ints(0), ints(-3)],
  },
  { op: "TopK", label: "largest", inputs: [{ dims: [64, ROWS] }, ints(100)] },
];

describe("scattering on two threads", () => {
  it.each(cases)("$op of $label is the same ten times, and right", async (opCase) => {
    const { graph, feeds } = gradientCase(caseGraph(opCase, "static"));
    expect(scatters(graph)).toBe(true);
    const { run, release } = await compile(graph, 2);
    const first = await run(feeds);
    const exact = interpret(graph, opTable, feeds);
    for (const name of Object.keys(first)) expectClose(first[name], exact[name], TOLERANCE, name);
    for (let again = 1; again < 10; again++) {
      const next = await run(feeds);
      const differing = Object.keys(first).filter((name) => !sameBits(next[name], first[name]));
      expect(differing).toEqual([]);
    }
    await release();
  });

  it("is tried for every op that scatters", async () => {
    const graphs = (await allCases()).filter(hasSlope).map((opCase) => ({
      op: opCase.op,
      graph: gradientCase(caseGraph(opCase, "static")).graph,
    }));
    const scattering = new Set(graphs.filter(({ graph }) => scatters(graph)).map(({ op }) => op));
    expect(new Set(cases.map(({ op }) => op))).toEqual(scattering);
  });
});

function scatters(graph: Graph): boolean {
  return graph.nodes.some(({ op }) => op.startsWith("Scatter"));
}

function sameBits(a: Tensor, b: Tensor): boolean {
  return bytesOf(a).equals(bytesOf(b));
}

function bytesOf({ data }: Tensor): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
