import { asVitrineError, VitrineError, type ErrorCode } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { WeightPlan } from "../weights/recipe.ts";
import type {
  BackendName,
  EngineOptions,
  Feeds,
  SessionOptions,
  SessionResult,
  TensorRef,
} from "./session.ts";

/** A session on the other side: its key, its options, and the graph when it is new there. */
export interface SessionCall {
  readonly key: string;
  readonly options: SessionOptions;
  readonly graph?: Graph;
}

export interface RunCall extends SessionCall {
  readonly feeds: Feeds;
  readonly outputs?: readonly string[];
  readonly keep?: readonly string[];
}

/** What an engine's worker can be asked, and what it answers. */
export interface Calls {
  readonly open: {
    readonly takes: Omit<EngineOptions, "worker" | "onWarning">;
    readonly gives: BackendName;
  };
  readonly load: { readonly takes: WeightPlan; readonly gives: null };
  readonly run: { readonly takes: RunCall; readonly gives: SessionResult };
  readonly release: { readonly takes: SessionCall; readonly gives: null };
  readonly weight: { readonly takes: string; readonly gives: Tensor };
  readonly drop: { readonly takes: readonly TensorRef[]; readonly gives: null };
  readonly stats: {
    readonly takes: null;
    readonly gives: { readonly weightBytes: number; readonly sessions: number };
  };
  readonly close: { readonly takes: null; readonly gives: null };
}

export type CallName = keyof Calls;

/** To the worker. `abort` stops an earlier call; `forget` lets go of graphs sent before. */
export type Request =
  | {
      readonly [C in CallName]: {
        readonly id: number;
        readonly call: C;
        readonly takes: Calls[C]["takes"];
      };
    }[CallName]
  | { readonly call: "abort"; readonly id: number }
  | { readonly call: "forget"; readonly keys: readonly string[] };

/** From the worker. `bytes` tells how far a load is, `warning` is for the engine's `onWarning`. */
export type Response =
  | { readonly kind: "done"; readonly id: number; readonly gives: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: PlainError }
  | { readonly kind: "bytes"; readonly id: number; readonly count: number }
  | { readonly kind: "warning"; readonly message: string; readonly id?: string | undefined };

/** An error as it crosses: only plain data does. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly id: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export function toPlainError(error: unknown, where: string): PlainError {
  const { code, message, id, details } = asVitrineError(error, "RUNTIME", where);
  return { code, message, id, details };
}

export function fromPlainError({ code, message, id, details }: PlainError): VitrineError {
  return new VitrineError(code, message, { ...(id !== null && { id }), details });
}

/** The buffers of tensors that the sender has no more use for. */
export function buffersOf(tensors: Iterable<Tensor>): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { data } of tensors) if (data.buffer instanceof ArrayBuffer) buffers.add(data.buffer);
  return [...buffers];
}

/** A copy of its own where the data are a window on something bigger, all of which would be sent. */
export function compact(tensor: Tensor): Tensor {
  const { data } = tensor;
  return data.byteLength === data.buffer.byteLength ? tensor : { ...tensor, data: data.slice() };
}
