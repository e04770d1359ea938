import { describe, expect, it } from "vitest";
import { tinyGraph } from "../../../test/helpers/tiny-models.ts";
import { opTable } from "../../ops/table.generated.ts";
import { Builder } from "../builder.ts";
import type { Graph } from "../graph.ts";
import { split } from "./split.ts";

/** `exp(b) + x₁` where `b = hook(−hook(x₁))` and `x₁ = x + 1`. */
function chain(): Graph {
  const g = new Builder(opTable);
  const x = g.op("Add", g.input("x", "float32", ["n"]), 1);
  const a = g.hook("a", x, ["unit"]);
  const b = g.hook("b", g.op("Neg", a), ["unit"]);
  g.output("early", a);
  g.output("late", g.op("Add", g.op("Exp", b), x));
  return g.build();
}

const names = (ports: readonly { readonly name: string }[]): string[] => ports.map((p) => p.name);

describe("split", () => {
  it("gives each piece what it computes, takes and hands on", () => {
    const pieces = split(chain(), ["b", "a"]);
    expect(
      pieces.map(({ graph, hook, alive }) => ({
        hook,
        alive,
        inputs: names(graph.inputs),
        ops: graph.nodes.map((node) => node.op),
        outputs: names(graph.outputs),
      })),
    ).toEqual([
      {
        hook: "a",
        alive: ["alive:0"],
        inputs: ["x"],
        ops: ["Constant", "Add"],
        outputs: ["alive:0", "hook:a"],
      },
      { hook: "b", alive: [], inputs: ["hook:a"], ops: ["Neg"], outputs: ["hook:b", "early"] },
      {
        hook: null,
        alive: [],
        inputs: ["hook:b", "alive:0"],
        ops: ["Exp", "Add"],
        outputs: ["late"],
      },
    ]);
  });

  it("is the whole graph where nothing is cut", () => {
    const graph = chain();
    expect(split(graph, [])).toEqual([{ graph, hook: null, alive: [] }]);
  });

  it("cuts hooks that stand side by side one after the other", () => {
    const pieces = split(tinyGraph("llama"), ["blocks.0.attn.hook_q", "blocks.0.attn.hook_k"]);
    expect(pieces.map((piece) => piece.hook)).toEqual([
      "blocks.0.attn.hook_q",
      "blocks.0.attn.hook_k",
      null,
    ]);
    expect(names(pieces[1].graph.inputs)).toContain("hook:blocks.0.attn.hook_q");
    expect(names(pieces[1].graph.outputs)).toContain("hook:blocks.0.attn.hook_k");
    expect(names(pieces[2].graph.inputs)).toContain("hook:blocks.0.attn.hook_k");
  });

  it("computes no weight product twice", () => {
    const graph = tinyGraph("gpt2", { padded: true });
    const cuts = ["blocks.0.hook_resid_mid", "blocks.1.attn.hook_pattern"];
    const gemms = (g: Graph): number => g.nodes.filter((node) => node.op === "Gemm").length;
    const pieces = split(graph, cuts).map((piece) => gemms(piece.graph));
    expect(pieces.reduce((a, b) => a + b)).toBe(gemms(graph));
    expect(pieces.every((count) => count > 0)).toBe(true);
  });

  it("names the hooks that are near a name it does not know", () => {
    expect(() => split(chain(), ["c"])).toThrow('split: unknown hook "c". Did you mean "a", "b"?');
  });
});
