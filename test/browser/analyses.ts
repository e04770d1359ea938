import type { Model, Tensor } from "vitrine";
import { headScores } from "vitrine/methods/attention/head-scores";
import { integratedGradients } from "vitrine/methods/attribution/integrated-gradients";

/** Numbers that travel between a page and a test. */
export interface Numbers {
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

export type Findings = Readonly<Record<string, Numbers>>;

const TEXT = "Once upon a time, there was a little girl named Lily.";

/** The calls that have to give the same numbers in Node and in a page. */
export async function analyses(model: Model): Promise<Findings> {
  const found: Record<string, Numbers> = {};
  for (const part of [runs, gradients, evaluations, attribution, heads]) {
    Object.assign(found, await part(model));
  }
  return found;
}

/** Two texts of unlike length, with captures and edits. */
export async function runs(model: Model): Promise<Findings> {
  const { logits, cache } = await model.run([TEXT, "Tom saw a dog"], {
    capture: ["blocks.*.attn.hook_pattern", "blocks.2.hook_resid_post"],
    edits: [
      { at: "blocks.1.attn.hook_z", where: { head: 3 }, do: "zero" },
      { at: "blocks.3.hook_resid_pre", where: { pos: -1 }, do: "scale", with: 0.5 },
    ],
  });
  return { "run: logits": numbers(logits), ...cached("run: ", cache.entries()) };
}

async function gradients(model: Model): Promise<Findings> {
  const { value, gradients } = await model.gradient(TEXT, {
    target: { kind: "logprob", token: " She", position: -1 },
    wrt: ["hook_embed", "blocks.2.hook_resid_post"],
  });
  return { "gradient: value": numbers(value), ...cached("gradient: ", gradients.entries()) };
}

/** A patching sweep over layers, with a case that fails on purpose. */
async function evaluations(model: Model): Promise<Findings> {
  const sites = model.sites("resid_pre");
  const cases = sites.map(({ name }) => ({
    input: "Lily saw a big red ball",
    target: { kind: "logit" as const, token: "." },
    edits: [
      {
        at: name,
        where: { pos: -1 },
        do: "patch" as const,
        with: { run: "Tom ate a big red cake", where: { pos: -1 } },
      },
    ],
  }));
  const results = await model.evaluate([...cases, { input: "", target: cases[0].target }]).all();
  const failed = results.pop();
  if (failed?.error === undefined) throw new Error("an empty text was run");
  const values = results.map((result) => result.value ?? Number.NaN);
  return { "evaluate: values": { dims: [values.length], data: values } };
}

async function attribution(model: Model): Promise<Findings> {
  const { data } = await integratedGradients({ model, input: TEXT }, { steps: 20 });
  return tensorsOf("integrated gradients", data);
}

async function heads(model: Model): Promise<Findings> {
  const { data } = await headScores({ model }, { length: 20, batch: 2 });
  return tensorsOf("head scores", data);
}

function cached(prefix: string, entries: readonly (readonly [string, Tensor])[]): Findings {
  return Object.fromEntries(entries.map(([name, tensor]) => [prefix + name, numbers(tensor)]));
}

/** Every tensor in a result's data, by its path. */
function tensorsOf(path: string, data: unknown): Findings {
  if (typeof data !== "object" || data === null) return {};
  if ("dims" in data && "dtype" in data) return { [path]: numbers(data as Tensor) };
  const parts = Object.entries(data).map(([key, part]) => tensorsOf(`${path}/${key}`, part));
  return Object.assign({}, ...parts) as Findings;
}

function numbers(tensor: Tensor | null): Numbers {
  if (tensor === null) throw new Error("a tensor that was asked for is missing");
  return { dims: tensor.dims, data: Array.from(tensor.data, Number) };
}
