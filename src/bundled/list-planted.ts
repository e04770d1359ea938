import type { Truth } from "./read-truth.ts";
import type { WiredNode, WiredPart, WiredTruth } from "./truth-wired.ts";
import type { Planted, WorldTruth } from "./truth.ts";

/** A planted property in numbers. */
export interface PlantedProperty extends Planted {
  /** Each strength that a probe has, ascending. */
  readonly strengths: readonly number[];
  readonly probes: number;
  readonly controls: number;
  /** A question that asks about it. */
  readonly example: string;
}

/** What was planted in a world. */
export interface PlantedWorld {
  readonly kind: "world";
  readonly seed: number;
  readonly properties: readonly PlantedProperty[];
  readonly facts: number;
  readonly canaries: number;
  readonly members: number;
  readonly nonMembers: number;
  readonly labels: readonly string[];
  readonly trigger: string;
}

export interface WiredCircuitSummary {
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** `embed`, `L0H1`, `L1N3`, `logits`. */
  readonly nodes: readonly string[];
  readonly edges: number;
  readonly prompts: number;
  /** A question that asks about it. */
  readonly example: string;
}

/** Features that share a subspace of the residual stream. */
export interface WiredSubspace {
  readonly id: string;
  readonly since: string;
  readonly features: readonly string[];
}

/** What was wired into a model. */
export interface PlantedWiring {
  readonly kind: "wired";
  readonly form: WiredTruth["form"];
  readonly tolerance: number;
  readonly circuits: readonly WiredCircuitSummary[];
  readonly parts: readonly WiredPart[];
  readonly subspaces: readonly WiredSubspace[];
}

/** What was planted, without the probes themselves. */
export function listPlanted(truth: Truth): PlantedWorld | PlantedWiring {
  return truth.kind === "world" ? listWorld(truth) : listWiring(truth);
}

function listWorld({ seed, planted, probes, facts, canaries, ...rest }: WorldTruth): PlantedWorld {
  const asks = new Map(facts.map(({ id, ask }) => [id, ask]));
  const properties = planted.map((property): PlantedProperty => {
    const all = probes.filter((probe) => probe.property === property.id);
    const asked = all.filter(({ control }) => !control);
    const strengths = [...new Set(asked.map(({ strength }) => strength))].sort((a, b) => a - b);
    const strongest = asked.find(({ strength }) => strength === strengths.at(-1));
    return {
      ...property,
      strengths,
      probes: asked.length,
      controls: all.length - asked.length,
      example: asks.get(strongest?.id ?? "") ?? strongest?.id ?? property.id,
    };
  });
  return {
    kind: "world",
    seed,
    properties,
    facts: facts.length,
    canaries: canaries.length,
    members: rest.members.length,
    nonMembers: rest.nonMembers.length,
    labels: rest.labels,
    trigger: rest.trigger,
  };
}

function listWiring({ form, tolerance, circuits, parts, features }: WiredTruth): PlantedWiring {
  const spaces = [...new Set(features.map(({ subspace }) => subspace))];
  return {
    kind: "wired",
    form,
    tolerance,
    circuits: circuits.map(({ id, title, nodes, edges, prompts }) => ({
      id,
      title,
      nodes: nodes.map(nodeName),
      edges: edges.length,
      prompts: prompts.length,
      example: prompts[0]?.id ?? id,
    })),
    parts,
    subspaces: spaces.map((id) => {
      const members = features.filter(({ subspace }) => subspace === id);
      return { id, since: members[0].since, features: members.map((feature) => feature.id) };
    }),
  };
}

function nodeName(node: WiredNode): string {
  if (node.kind === "head") return `L${node.layer}H${node.head}`;
  return node.kind === "neuron" ? `L${node.layer}N${node.index}` : node.kind;
}
