import type { ModelConfig } from "../architectures/define.ts";
import { unknownName, VitrineError } from "../errors.ts";
import { swapLastAxes } from "../tensor/batched.ts";
import { FactoredMatrix } from "../tensor/factored-matrix.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";

const FACTORS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["QK", ["W_Q", "W_K"]],
  ["OV", ["W_V", "W_O"]],
]);

/**
 * The QK or OV circuit of every head, `[layer, head, d_model, d_model]`, or of one layer's.
 *
 * @param weight - Reads a weight by name.
 */
export async function readCircuit(
  name: string,
  layer: number | undefined,
  config: ModelConfig,
  weight: (name: string) => Promise<Tensor>,
): Promise<FactoredMatrix> {
  const factors = FACTORS.get(name);
  if (factors === undefined) throw unknownName("circuit", "circuit", name, FACTORS.keys());
  const [left, right] = factors.map((factor) => `${blockOf(layer, config.nLayers)}${factor}`);
  const a = perQueryHead(await weight(left), config);
  const b = perQueryHead(await weight(right), config);
  return new FactoredMatrix(a, name === "QK" ? swapLastAxes(b) : b);
}

function blockOf(layer: number | undefined, nLayers: number): string {
  if (layer === undefined) return "attn.";
  if (Number.isInteger(layer) && layer >= 0 && layer < nLayers) return `blocks.${layer}.attn.`;
  throw new VitrineError(
    "BAD_OPTION",
    `circuit: no layer ${layer}; expected a whole number from 0 to ${nLayers - 1}.`,
  );
}

/** Each key–value head once for every query head that reads it, `[…, head, n, m]`. */
function perQueryHead(tensor: Tensor, { nHeads }: ModelConfig): Tensor {
  const [heads, ...matrix] = tensor.dims.slice(-3);
  if (heads === nHeads) return tensor;
  const group = nHeads / heads;
  const size = sizeOf(matrix);
  const leading = tensor.dims.slice(0, -3);
  const from = tensor.data as Float32Array;
  const data = new Float32Array(from.length * group);
  for (let head = 0; head * size < data.length; head++) {
    const shared = Math.floor(head / group);
    data.set(from.subarray(shared * size, (shared + 1) * size), head * size);
  }
  return { dtype: tensor.dtype, dims: [...leading, nHeads, ...matrix], data };
}
