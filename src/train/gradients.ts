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

  /** The same tasks give the same bits, whichever engine is done first. */
  async of(tasks: readonly Task[]): Promise<StepGradients> {
    const found = await Promise.all(tasks.map((task, i) => this.#run(task, i)));
    const losses: Record<string, number> = {};
    const gradients = new Map<string, Float32Array>();
    let loss = 0;
    found.forEach((outputs, i) => {
      const { weight = 1 } = tasks[i];
      for (const [name, { data }] of Object.entries(outputs)) {
        if (name === LOSS) loss += weight * Number(data[0]);
        else if (name.startsWith(TERM)) {
          const term = name.slice(TERM.length);
          losses[term] = (losses[term] ?? 0) + Number(data[0]);
        } else accumulate(gradients, name.slice(GRADIENT.length), data as Float32Array, weight);
      }
    });
    const tokens = tasks.reduce((sum, task) => sum + task.tokens, 0);
    return { loss, losses, gradients, tokens };
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
