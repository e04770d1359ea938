import { describe, expect, it } from "vitest";
import { VitrineError } from "../errors.ts";
import { Builder, type Operand } from "../graph/builder.ts";
import type { Dim } from "../graph/dim.ts";
import type { Attributes } from "../graph/graph.ts";
import { interpret } from "../runtime/interpret.ts";
import { float32, int64 } from "../tensor/tensor.ts";
import { opTable } from "./table.generated.ts";

const g = new Builder(opTable);
let inputs = 0;
const float = (...dims: readonly Dim[]): Operand => g.input(`x${inputs++}`, "float32", dims);
const integers = (...dims: readonly Dim[]): Operand => g.input(`i${inputs++}`, "int64", dims);

type Refusal = readonly [op: string, operands: readonly Operand[], attrs: Attributes, says: string];

const refusals: readonly Refusal[] = [
  ["Reshape", [float(2, 3), [4, 2]], {}, "sizes differ; expected 6 elements, not [4, 2]"],
  ["Reshape", [float(2, 3), [-1, 4]], {}, "sizes differ"],
  ["Reshape", [float(2, 3), [-1, -1]], {}, "more than one length is -1"],
  ["Reshape", [float(2, 3), float(2)], {}, "input 1 is float32; expected an int64 or int32 tensor"],
  ["Reshape", [float(2, 3), integers("n")], {}, "the rank of the result is not known"],
  ["Transpose", [float(2, 3)], { perm: [0, 0] }, "perm [0, 0] is no order of the axes"],
  ["Expand", [float(2, 3), [4, 3]], {}, "dims do not broadcast"],
  ["Squeeze", [float(2, 1), [0]], {}, "axes 0 are not all 1"],
  ["Squeeze", [float("batch", 1)], {}, "which axes to drop is not known"],
  ["Unsqueeze", [float(2), [0, -3]], {}, "an axis is named twice"],
  ["Unsqueeze", [float(2), integers(1)], {}, "axes are not known"],
  ["Concat", [float(2, 3), float(3, 2)], { axis: 0 }, "dims differ"],
  ["Concat", [float(2, 3), float(2)], { axis: 0 }, "ranks differ"],
  ["Concat", [float(2), integers(2)], { axis: 0 }, "element types differ"],
  [
    "Concat",
    [float(2), float(2)],
    { axis: 1 },
    "axis 1 does not exist; expected an axis from -1 to 0",
  ],
  ["Split", [float(6), [2, 3]], { axis: 0 }, "sizes add up to 5; expected a sum of 6"],
  ["Split", [float(6)], { axis: 0 }, "how many parts is not said"],
  ["Slice", [float(6), [0], [3], [0], [0]], {}, "a step is 0"],
  ["Slice", [float(6), [0], [3], [1]], {}, "axis 1 does not exist"],
  ["Pad", [float(6), [1, 1]], { mode: "mirror" }, "mode is unknown; expected constant, edge"],
  ["Tile", [float(2, 3), [2]], {}, "repeats do not fit; expected a vector of 2"],
  ["Gather", [float(2, 3), float(2)], {}, "input 1 is float32"],
  ["GatherElements", [float(2, 3), integers(2)], {}, "ranks differ"],
  ["ScatterElements", [float(2), integers(2), float(2)], { reduction: "max" }, 'reduction "max"'],
  ["GatherND", [float(2, 3), integers(4, 3)], {}, "index tuples do not fit; expected a last axis"],
  ["ScatterND", [float(2), integers(2, 1), float(2)], { reduction: "add" }, "is not repeatable"],
  ["TopK", [float(3), [4]], {}, "k is 4; expected at most 3"],
  ["Trilu", [float(3)], {}, "not a matrix"],
];

describe("shape rules", () => {
  it.each(refusals)("%s refuses what it cannot do", (op, operands, attrs, says) => {
    const write = (): unknown => g.scope("blocks.3", () => g.emit(op, operands, attrs));
    expect(write).toThrow(VitrineError);
    expect(write).toThrow(`${op} at blocks.3: `);
    expect(write).toThrow(says);
  });
});

describe("indices of a run", () => {
  it.each(["Gather", "GatherElements"])("%s refuses those outside their axis", (op) => {
    const b = new Builder(opTable);
    b.output("y", b.op(op, b.input("x", "float32", [3]), b.input("i", "int64", [1])));
    const feeds = { x: float32([3], [1, 2, 3]), i: int64([1], [3]) };
    expect(() => interpret(b.build(), opTable, feeds)).toThrow(
      `${op}: index out of range; expected -3 to 2, got 3`,
    );
  });
});
