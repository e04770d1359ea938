import type {
  Tensor,
  WiredCircuit,
  WiredFeature,
  WiredPart,
  WiredPrompt,
  WiredTruthJson,
} from "vitrine";
import { tensorToJson } from "vitrine/formats";
import { basis, direction } from "./basis.ts";
import type { Form } from "./compile.ts";
import type { Circuit, Feature, HeadRole, Prompt } from "./describe.ts";
import { circuitOf, edgesOf, firstHook, nodesOf } from "./edges.ts";
import { feeling, FEELINGS } from "./circuits/feelings.ts";
import { headId, interpret, neuronId, type PartId } from "./interpret.ts";
import { circuits, heads, neurons, SHAPE } from "./model.ts";
import { dimensions } from "./stream.ts";
import { tokensOf, UNKNOWN } from "./vocabulary.ts";

/** All that is known of the model in one of its forms. */
export function truthOf(form: Form, tolerance: number): WiredTruthJson {
  const features = featureList();
  const vectors = features.map(({ feature }) => direction(feature));
  if (form.normalisation === "layer") vectors.push(basis.constant);
  const scale = { id: "scale", subspace: "scale", since: "blocks.0.hook_resid_pre" };
  return {
    schema: 1,
    kind: "wired",
    form,
    tolerance,
    parts,
    circuits: measured(),
    features: [
      ...features.map(({ id, subspace, since }) => ({ id, subspace, since })),
      ...(form.normalisation === "layer" ? [scale] : []),
    ],
    directions: tensorToJson(matrix(vectors)),
  };
}

/** Every head, then every neuron that is described. */
const parts: readonly WiredPart[] = [...headParts(), ...neuronParts()];

function headParts(): WiredPart[] {
  const all = Array.from({ length: SHAPE.layers * SHAPE.heads }, (_, i) => ({
    layer: Math.floor(i / SHAPE.heads),
    head: i % SHAPE.heads,
  }));
  return all.map((place): WiredPart => {
    const id = headId(place);
    const node = { kind: "head", ...place } as const;
    const head = heads.find((each) => headId(each) === id);
    if (head === undefined) return { id, node, role: "dead", circuit: null };
    const { role, moves, wakesWithout } = head;
    const circuit = circuitOf(head).prompts.length === 0 ? null : circuitOf(head).id;
    return {
      id,
      node,
      role,
      circuit,
      moves,
      ...(wakesWithout && { wakesWithout: idOf(wakesWithout) }),
    };
  });
}

function neuronParts(): WiredPart[] {
  return neurons.map(({ layer, index, label }, i) => {
    const circuit = circuitOf(neurons[i]);
    const isDead = circuit.prompts.length === 0;
    return {
      id: neuronId({ layer, index }),
      node: { kind: "neuron", layer, index },
      role: isDead ? "dead" : "neuron",
      circuit: isDead ? null : circuit.id,
      label,
    };
  });
}

/** Worked out once: all forms have the same circuits. */
let known: readonly WiredCircuit[] | null = null;

function measured(): readonly WiredCircuit[] {
  known ??= circuits.filter(({ prompts }) => prompts.length > 0).map(circuitTruth);
  return known;
}

function idOf(role: HeadRole): PartId {
  return headId(heads.find((head) => head.role === role)!);
}

function circuitTruth(circuit: Circuit): WiredCircuit {
  const together = (circuit.together ?? []).map((roles) => roles.map(idOf));
  return {
    id: circuit.id,
    title: circuit.title,
    nodes: nodesOf(circuit).map(({ node }) => node),
    edges: edgesOf(circuit),
    together,
    prompts: circuit.prompts.map((prompt, i) =>
      promptTruth(`${circuit.id}/${String(i).padStart(2, "0")}`, prompt, together),
    ),
  };
}

function promptTruth(id: string, prompt: Prompt, together: readonly PartId[][]): WiredPrompt {
  const { clean, corrupted, answer, wrong, roles } = prompt;
  const row = tokensOf(clean);
  const measure = (of: readonly string[], ablated: readonly PartId[] = []): number => {
    const { logit } = interpret(of, new Set(ablated));
    return logit(answer) - logit(wrong);
  };
  const difference = measure(row);
  const effect = (ids: readonly PartId[]): number => rounded(measure(row, ids) - difference);
  return {
    id,
    clean,
    corrupted,
    answer,
    wrong,
    roles,
    difference: rounded(difference),
    corruptedDifference: rounded(measure(tokensOf(corrupted))),
    effects: parts.map((part) => effect([part.id])),
    togetherEffects: together.map(effect),
    tokenEffects: row.map((_, at) =>
      at === 0 ? 0 : rounded(difference - measure(row.with(at, UNKNOWN))),
    ),
  };
}

/** To 1e-7, and never −0: the last bits of `Math.exp` are an engine's own. */
function rounded(value: number): number {
  return Math.round(value * 1e7) / 1e7 + 0;
}

type Listed = WiredFeature & { readonly feature: Feature };

/** Dimensions as they are; of those in superposition the three features, not the two dimensions. */
function featureList(): Listed[] {
  const plain = dimensions.filter((name) => !/^(feeling|felt)\//.test(name));
  const superposed = (["feeling", "felt"] as const).flatMap((space) =>
    FEELINGS.map(({ name }) => listed(`${space}/${name}`, `${space}/x`, feeling(space, name))),
  );
  return [...plain.map((name) => listed(name, name, { [name]: 1 })), ...superposed];
}

function listed(id: string, dimension: string, feature: Feature): Listed {
  return { id, subspace: id.slice(0, id.indexOf("/")), since: firstHook(dimension), feature };
}

function matrix(rows: readonly Float64Array[]): Tensor {
  const data = new Float32Array(rows.length * SHAPE.dModel);
  for (const [i, row] of rows.entries()) data.set(row, i * SHAPE.dModel);
  return { dtype: "float32", dims: [rows.length, SHAPE.dModel], axes: ["feature", "unit"], data };
}
