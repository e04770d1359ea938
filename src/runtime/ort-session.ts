import type {
  InferenceSession,
  InferenceSessionFactory,
  TensorConstructor,
} from "onnxruntime-common";
import { asVitrineError } from "../errors.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { centerFirst } from "../onnx/center-first.ts";
import { encodeGraph, type Placement } from "../onnx/export.ts";
import { lower } from "../onnx/lower.ts";
import type { Names } from "../onnx/names.ts";
import { nodeName } from "../onnx/nodes.ts";
import { bytesOf, encodeExternal } from "../onnx/tensor-proto.ts";
import { weightFirst } from "../onnx/weight-first.ts";
import { opTable } from "../ops/table.generated.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What both ONNX Runtime packages export. */
export interface Ort {
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
}

/** A graph as bytes that ONNX Runtime reads. */
export interface Encoded {
  readonly bytes: Uint8Array;
  readonly names: Names;
  readonly externalData: readonly { readonly path: string; readonly data: Uint8Array }[];
  /** Names of the nodes that `Form.onCpu` picked. */
  readonly cpuNodes: readonly string[];
}

export interface Form {
  /** Weights are initializers. */
  readonly inside: boolean;
  /** Products with bound weights are turned, see `weightFirst`. */
  readonly weightsFirst: boolean;
  /** Layer norms center first, see `centerFirst`. */
  readonly centerFirst?: boolean;
  /** Nodes to keep from a GPU. */
  readonly onCpu?: (node: Node) => boolean;
}

/** Weights inside are "external data" in files that exist in memory only: no second encoding. */
export function encode(graph: Graph, weights: ReadonlyMap<string, Tensor>, form: Form): Encoded {
  const { inside, onCpu } = form;
  const externalData: { path: string; data: Uint8Array }[] = [];
  const place: Placement = (port, name) => {
    if (!inside) return null;
    const tensor = weights.get(port.name)!;
    externalData.push({ path: name, data: bytesOf(tensor) });
    return encodeExternal(name, tensor, { location: name, offset: 0 });
  };
  const written = write(lower(graph, opTable), form);
  const named = onCpu !== undefined;
  const cpuNodes = written.nodes.flatMap((node, i) => (onCpu?.(node) ? [nodeName(node, i)] : []));
  const encoded = encodeGraph(written, opTable, place, { annotate: false, named });
  return { ...encoded, externalData, cpuNodes };
}

function write(lowered: Graph, form: Form): Graph {
  if (form.centerFirst === true) return centerFirst(lowered);
  return form.weightsFirst && !form.inside ? weightFirst(lowered) : lowered;
}

/** How a session is created, beside what every session has. */
export type SessionSettings = Pick<
  InferenceSession.SessionOptions,
  "executionProviders" | "preferredOutputLocation"
> & {
  readonly threads: number;
  /** Lets ONNX Runtime rewrite the graph. @defaultValue false */
  readonly optimize?: boolean;
};

/** @throws VitrineError `RUNTIME` with ONNX Runtime's reason. */
export async function createSession(
  ort: Ort,
  { bytes, externalData }: Encoded,
  { threads, optimize = false, ...settings }: SessionSettings,
): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, {
      ...settings,
      ...(externalData.length > 0 ? { externalData } : {}),
      // ONNX Runtime's rewriting takes longer than all else and gains nothing on what lowering wrote,
      // but for packed weights, rows of many hundred tokens (4 %) and single tokens after as many
      // (10 %: it does without a transposed copy of the keys): only for graphs made to stay.
      graphOptimizationLevel: optimize ? "all" : "disabled",
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 4, // what fails is thrown, not printed
      // Pools of sessions that only wait would take the cores from the one that runs.
      extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
    });
  } catch (error) {
    throw asVitrineError(error, "RUNTIME", "compile: ONNX Runtime refused the graph");
  }
}
