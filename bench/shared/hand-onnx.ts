import * as ort from "onnxruntime-node";
import type { Init } from "../../src/onnx/schema.ts";
import { bytesOf } from "../../src/onnx/tensor-proto.ts";
import { THREADS, type Checkpoint } from "./gpt2-small.ts";

export type NodeProto = Init<"NodeProto">;
export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

/** A session whose weights are initializers, under the checkpoint's names: the runtime packs them. */
export function createSession(
  bytes: Uint8Array,
  weights: Checkpoint,
): Promise<ort.InferenceSession> {
  const externalData = Object.entries(weights).map(([path, tensor]) => ({
    path,
    data: bytesOf(tensor),
  }));
  return ort.InferenceSession.create(bytes, {
    externalData,
    intraOpNumThreads: THREADS,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
  });
}

export function int(dims: readonly number[], values: readonly number[]): ort.Tensor {
  return new ort.Tensor("int64", BigInt64Array.from(values, BigInt), dims);
}

/** ONNX's numbers for kinds of attribute: float 1, int 2, string 3, ints 7. */
export function encode(attributes: Attributes): Init<"AttributeProto">[] {
  return Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "string") return { name, type: 3, s: new TextEncoder().encode(value) };
    if (typeof value !== "number") return { name, type: 7, ints: value.map(BigInt) };
    if (name === "epsilon") return { name, type: 1, f: value };
    return { name, type: 2, i: BigInt(value) };
  });
}

export function valueInfo(
  name: string,
  elemType: number,
  dims: readonly (string | number)[],
): Init<"ValueInfoProto"> {
  const dim = dims.map((length) =>
    typeof length === "number" ? { dimValue: BigInt(length) } : { dimParam: length },
  );
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
