import type { Architecture, ModelConfig } from "../architectures/define.ts";
import { gradient } from "../autodiff/vjp.ts";
import { VitrineError } from "../errors.ts";
import { Builder } from "../graph/builder.ts";
import { hooks, portValue, type Graph, type Value } from "../graph/graph.ts";
import type { GradientRule, OpTable } from "../graph/op.ts";
import { mergeCommonSubexpressions } from "../graph/passes/common-subexpressions.ts";
import { removeDeadCode } from "../graph/passes/dead-code.ts";
import { foldConstants } from "../graph/passes/fold-constants.ts";
import { pickEarly } from "../graph/passes/pick-early.ts";
import { readOut } from "../graph/passes/read-out.ts";
import { specialise } from "../graph/passes/specialise.ts";
import { rewrite } from "../graph/rewrite.ts";
import { captureOutput, type CaptureShape } from "./capture.ts";
import { applyEdits, type EditShape } from "./edit-graph.ts";
import { selectPositions } from "./select-positions.ts";
import { writeTarget, type TargetShape } from "./target-graph.ts";

/** Everything that decides what graph runs. Plain data: its JSON is the key of the graph. */
export interface GraphSpec {
  /** Heads whose outputs are wanted, named `head:<name>`. */
  readonly heads: readonly string[];
  readonly padded: boolean;
  /**
   * Where the positions in the input `select` (flat indices, `[batch, slot]`) are picked: before
   * they are unembedded; after, because something reads the unembedding at every position; or not
   * at all.
   */
  readonly select: "before" | "after" | "none";
  /** Head outputs keep every position, whatever the targets pick. */
  readonly allPositions: boolean;
  /** On-demand hooks to write. */
  readonly demand: readonly string[];
  readonly edits: readonly EditShape[];
  /** Outputs `target:<i>`, `[batch]`. */
  readonly targets: readonly TargetShape[];
  /** Hooks that the sum of all targets is differentiated by: outputs `gradient:<hook>`. */
  readonly wrt: readonly string[];
  /** Outputs `capture:<i>`. */
  readonly captures: readonly CaptureShape[];
  /** The positions continue others: inputs `past.<layer>.k`, `.v`, outputs `present.<layer>.k`, `.v`. */
  readonly past: boolean;
  /** One row and one position of it, as when a single text is written on: these lengths are fixed. */
  readonly single: boolean;
  /** A hook fed from outside: rows of the input `<hook>` picked by the input `prefix`. */
  readonly from: string | null;
}

/** Writes the graph of a spec: the model, its edits, targets, gradients and captures. */
export function assemble(
  architecture: Architecture,
  config: ModelConfig,
  table: OpTable,
  spec: GraphSpec,
): Graph {
  const model = writeModel(architecture, config, table, spec);
  const started = spec.from === null ? model : startAt(model, table, spec.from);
  // Edits come last, so that one at the hook started from applies to what is fed there.
  const edited = applyEdits(started, table, spec.edits);
  const measured = narrow(writeTargets(edited, table, spec), table, spec);
  const names = spec.targets.map((_, i) => `target:${i}`);
  const differentiated =
    spec.wrt.length === 0
      ? measured
      : gradient(measured, table, { of: names, wrt: spec.wrt, rules: HOOK_RULES });
  const whole = chooseOutputs(differentiated, table, spec);
  const sized = spec.single ? specialise(whole, table, ONE) : whole;
  return removeDeadCode(
    mergeCommonSubexpressions(foldConstants(removeDeadCode(sized), table), table),
  );
}

const ONE = { batch: 1, pos: 1, slot: 1 } as const;

/** Computes targets and picked positions only where they are wanted; other values stay beside. */
function narrow(graph: Graph, table: OpTable, { wrt }: GraphSpec): Graph {
  const keeps = (hook: string): boolean => wrt.includes(hook) || hook.startsWith("function:");
  return readOut(pickEarly(graph, table, { index: "select", keeps }), table, keeps);
}

