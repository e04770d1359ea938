import type { WiredEdge, WiredNode } from "vitrine";
import { ALWAYS, type Circuit, type Feature } from "./describe.ts";
import { circuits, heads, neurons, type PlacedNeuron } from "./model.ts";
import { featuresOf } from "./embedding.ts";
import { all, position, POSITIONS } from "./stream.ts";
import { tokens } from "./vocabulary.ts";

/** A node's writes or reads: a feature, and whether it raises or lowers. */
interface Port {
  readonly feature: Feature;
  readonly sign: number;
}

interface Reads extends Port {
  readonly via: WiredEdge["via"];
}

/** A node with all that it writes to the stream and reads from it. */
export interface Wired {
  readonly node: WiredNode;
  /** When it acts: a node reads what lower steps wrote. */
  readonly step: number;
  readonly writes: readonly Port[];
  readonly reads: readonly Reads[];
}

/** The nodes of a circuit, from the embedding to the logits. */
export function nodesOf(circuit: Circuit): readonly Wired[] {
  const own = neurons.filter((neuron) =>
    circuit.neurons.some((each) => each.label === neuron.label),
  );
  return [EMBED, ...circuit.heads.map(headNode), ...own.map(neuronNode), LOGITS];
}

/**
 * Who reads what whom wrote, among the nodes of a circuit: an edge wherever a later node reads a
 * dimension that an earlier one writes.
 */
export function edgesOf(circuit: Circuit): readonly WiredEdge[] {
  const nodes = nodesOf(circuit);
  return nodes.flatMap((to) =>
    nodes
      .filter((from) => from.step < to.step)
      .flatMap((from) =>
        VIAS.flatMap((via) => {
          const met = to.reads
            .filter((read) => read.via === via)
            .flatMap((read) => from.writes.flatMap((write) => meeting(write, read)));
          return met.length === 0 ? [] : [edge(from, to, via, met)];
        }),
      ),
  );
}

/** The first hook at which the stream has something along a dimension. */
export function firstHook(dimension: string): string {
  const writers = [EMBED, ...heads.map(headNode), ...neurons.map(neuronNode)].filter(({ writes }) =>
    writes.some(({ feature }) => feature[dimension] !== undefined),
  );
  const step = Math.min(...writers.map((writer) => writer.step));
  if (step === 0) return "blocks.0.hook_resid_pre";
  const layer = Math.floor((step - 1) / 2);
  return `blocks.${layer}.hook_resid_${step % 2 === 1 ? "mid" : "post"}`;
}

const VIAS = ["q", "k", "v", "mlp", "logits"] as const;

const EMBED: Wired = {
  node: { kind: "embed" },
  step: 0,
  writes: [
    ...tokens.map(featuresOf),
    ...Array.from({ length: POSITIONS }, (_, at) => position(at)),
  ].map((feature) => ({ feature, sign: 1 })),
  reads: [],
};

const LOGITS: Wired = {
  node: { kind: "logits" },
  step: Infinity,
  writes: [],
  reads: all("output").map((feature) => ({ feature, sign: 1, via: "logits" })),
};

function headNode({ layer, head, matches, copies }: (typeof heads)[number]): Wired {
  const active = copies.filter(({ gain }) => gain !== 0);
  return {
    node: { kind: "head", layer, head },
    step: 2 * layer + 1,
    writes: active.map(({ to, gain }) => ({ feature: to, sign: Math.sign(gain) })),
    reads: [
      ...matches.flatMap(({ query, key, strength }): Reads[] => {
        const sign = Math.sign(strength);
        const keys: Reads = { feature: key, sign, via: "k" };
        return query === ALWAYS ? [keys] : [{ feature: query, sign, via: "q" }, keys];
      }),
      ...active.map(({ from }): Reads => ({ feature: from, sign: 1, via: "v" })),
    ],
  };
}

function neuronNode({ layer, index, when, writes }: PlacedNeuron): Wired {
  return {
    node: { kind: "neuron", layer, index },
    step: 2 * layer + 2,
    writes: writes.map(({ feature, gain }) => ({ feature, sign: Math.sign(gain) })),
    reads: when.map(({ feature, weight }) => ({ feature, sign: Math.sign(weight), via: "mlp" })),
  };
}

interface Meeting {
  readonly sign: number;
  readonly subspaces: readonly string[];
}

function meeting(write: Port, read: Port): Meeting[] {
  const shared = Object.keys(write.feature).filter((name) => read.feature[name] !== undefined);
  if (shared.length === 0) return [];
  const subspaces = shared.map((name) => name.slice(0, name.indexOf("/")));
  return [{ sign: write.sign * read.sign, subspaces }];
}

function edge(from: Wired, to: Wired, via: WiredEdge["via"], met: readonly Meeting[]): WiredEdge {
  const signs = new Set(met.map(({ sign }) => sign));
  const sign = signs.size > 1 ? 0 : ([...signs][0] as 1 | -1);
  const subspaces = [...new Set(met.flatMap((each) => each.subspaces))];
  return { from: from.node, to: to.node, via, sign, subspaces };
}

/** The circuit that a head or neuron was described in. */
export function circuitOf(part: object): Circuit {
  return circuits.find(
    ({ heads: own, neurons: fired }) =>
      own.some((head) => head === part) ||
      fired.some((neuron) => neuron.label === (part as { label?: string }).label),
  )!;
}
