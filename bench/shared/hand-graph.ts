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

/**
 * GPT-2 written by hand with as few nodes as ONNX allows and no use of the library's builder: the
 * stream stays `[batch·pos, d]`, queries, keys and values are one product, norms and GELU are single
 * ops, the mask is fed. Weights are initializers, so that the runtime packs them.
 */
export class HandGraph {
  readonly #session: ort.InferenceSession;

  private constructor(session: ort.InferenceSession) {
    this.#session = session;
  }

  static async create(weights: Checkpoint): Promise<HandGraph> {
    return new HandGraph(await createSession(writeModel(weights), weights));
  }

  /** Logits `[batch·pos·vocab]`. */
  async run(ids: readonly (readonly number[])[]): Promise<Float32Array> {
    const [batch, length] = [ids.length, ids[0].length];
    const { logits } = await this.#session.run({
      ids: int([batch, length], ids.flat()),
      positions: int([length], [...Array(length).keys()]),
      mask: causalMask(length),
    });
    return logits.data as Float32Array;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** 0 where a query may look, a very negative number where it may not, `[query, key]`. */
function causalMask(length: number): ort.Tensor {
  const data = new Float32Array(length * length);
  for (let q = 0; q < length; q++) data.fill(-1e30, q * length + q + 1, (q + 1) * length);
  return new ort.Tensor("float32", data, [length, length]);
}

function writeModel(weights: Checkpoint): Uint8Array {
  const { nodes, constants } = writeNodes();
  const initializer = [
    ...Object.entries(weights).map(([name, tensor]) =>
      encodeExternal(name, tensor, { location: name, offset: 0 }),
    ),
    ...constants,
  ];
  return encodeModel({
    irVersion: 10n,
    opsetImport: [{ domain: "", version: 20n }],
    graph: {
      name: "gpt2",
      node: nodes,
      initializer,
      input: [
        valueInfo("ids", 7, ["batch", "pos"]),
        valueInfo("positions", 7, ["pos"]),
        valueInfo("mask", 1, ["pos", "pos"]),
      ],
      output: [valueInfo("logits", 1, ["batch", "pos", CONFIG.vocab_size])],
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
  const { n_embd: d, n_head, n_layer, vocab_size } = CONFIG;
  const dHead = d / n_head;
  const constants = [
    encodeTensor("rows", int64([2], [-1, d])),
    encodeTensor("scale", float32([], [1 / Math.sqrt(dHead)])),
    encodeTensor("perHead", int64([3], [3, n_head, dHead])),
    encodeTensor("vocab", int64([1], [vocab_size])),
  ];
  op("Shape", ["ids"], "dims");
  op("Concat", ["dims", "perHead"], "headed", { axis: 0 });
  op("Concat", ["dims", "vocab"], "out", { axis: 0 });
  op("Gather", ["wte.weight", "ids"], "tokens");
  op("Gather", ["wpe.weight", "positions"], "places");
  op("Add", ["tokens", "places"], "embedded");
  let x = op("Reshape", ["embedded", "rows"], "x");
  const norm = (name: string, input: string): string =>
    op("LayerNormalization", [input, `${name}.weight`, `${name}.bias`], `${name}.y`, {
      epsilon: CONFIG.layer_norm_epsilon,
    });
  const dense = (name: string, input: string): string =>
    op("Gemm", [input, `${name}.weight`, `${name}.bias`], `${name}.y`);
  for (let layer = 0; layer < n_layer; layer++) {
    const at = `h.${layer}`;
    const qkv = dense(`${at}.attn.c_attn`, norm(`${at}.ln_1`, x));
    op("Reshape", [qkv, "headed"], `${at}.heads`); // [batch, pos, 3, head, dHead]
    op("Transpose", [`${at}.heads`], `${at}.turned`, { perm: [2, 0, 3, 1, 4] });
    op("Split", [`${at}.turned`], `${at}.q1 ${at}.k1 ${at}.v1`, { axis: 0, num_outputs: 3 });
    for (const part of ["q", "k", "v"]) op("Squeeze", [`${at}.${part}1`, "zero"], `${at}.${part}`);
    op("Transpose", [`${at}.k`], `${at}.kt`, { perm: [0, 1, 3, 2] });
    op("MatMul", [`${at}.q`, `${at}.kt`], `${at}.products`);
    op("Mul", [`${at}.products`, "scale"], `${at}.scaled`);
    op("Add", [`${at}.scaled`, "mask"], `${at}.scores`);
    op("Softmax", [`${at}.scores`], `${at}.pattern`, { axis: -1 });
    op("MatMul", [`${at}.pattern`, `${at}.v`], `${at}.mixed`);
    op("Transpose", [`${at}.mixed`], `${at}.z`, { perm: [0, 2, 1, 3] });
    const z = op("Reshape", [`${at}.z`, "rows"], `${at}.zrows`);
    const mid = op("Add", [x, dense(`${at}.attn.c_proj`, z)], `${at}.mid`);
    const pre = dense(`${at}.mlp.c_fc`, norm(`${at}.ln_2`, mid));
    const post = op("Gelu", [pre], `${at}.post`, { approximate: "tanh" });
    x = op("Add", [mid, dense(`${at}.mlp.c_proj`, post)], `${at}.x`);
  }
  op("Gemm", [norm("ln_f", x), "wte.weight"], "flat", { transB: 1 });
  op("Reshape", ["flat", "out"], "logits");
  constants.push(encodeTensor("zero", int64([1], [0])));
  return { nodes, constants };
}