function writeModel(
  architecture: Architecture,
  config: ModelConfig,
  table: OpTable,
  spec: GraphSpec,
): Graph {
  const build = (heads: readonly string[]): Graph => {
    const g = new Builder(table);
    architecture.build(g, config, {
      heads,
      padded: spec.padded,
      past: spec.past,
      demand: new Set(spec.demand),
      select: (x) => (spec.select === "before" ? selectPositions(g, x) : x),
    });
    return g.build();
  };
  const graph = build([...new Set([...spec.heads, ...spec.targets.flatMap(headsOf)])]);
  const named = hooks(graph);
  const asked = [
    ...[...spec.captures, ...spec.edits].map(({ at }) => at),
    ...spec.wrt,
    ...spec.targets.flatMap(hooksOf),
  ];
  // Hooks of a head, such as the unembedding's, are only in a graph that writes the head.
  return asked.every((name) => named.has(name)) ? graph : build(config.heads);
}

function headsOf(target: TargetShape): string[] {
  if (target.kind === "sum") return target.terms.flatMap((term) => headsOf(term.target));
  if (target.kind === "value") return [];
  return [target.kind === "class" ? "class" : "lm"];
}

function hooksOf(target: TargetShape): string[] {
  if (target.kind === "sum") return target.terms.flatMap((term) => hooksOf(term.target));
  return target.kind === "value" ? [target.at] : [];
}

/**
 * Starts at a hook: its value comes from rows of a run made before. What came before it stays until
 * outputs are chosen: a graph that writes no head has none yet, and all of it would be dead code.
 */
function startAt(graph: Graph, table: OpTable, name: string): Graph {
  return rewrite(graph, table, (node, inputs, g) => {
    if (node.op !== "Hook" || node.attrs.name !== name) return null;
    const dims = ["prefix", ...inputs[0]!.dims.slice(1)];
    const given = g.input(name, "float32", dims);
    const rows = g.input("prefix", "int64", ["batch"]);
    const axes = node.attrs.axes as readonly string[];
    return [g.hook(name, g.op("Gather", given, rows, { axis: 0 }), axes)];
  });
}

/** A function hook has no slope; every other hook passes its cotangent on. */
const HOOK_RULES: ReadonlyMap<string, GradientRule> = new Map([
  [
    "Hook",
    ({ node, cotangents }) => {
      const name = String(node.attrs.name);
      if (!name.startsWith("function:")) return [cotangents[0]];
      throw new VitrineError(
        "NO_GRADIENT",
        `gradient: a function edit at ${node.path} lies on the path, and a function has no derivative here. Write it as a JSON edit, or differentiate after it.`,
      );
    },
  ],
]);

/** Adds the targets as outputs; positions not picked before the unembedding are picked after. */
function writeTargets(graph: Graph, table: OpTable, spec: GraphSpec): Graph {
  const picked = spec.select === "after";
  if (spec.targets.length === 0 && !picked) return graph;
  const named = hooks(graph);
  return rewrite(
    graph,
    table,
    () => null,
    (g) => {
      const lm = portValue(graph.outputs, "lm");
      const atSlots = lm !== undefined && picked ? selectPositions(g, lm) : lm;
      for (const { name, value } of graph.outputs) {
        g.output(name, name === "lm" && !spec.allPositions ? atSlots! : value);
      }
      const sources = {
        lm: atSlots,
        classes: portValue(graph.outputs, "class"),
        hook: (name: string): Value => named.get(name)!.outputs[0],
      };
      spec.targets.forEach((target, i) => {
        g.output(
          `target:${i}`,
          g.scope(`target ${i}`, () => writeTarget(g, target, sources)),
        );
      });
    },
  );
}

function chooseOutputs(graph: Graph, table: OpTable, spec: GraphSpec): Graph {
  const named = hooks(graph);
  return rewrite(
    graph,
    table,
    () => null,
    (g) => {
      for (const { name, value } of graph.outputs) {
        if (/^(target|gradient):|^present\./.test(name)) g.output(name, value);
      }
      for (const head of spec.heads) g.output(`head:${head}`, portValue(graph.outputs, head)!);
      spec.captures.forEach((capture, i) => {
        const value = named.get(capture.at)!.outputs[0];
        g.output(`capture:${i}`, captureOutput(g, value, capture, `capture:${i}`));
      });
    },
  );
}
