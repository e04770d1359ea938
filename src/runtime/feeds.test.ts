import { describe, expect, it } from "vitest";
import { Builder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { opTable } from "../ops/table.generated.ts";
import { float32, int64, zeros, type Tensor } from "../tensor/tensor.ts";
import { checkFeeds } from "./feeds.ts";

function graph(): Graph {
  const g = new Builder(opTable);
  g.input("ids", "int64", ["batch", "pos"]);
  g.input("keys", "float32", ["batch", "past", 2]);
  g.input("mask", "float32", ["batch", "past+pos"]);
  return g.build();
}

function feeds(changed: Readonly<Record<string, Tensor>> = {}): Record<string, Tensor> {
  return {
    ids: zeros("int64", [2, 3]),
    keys: zeros("float32", [2, 4, 2]),
    mask: zeros("float32", [2, 7]),
    ...changed,
  };
}

const check = (fed: Record<string, Tensor>): ReadonlyMap<string, number> =>
  checkFeeds(graph(), fed, { anyFloat: false });

describe("checkFeeds", () => {
  it("takes feeds whose dims agree, also of length zero, and says how long symbols are", () => {
    expect(Object.fromEntries(check(feeds()))).toEqual({ batch: 2, pos: 3, past: 4 });
    const fresh = { keys: zeros("float32", [2, 0, 2]), mask: zeros("float32", [2, 3]) };
    expect(() => check(feeds(fresh))).not.toThrow();
  });

  it.each<[string, Record<string, Tensor>, string]>([
    [
      "a missing input",
      { ids: zeros("int64", [2, 3]) },
      'input "keys" is missing; expected float32[batch, past, 2], got nothing',
    ],
    [
      "an unknown one",
      feeds({ mast: zeros("float32", [1]) }),
      'unknown input "mast". Did you mean "mask"',
    ],
    [
      "another element type",
      feeds({ ids: float32([2, 3], Array(6).fill(0)) }),
      'input "ids" has the wrong element type; expected int64, got float32',
    ],
    [
      "another rank",
      feeds({ ids: int64([3], [0, 0, 0]) }),
      'input "ids" has the wrong dims; expected [batch, pos], got [3]',
    ],
    [
      "another static length",
      feeds({ keys: zeros("float32", [2, 4, 5]) }),
      'input "keys" has the wrong dims; expected [batch, past, 2] = [2, 4, 2], got [2, 4, 5]',
    ],
    [
      "a symbol of two lengths",
      feeds({ keys: zeros("float32", [1, 4, 2]) }),
      'input "keys" has the wrong dims; expected [batch, past, 2] = [2, 4, 2], got [1, 4, 2]',
    ],
    [
      "a sum that does not add up",
      feeds({ mask: zeros("float32", [2, 6]) }),
      'input "mask" has the wrong dims; expected [batch, past+pos] = [2, 7], got [2, 6]',
    ],
    [
      "data too short for the dims",
      feeds({ ids: { ...zeros("int64", [2, 3]), data: new BigInt64Array(5) } }),
      "do not fill [2, 3]; expected 6 elements, got 5",
    ],
  ])("refuses %s", (_, fed, message) => {
    expect(() => check(fed)).toThrow(message);
  });
});
