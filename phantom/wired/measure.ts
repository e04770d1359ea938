import {
  type Edit,
  type Model,
  VitrineError,
  type WiredNode,
  type WiredPrompt,
  type WiredTruth,
} from "vitrine";

/** The edit that takes a head's or a neuron's output away. */
export function ablation(model: Model, node: WiredNode): Edit {
  if (node.kind === "head") {
    const [site] = model.sites("attn.z", { layers: [node.layer] });
    return { at: site.name, where: { head: node.head }, do: "zero" };
  }
  if (node.kind === "neuron") {
    const [site] = model.sites("mlp.post", { layers: [node.layer] });
    return { at: site.name, where: { unit: node.index }, do: "zero" };
  }
  throw new VitrineError("BAD_EDIT", `ablation: no edit takes the ${node.kind} away.`);
}

/** The same for parts by their ids. */
export function ablations(model: Model, truth: WiredTruth, ids: readonly string[]): Edit[] {
  return ids.map((id) => ablation(model, truth.parts.find((part) => part.id === id)!.node));
}

/** Logit of the answer less logit of the wrong token at the last position, of each text. */
export async function differences(
  model: Model,
  prompts: readonly Pick<WiredPrompt, "answer" | "wrong">[],
  texts: readonly string[],
  edits: readonly Edit[] = [],
): Promise<readonly number[]> {
  const cases = prompts.map(({ answer, wrong }, i) => ({
    input: texts[i],
    edits,
    target: {
      kind: "diff",
      a: { kind: "logit", token: answer },
      b: { kind: "logit", token: wrong },
    } as const,
  }));
  const results = await model.evaluate(cases).all();
  return results.map(({ value, error }) => {
    if (error !== undefined) throw error;
    return value!;
  });
}
