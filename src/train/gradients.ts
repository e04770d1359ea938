import { VitrineError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { Engine, Session } from "../runtime/session.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { gradientGraph, LOSS } from "./gradient-graph.ts";
import type { Task } from "./task.ts";

/** Loss and gradients of one step. */
export interface StepGradients {
  readonly loss: number;
  /** Each term by its name, unweighted. */
  readonly losses: Readonly<Record<string, number>>;
  /** By parameter; those that no task depends on are left out. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  readonly tokens: number;
}

interface Compiled {
  readonly session: Session;
  /** Parameters that the graph reads. */
  readonly params: readonly string[];
}

const GRADIENT = "gradient:";
const TERM = `${LOSS}:`;

/** Computes losses and their gradients by the weights as they are. */
export class Gradients {
  readonly #engine: Engine;
  readonly #weights: ReadonlyMap<string, Tensor>;
  readonly #trained: ReadonlySet<string>;
  readonly #compiled = new WeakMap<Graph, Compiled>();

  constructor(engine: Engine, weights: ReadonlyMap<string, Tensor>, trained: ReadonlySet<string>) {
    this.#engine = engine;
    this.#weights = weights;
    this.#trained = trained;
  }

  async of(tasks: readonly Task[]): Promise<StepGradients> {
    let loss = 0;
    let tokens = 0;
    const losses: Record<string, number> = {};
    const gradients = new Map<string, Float32Array>();
    for (const task of tasks) {
      const { weight = 1 } = task;
      for (const [name, { data }] of Object.entries(await this.#run(task))) {
        if (name === LOSS) loss += weight * Number(data[0]);
        else if (name.startsWith(TERM)) losses[name.slice(TERM.length)] = Number(data[0]);
        else accumulate(gradients, name.slice(GRADIENT.length), data as Float32Array, weight);
      }
      tokens += task.tokens;
    }
    return { loss, losses, gradients, tokens };
  }

  async #run({ graph, feeds }: Task): Promise<Readonly<Record<string, Tensor>>> {
    const { session, params } = this.#compile(graph);
    const weights = params.map((name) => [name, this.#weights.get(name)!] as const);
    const { tensors } = await session.run({ ...feeds, ...Object.fromEntries(weights) });
    return tensors;
  }

  #compile(graph: Graph): Compiled {
    const known = this.#compiled.get(graph);
    if (known !== undefined) return known;
    const missing = graph.params.find(({ name }) => !this.#weights.has(name));
    if (missing !== undefined) {
      throw new VitrineError(
        "UNKNOWN_NAME",
        `train: the graph reads the parameter "${missing.name}", and no weight has that name. Give it among the weights.`,
      );
    }
    const whole = gradientGraph(graph, this.#trained);
    const inputs = new Set(whole.inputs.map(({ name }) => name));
    const params = graph.params.map(({ name }) => name).filter((name) => inputs.has(name));
    const made = { session: this.#engine.session(whole), params };
    this.#compiled.set(graph, made);
    return made;
  }
}

/** The first gradient of a parameter is taken over as it is: the engine made it for us. */
function accumulate(
  sums: Map<string, Float32Array>,
  name: string,
  part: Float32Array,
  weight: number,
): void {
  const sum = sums.get(name);
  if (sum === undefined) {
    if (weight !== 1) for (let i = 0; i < part.length; i++) part[i] *= weight;
    sums.set(name, part);
    return;
  }
  for (let i = 0; i < sum.length; i++) sum[i] += weight * part[i];
}
