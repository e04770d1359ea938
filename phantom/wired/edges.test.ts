import { describe, expect, it } from "vitest";
import type { WiredNode } from "vitrine";
import { edgesOf, firstHook } from "./edges.ts";
import { circuits } from "./model.ts";

function written(id: string): string[] {
  const circuit = circuits.find((each) => each.id === id)!;
  return edgesOf(circuit).map(
    ({ from, to, via, sign, subspaces }) =>
      `${short(from)} → ${short(to)}.${via} ${"-±+"[sign + 1]} ${subspaces.join(",")}`,
  );
}

function short(node: WiredNode): string {
  if (node.kind === "head") return `L${node.layer}H${node.head}`;
  return node.kind === "neuron" ? `L${node.layer}N${node.index}` : node.kind;
}

describe("the edges of a circuit", () => {
  it("are, for induction, those of Elhage et al. 2021", () => {
    expect(written("induction")).toEqual([
      "embed → L0H0.q + position",
      "embed → L0H0.k + position",
      "embed → L0H0.v + token",
      "embed → L1H0.q + token",
      "embed → L1H0.k + first",
      "embed → L1H0.v + token",
      "L0H0 → L1H0.k + previous",
      "L1H0 → logits.logits + output",
    ]);
  });

  it("are, for the indirect object, the path of Wang et al. 2022, with a backup", () => {
    const between = written("indirect-object").filter((edge) => !edge.startsWith("embed"));
    expect(between).toEqual([
      "L0H1 → L1H1.k + duplicate",
      "L1H1 → L2H0.q - inhibited",
      "L1H1 → L3H0.q - inhibited",
      "L2H0 → L3H0.q - moved",
      "L2H0 → logits.logits + output",
      "L3H0 → logits.logits + output",
    ]);
  });

  it("end at nothing for decoys", () => {
    expect(written("decoys").filter((edge) => edge.includes("logits"))).toEqual([
      "L0N0 → logits.logits + output",
    ]);
  });

  it("say from which hook on a feature is there", () => {
    expect(firstHook("token/class:name")).toBe("blocks.0.hook_resid_pre");
    expect(firstHook("previous/item:3")).toBe("blocks.0.hook_resid_mid");
    expect(firstHook("inhibited/3")).toBe("blocks.1.hook_resid_mid");
    expect(firstHook("felt/x")).toBe("blocks.2.hook_resid_mid");
  });
});
