import * as ort from "onnxruntime-node";
import { encodeModel, type Init } from "../../src/onnx/schema.ts";
import { encodeExternal, encodeTensor } from "../../src/onnx/tensor-proto.ts";
import { float32, int64 } from "../../src/tensor/tensor.ts";
import { CONFIG, type Checkpoint } from "./gpt2-small.ts";
import {
  createSession,
  encode,
  int,
  valueInfo,
  type Attributes,
  type NodeProto,
} from "./hand-onnx.ts";

const { n_embd: D, n_head, n_layer } = CONFIG;
const D_HEAD = D / n_head;

/**
 * Greedy decoding written by hand with as few nodes as ONNX allows: one row, keys and values of
 * earlier positions fed and handed on, the last position alone unembedded and its largest logit
 * picked inside the graph, so that one number comes out. Weights are initializers.
 */
export class HandDecoder {
  readonly #session: ort.InferenceSession;

  private constructor(session: ort.InferenceSession) {
    this.#session = session;
  }

  static async create(weights: Checkpoint): Promise<HandDecoder> {
    return new HandDecoder(await createSession(writeModel(weights), weights));
  }

  /** One new token id at a time, for as long as it is asked. */
  async *stream(prompt: readonly number[]): AsyncGenerator<number> {
    let ids = prompt;
    let seen = 0;
    let past: Record<string, ort.Tensor> = Object.fromEntries(
      names("past").map((n) => [n, empty()]),
    );
    for (;;) {
      const { next, ...present } = await this.#session.run({
        ids: int([ids.length], ids),
        positions: int(
          [ids.length],
          ids.map((_, i) => seen + i),
        ),
        mask: causalMask(ids.length, seen),
        ...past,
      });
      seen += ids.length;
      past = Object.fromEntries(names("past").map((n, i) => [n, present[names("present")[i]]]));
      ids = [Number((next.data as BigInt64Array)[0])];
      yield ids[0];
    }
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

function names(which: "past" | "present"): string[] {
  return Array.from({ length: n_layer }, (_, l) => [`${which}.${l}.k`, `${which}.${l}.v`]).flat();
}

function empty(): ort.Tensor {
  return new ort.Tensor("float32", new Float32Array(0), [n_head, 0, D_HEAD]);
}

/** 0 where a query may look, a very negative number where it may not, `[query, key]`. */
function causalMask(queries: number, before: number): ort.Tensor {
  const keys = before + queries;
  const data = new Float32Array(queries * keys);
  for (let q = 0; q < queries; q++) data.fill(-1e30, q * keys + before + q + 1, (q + 1) * keys);
  return new ort.Tensor("float32", data, [queries, keys]);
}

function writeModel(weights: Checkpoint): Uint8Array {
  const { nodes, constants } = writeNodes();
  const external = Object.entries(weights).map(([name, tensor]) =>
    encodeExternal(name, tensor, { location: name, offset: 0 }),
  );
  const earlier = names("past").map((name) => valueInfo(name, 1, [n_head, "past", D_HEAD]));
  const handed = names("present").map((name) => valueInfo(name, 1, [n_head, "key", D_HEAD]));
  return encodeModel({
    irVersion: 10n,
    opsetImport: [{ domain: "", version: 20n }],
    graph: {
      name: "gpt2 decoder",
      node: nodes,
      initializer: [...external, ...constants],
      input: [
        valueInfo("ids", 7, ["pos"]),
        valueInfo("positions", 7, ["pos"]),
        valueInfo("mask", 1, ["pos", "key"]),
        ...earlier,
      ],
      output: [valueInfo("next", 7, [1]), ...handed],
    },
  });
}

function writeNodes(): { nodes: NodeProto[]; constants: Init<"TensorProto">[] } {
  const nodes: NodeProto[] = [];
  const op = (
    opType: string,
    input: readonly string[],
    output: string,
    attributes: Attributes = {},
  ): string => {
    nodes.push({ opType, input, output: output.split(" "), attribute: encode(attributes) });
    return output;
  };
  op("Gather", ["wte.weight", "ids"], "tokens");
  op("Gather", ["wpe.weight", "positions"], "places");
  let x = op("Add", ["tokens", "places"], "x"); // [pos, d]
  const norm = (name: string, input: string): string =>
    op("LayerNormalization", [input, `${name}.weight`, `${name}.bias`], `${name}.y`, {
      epsilon: CONFIG.layer_norm_epsilon,
    });
  const dense = (name: string, input: string): string =>
    op("Gemm", [input, `${name}.weight`, `${name}.bias`], `${name}.y`);
  for (let layer = 0; layer < n_layer; layer++) {
    const at = `h.${layer}`;
    const qkv = dense(`${at}.attn.c_attn`, norm(`${at}.ln_1`, x));
    op("Split", [qkv], `${at}.q1 ${at}.k1 ${at}.v1`, { axis: 1, num_outputs: 3 });
    for (const part of ["q", "k", "v"]) {
      op("Reshape", [`${at}.${part}1`, "heads"], `${at}.${part}2`); // [pos, head, dHead]
      op("Transpose", [`${at}.${part}2`], `${at}.${part}`, { perm: [1, 0, 2] });
    }
    for (const part of ["k", "v"]) {
      op("Concat", [`past.${layer}.${part}`, `${at}.${part}`], `present.${layer}.${part}`, {
        axis: 1,
      });
    }
    op("Transpose", [`present.${layer}.k`], `${at}.kt`, { perm: [0, 2, 1] });
    op("MatMul", [`${at}.q`, `${at}.kt`], `${at}.products`);
    op("Mul", [`${at}.products`, "scale"], `${at}.scaled`);
    op("Add", [`${at}.scaled`, "mask"], `${at}.scores`);
    op("Softmax", [`${at}.scores`], `${at}.pattern`, { axis: -1 });
    op("MatMul", [`${at}.pattern`, `present.${layer}.v`], `${at}.mixed`);
    op("Transpose", [`${at}.mixed`], `${at}.z`, { perm: [1, 0, 2] });
    const z = op("Reshape", [`${at}.z`, "rows"], `${at}.zrows`);
    const mid = op("Add", [x, dense(`${at}.attn.c_proj`, z)], `${at}.mid`);
    const pre = dense(`${at}.mlp.c_fc`, norm(`${at}.ln_2`, mid));
    const post = op("Gelu", [pre], `${at}.post`, { approximate: "tanh" });
    x = op("Add", [mid, dense(`${at}.mlp.c_proj`, post)], `${at}.x`);
  }
  op("Gather", [norm("ln_f", x), "last"], "end", { axis: 0 }); // [1, d]
  op("Gemm", ["end", "wte.weight"], "logits", { transB: 1 });
  op("ArgMax", ["logits"], "next", { axis: 1, keepdims: 0 });
  return { nodes, constants: constants() };
}

function constants(): Init<"TensorProto">[] {
  return [
    encodeTensor("heads", int64([3], [-1, n_head, D_HEAD])),
    encodeTensor("rows", int64([2], [-1, D])),
    encodeTensor("scale", float32([], [1 / Math.sqrt(D_HEAD)])),
    encodeTensor("last", int64([1], [-1])),
  ];
}
