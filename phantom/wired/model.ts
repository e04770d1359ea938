import type { Circuit, Head, Neuron } from "./describe.ts";
import { brackets } from "./circuits/brackets.ts";
import { decoys } from "./circuits/decoys.ts";
import { factMemory } from "./circuits/facts.ts";
import { superposition } from "./circuits/feelings.ts";
import { indirectObject } from "./circuits/indirect-object.ts";
import { induction } from "./circuits/induction.ts";

export const circuits: readonly Circuit[] = [
  induction,
  indirectObject,
  factMemory,
  brackets,
  superposition,
  decoys,
];

/** The room that there is for circuits. */
export const SHAPE = { layers: 4, heads: 4, dModel: 140, dHead: 35, dMlp: 16 } as const;

/** Every head and neuron that the model has room for and a circuit describes. */
export const heads: readonly Head[] = circuits.flatMap((circuit) => circuit.heads);

/** A neuron with its place in its layer, in the order in which circuits name them. */
export interface PlacedNeuron extends Neuron {
  readonly index: number;
}

export const neurons: readonly PlacedNeuron[] = placed(
  circuits.flatMap((circuit) => circuit.neurons),
);

function placed(all: readonly Neuron[]): PlacedNeuron[] {
  const used = new Map<number, number>();
  return all.map((neuron) => {
    const index = used.get(neuron.layer) ?? 0;
    used.set(neuron.layer, index + 1);
    return { ...neuron, index };
  });
}
