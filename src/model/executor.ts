import type { Architecture, ModelConfig } from "../architectures/define.ts";
import { VitrineError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { OpTable } from "../graph/op.ts";
import { split, type Piece } from "../graph/passes/split.ts";
import type { Engine, Feeds, Session, TensorRef } from "../runtime/session.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { assemble, type GraphSpec } from "./assemble.ts";
import { batchFeeds, batchMask, type Batch } from "./batch.ts";
import { functionHook } from "./edit-graph.ts";
import type { HookContext, HookFunction } from "./edit.ts";
import { IdentityKeys } from "./identity-key.ts";
import type { Site } from "./types.ts";

/** A graph of a spec, cut where functions look in, each piece with its session. */
interface Compiled {
  readonly graph: Graph;
  readonly pieces: readonly Piece[];
  readonly sessions: readonly Session[];
}

/** A function hook of the spec's edit `index`. */
export interface FunctionEdit {
  readonly index: number;
  readonly site: Site;
  readonly run: HookFunction;
}

/** What a run gave; `present` holds the keys and values that stayed with the engine, by output. */
export interface Ran {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly present: Readonly<Record<string, TensorRef>>;
}

/** Graphs kept assembled. Sessions are kept apart, by the engine. */
const MAX_GRAPHS = 256;

/** Turns specs into graphs and runs them: the one road from the model to the engine. */
export class Executor {
  readonly engine: Engine;
  readonly #architecture: Architecture;
  readonly #config: ModelConfig;
  readonly #table: OpTable;
  readonly #prepack: boolean;
  readonly #compiled = new Map<string, Compiled>();
  readonly #keys = new IdentityKeys();

  constructor(
    engine: Engine,
    architecture: Architecture,
    config: ModelConfig,
    table: OpTable,
    prepack: boolean,
  ) {
    this.engine = engine;
    this.#architecture = architecture;
    this.#config = config;
    this.#table = table;
    this.#prepack = prepack;
  }

  /**
   * Whether graphs of one token are worth writing anew: native products with bound weights have a
   * kernel for a single row, if the graph says that there is one (1.2x). Where the weights are
   * compiled in, each graph would hold a copy.
   */
  get fixesLengths(): boolean {
    return this.engine.backend === "node" && !this.#prepack;
  }

  /** The graph of a spec, as it runs. */
  graph(spec: GraphSpec): Graph {
    return this.#compile(spec).graph;
  }

  /** Runs a spec on a batch. `extra` holds what edits, targets and captures feed. */
  async run(
    spec: GraphSpec,
    batch: Batch,
    extra: Feeds,
    functions: readonly FunctionEdit[],
    signal: AbortSignal | undefined,
  ): Promise<Ran> {
    const { graph, pieces, sessions } = this.#compile(spec);
    if (graph.outputs.length === 0) return { tensors: {}, present: {} }; // nothing was asked for
    const feeds: Record<string, Tensor | TensorRef> = { ...batchFeeds(batch), ...extra };
    const results: Record<string, Tensor> = {};
    const present: Record<string, TensorRef> = {};
    const kept: TensorRef[] = [];
    try {
      for (const [k, piece] of pieces.entries()) {
        const needed = piece.graph.inputs.map(({ name }) => [name, feeds[name]] as const);
        const { tensors, refs } = await sessions[k].run(Object.fromEntries(needed), {
          keep: [...piece.alive, ...presentOutputs(piece)],
          ...(signal !== undefined && { signal }),
        });
        for (const [name, ref] of Object.entries(refs)) {
          if (name.startsWith("present.")) present[name] = ref;
          else kept.push(ref);
        }
        Object.assign(feeds, refs);
        Object.assign(results, tensors);
        if (piece.hook === null) continue;
        const name = `hook:${piece.hook}`;
        const edit = functions.find(({ index }) => functionHook(index) === piece.hook)!;
        feeds[name] = await applyFunction(edit, tensors[name], batch);
        delete results[name];
      }
    } catch (error) {
      kept.push(...Object.values(present)); // nobody will take them
      throw error;
    } finally {
      if (kept.length > 0) await this.engine.drop(kept);
    }
    return { tensors: results, present };
  }

  #compile(spec: GraphSpec): Compiled {
    const key = this.#keys.of(spec);
    const known = this.#compiled.get(key);
    if (known !== undefined) {
      this.#compiled.delete(key); // to the end: most recently used
      this.#compiled.set(key, known);
      return known;
    }
    const graph = assemble(this.#architecture, this.#config, this.#table, spec);
    const cuts = spec.edits.flatMap((edit, i) =>
      edit.kind === "function" ? [functionHook(i)] : [],
    );
    const pieces = cuts.length > 0 ? split(graph, cuts) : [whole(graph)];
    const prepack = this.#prepack && isPlain(spec);
    const options = { prepack, optimize: spec.single };
    const sessions = pieces.map((piece) => this.engine.session(piece.graph, options));
    const made = { graph, pieces, sessions };
    this.#compiled.set(key, made);
    if (this.#compiled.size > MAX_GRAPHS) {
      this.#compiled.delete(this.#compiled.keys().next().value!);
    }
    return made;
  }
}

/** Keys and values up to here stay with the engine: the next step takes them from there. */
function presentOutputs({ graph }: Piece): string[] {
  return graph.outputs.map(({ name }) => name).filter((name) => name.startsWith("present."));
}

function whole(graph: Graph): Piece {
  return { graph, hook: null, alive: [] };
}

/**
 * The forward pass with nothing added, or read at every step of writing on: worth a compiled copy
 * of the weights where asked for.
 */
function isPlain(spec: GraphSpec): boolean {
  const read = spec.past ? 0 : spec.captures.length;
  return spec.edits.length + spec.targets.length + read === 0 && spec.from === null;
}

async function applyFunction(edit: FunctionEdit, value: Tensor, batch: Batch): Promise<Tensor> {
  const { site } = edit;
  const context: HookContext = {
    name: site.name,
    axes: site.axes,
    mask: batchMask(batch),
    positions: positionsOf(batch),
  };
  const given = { ...value, axes: site.axes };
  const made = (await edit.run(given, context)) ?? given;
  return checkReplacement(site, value, made);
}

/** Position of each cell among its row's real tokens; −1 for padding. */
function positionsOf({ places, length, past }: Batch): number[][] {
  return places.map((row, b) => {
    const positions = Array.from({ length }, () => -1);
    row.forEach((at, i) => (positions[at] = (past?.first[b] ?? 0) + i));
    return positions;
  });
}

function checkReplacement(site: Site, before: Tensor, after: unknown): Tensor {
  const { dims } = before;
  if (!isTensor(after)) {
    throw new VitrineError(
      "BAD_EDIT",
      `${site.name}: a function edit returned something else than a tensor; expected { dims: [${dims.join(", ")}], data }, or nothing where it changes the value in place.`,
    );
  }
  const size = after.dims.reduce((a, b) => a * b, 1);
  if (after.dims.join() !== dims.join() || after.data.length !== size) {
    throw new VitrineError(
      "BAD_EDIT",
      `${site.name}: a function edit returned other dims; expected [${dims.join(", ")}], got [${after.dims.join(", ")}] of ${after.data.length} values.`,
    );
  }
  const isFloat = after.data instanceof Float32Array || after.data instanceof Float64Array;
  const data = isFloat ? after.data : Float32Array.from(after.data as ArrayLike<number>, Number);
  return { dims, data, dtype: before.dtype };
}

function isTensor(value: unknown): value is Tensor {
  if (typeof value !== "object" || value === null) return false;
  const { dims, data } = value as Partial<Tensor>;
  return Array.isArray(dims) && typeof data === "object" && "length" in data;
}
