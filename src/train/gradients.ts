import { VitrineError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { Engine, Session } from "../runtime/session.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { gradientGraph, LOSS } from "./gradient-graph.ts";
import type { Task } from "./task.ts";

/** Loss and gradients of one step. */
export interface StepGradients {
  readonly loss: number;
  /** Each term by its name, unweighted; of passes that share a term, the sum. */
  readonly losses: Readonly<Record<string, number>>;
  /** By parameter; those that no task depends on are left out. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  readonly tokens: number;
}

interface Compiled {
  /** One on each engine. */
  readonly sessions: readonly Session[];
  /** Parameters that the graph reads. */
  readonly params: readonly string[];
}

const GRADIENT = "gradient:";
const TERM = `${LOSS}:`;

/** Computes losses and their gradients by the weights as they are, on one engine or several at once. */
export class Gradients {
  readonly #engines: readonly Engine[];
  readonly #weights: ReadonlyMap<string, Tensor>;
  readonly #trained: ReadonlySet<string>;
  readonly #compiled = new WeakMap<Graph, Compiled>();

  constructor(
    engines: readonly Engine[],
    weights: ReadonlyMap<string, Tensor>,
    trained: ReadonlySet<string>,
  ) {
    this.#engines = engines;
    this.#weights = weights;
    this.#trained = trained;
  }

  /** The same tasks give the same bits: what they give is added up in their order. */
  async of(tasks: readonly Task[]): Promise<StepGradients> {
    const runs = tasks.map((task, i) => this.#run(task, i));
    const settled = Promise.allSettled(runs);
    const sums = new Sums();
    try {
      for (const [i, { weight = 1 }] of tasks.entries()) sums.add(await runs[i], weight);
    } finally {
      await settled;
    }
    const { loss, losses, gradients } = sums;
    return { loss, losses, gradients, tokens: tasks.reduce((sum, task) => sum + task.tokens, 0) };
  }

  async #run({ graph, feeds }: Task, index: number): Promise<Readonly<Record<string, Tensor>>> {
    const { sessions, params } = this.#compile(graph);
    const weights = params.map((name) => [name, this.#weights.get(name)!] as const);
    const session = sessions[index % sessions.length];
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
    const made = { sessions: this.#engines.map((engine) => engine.session(whole)), params };
    this.#compiled.set(graph, made);
    return made;
  }
}

/** What passes come to together. */
class Sums {
  loss = 0;
  readonly losses: Record<string, number> = {};
  readonly gradients = new Map<string, Float32Array>();

  add(outputs: Readonly<Record<string, Tensor>>, weight: number): void {
    for (const [name, { data }] of Object.entries(outputs)) {
      if (name.startsWith(GRADIENT)) {
        this.#addGradient(name.slice(GRADIENT.length), data as Float32Array, weight);
      } else if (name.startsWith(TERM)) {
        const term = name.slice(TERM.length);
        this.losses[term] = (this.losses[term] ?? 0) + Number(data[0]);
      } else this.loss += weight * Number(data[0]);
    }
  }

  /** The first of a parameter is taken over as it is: the engine made it for us. */
  #addGradient(name: string, part: Float32Array, weight: number): void {
    const sum = this.gradients.get(name);
    if (sum === undefined)
      this.gradients.set(name, weight === 1 ? part : part.map((x) => x * weight));
    else for (let i = 0; i < sum.length; i++) sum[i] += weight * part[i];
  }
}
