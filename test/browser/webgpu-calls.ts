import type { Edit, Input, Model, Target, Tensor } from "vitrine";
import type { Findings, Numbers } from "./analyses.ts";

/** What a model is given: token ids, and where it has no own ways to end a text, a target. */
export interface Work {
  readonly input: Input;
  readonly target: Target;
}

/** Every road through a graph: forward, captures, edits, a function, gradients, generation. */
export async function everyCall(model: Model, work: Work): Promise<Findings> {
  const found: Record<string, Numbers> = {};
  for (const call of [forward, edited, cut, gradients, generated]) {
    Object.assign(found, await call(model, work));
  }
  return found;
}

async function forward(model: Model, { input }: Work): Promise<Findings> {
  const capture = ["*resid_post", "*.hook_pattern", "*.mlp.hook_post", "*.hook_scale"];
  const { outputs, cache } = await model.run(input, { capture });
  return named("forward", [...outputs, ...cache.entries()]);
}

async function edited(model: Model, { input }: Work): Promise<Findings> {
  const [z] = model.sites("attn.z", { layers: [0] });
  const [post] = model.sites("resid_post", { layers: [0] });
  const edits: readonly Edit[] = [
    { at: z.name, where: { head: 1 }, do: "zero" },
    { at: post.name, where: { pos: 1 }, do: "patch", with: { run: input, where: { pos: 0 } } },
    { at: post.name, where: { pos: -1 }, do: "scale", with: 0.5 },
  ];
  const { outputs } = await model.run(input, { edits });
  return named("edited", [...outputs]);
}

/** A function on this side of the line: what the pieces share stays on the other. */
async function cut(model: Model, { input }: Work): Promise<Findings> {
  const [post] = model.sites("resid_post", { layers: [0] });
  const halve = (value: Tensor): Tensor => ({
    ...value,
    data: Float32Array.from(value.data as Float32Array, (x) => x / 2),
  });
  const { outputs } = await model.run(input, { edits: [{ at: post.name, do: halve }] });
  return named("cut", [...outputs]);
}

async function gradients(model: Model, { input, target }: Work): Promise<Findings> {
  const wrt = [...model.sites("embed"), ...model.sites("resid_post")].map(({ name }) => name);
  const { value, gradients } = await model.gradient(input, { target, wrt });
  return named("gradient", [["value", value], ...gradients.entries()]);
}

/** Greedy, with the keys and values of each step kept for the next. */
async function generated(model: Model, { input }: Work): Promise<Findings> {
  if (!model.isCausal) return {};
  const { ids } = await model.generate(input, { maxNewTokens: 6, stopAtEos: false });
  return { generated: { dims: [ids.length, ids[0].length], data: ids.flat() } };
}

function named(call: string, tensors: readonly (readonly [string, Tensor])[]): Findings {
  return Object.fromEntries(
    tensors.map(([name, { dims, data }]) => [
      `${call} ${name}`,
      { dims, data: Array.from(data, Number) },
    ]),
  );
}
