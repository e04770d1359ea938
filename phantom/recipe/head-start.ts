import {
  createModel,
  generator,
  type ModelCheckpoint,
  type RandomGenerator,
  type Tensor,
} from "vitrine";

/** Heads of the first layer that look back by one, and as many of the second that continue a repetition. */
const HEADS = 2;
/** Embeddings as drawn, times this: what a layer writes at first must not drown them. */
const EMBEDDING = 2;
/** What a head writes of the token that it looks at, in lengths of that token's embedding. */
const WRITE = 2;
/** Queries and keys, times this: √size times the logit of the token before, a pair … */
const PREVIOUS = Math.sqrt(40);
/** … and of a match, a dimension. */
const MATCH = 4;
/** Angles a step, in radians: pairs that turn faster tell neighbours apart, slower ones hardly turn in a text. */
const FAST = 0.05;
const SLOW = 0.02;

/**
 * Drawn weights, with a start at looking back. Two heads of the first layer look at the token before and
 * write which it was; two of the second layer look for the places where that is the token they stand on,
 * and write what stands there: the halves of an induction head (Elhage et al. 2021), in random subspaces.
 * Training finds that circuit by itself, but late, as each half waits for the other (Singh et al. 2024,
 * "What needs to go right for an induction head?"), and all that copies waits for it; on texts of some
 * million tokens a small model never got there. A start costs no training (in the spirit of Trockman &
 * Kolter 2023, "Mimetic Initialization of Self-Attention Layers"). All weights are then trained alike.
 *
 * A head can look back by one whatever the token is only if all tokens have something in common: each
 * embedding gets one direction besides, as long as the rest. In the logits it is the same for all tokens.
 * What writes into the stream is drawn smaller by √(2 · layers), as GPT-2 does (Radford et al. 2019).
 *
 * @param config - Of a Llama whose embedding is tied, with as many keys as heads.
 */
export async function headStart(
  config: Readonly<Record<string, unknown>>,
  seed: number,
): Promise<ModelCheckpoint> {
  await using drawn = await createModel({ config, seed }, { worker: false });
  const checkpoint = await drawn.checkpoint();
  const [width, heads, layers] = ["hidden_size", "num_attention_heads", "num_hidden_layers"].map(
    (key) => Number(config[key]),
  );
  const size = width / heads;
  const matrix = (name: string): Matrix => new Matrix(checkpoint.weights[`model.${name}.weight`]);
  for (let layer = 0; layer < layers; layer++) {
    for (const part of ["self_attn.o_proj", "mlp.down_proj"]) {
      matrix(`layers.${layer}.${part}`).scale(1 / Math.sqrt(2 * layers));
    }
  }
  const [common, ...directions] = orthonormal(1 + 2 * HEADS * size, width, generator(seed));
  const embedding = matrix("embed_tokens");
  embedding.scale(EMBEDDING);
  const length = embedding.rowLength();
  for (let token = 0; token < embedding.rows; token++) embedding.addRow(token, common, length);

  const seen = Math.sqrt(width / 2); // of an embedding's either half, behind the first norm
  for (let head = 0; head < HEADS; head++) {
    const rows = Array.from({ length: size }, (_, i) => head * size + i);
    const read = rows.map((row) => directions[row]);
    const wrote = rows.map((row) => directions[HEADS * size + row]);
    for (const [layer, write] of [wrote, read].entries()) {
      const [q, k, v, o] = ["q", "k", "v", "o"].map((part) =>
        matrix(`layers.${layer}.self_attn.${part}_proj`),
      );
      for (const [i, row] of rows.entries()) {
        q.clearRow(row);
        k.clearRow(row);
        v.setRow(row, read[i], 1);
        o.setColumn(row, write[i], (WRITE * length) / seen);
      }
      for (let pair = 0; pair < size / 2; pair++) {
        const angle = Number(config.rope_theta) ** ((-2 * pair) / size);
        const [first, second] = [rows[pair], rows[pair + size / 2]]; // what turns together
        if (layer === 0 && angle >= FAST) {
          q.setRow(first, common, PREVIOUS / seen);
          k.setRow(first, common, (PREVIOUS / seen) * Math.cos(angle));
          k.setRow(second, common, (PREVIOUS / seen) * Math.sin(angle));
        }
        if (layer === 1 && angle <= SLOW) {
          for (const i of [pair, pair + size / 2]) {
            q.setRow(rows[i], read[i], MATCH);
            k.setRow(rows[i], wrote[i], MATCH);
          }
        }
      }
    }
  }
  return checkpoint;
}

/** A weight `[rows, columns]`, changed in place. */
class Matrix {
  readonly rows: number;
  readonly #columns: number;
  readonly #data: Float32Array;

  constructor({ data, dims }: Tensor) {
    [this.rows, this.#columns] = dims;
    this.#data = data as Float32Array;
  }

  /** Root mean square of the rows' lengths. */
  rowLength(): number {
    return Math.sqrt(this.#data.reduce((sum, value) => sum + value ** 2, 0) / this.rows);
  }

  scale(by: number): void {
    for (const [i, value] of this.#data.entries()) this.#data[i] = by * value;
  }

  clearRow(row: number): void {
    this.#data.fill(0, row * this.#columns, (row + 1) * this.#columns);
  }

  addRow(row: number, direction: Float64Array, by: number): void {
    for (const [i, value] of direction.entries()) this.#data[row * this.#columns + i] += by * value;
  }

  setRow(row: number, direction: Float64Array, by: number): void {
    this.clearRow(row);
    this.addRow(row, direction, by);
  }

  setColumn(column: number, direction: Float64Array, by: number): void {
    for (const [i, value] of direction.entries())
      this.#data[i * this.#columns + column] = by * value;
  }
}

/** Directions of length 1 at right angles to each other (Gram–Schmidt). */
function orthonormal(count: number, width: number, random: RandomGenerator): Float64Array[] {
  const basis: Float64Array[] = [];
  while (basis.length < count) {
    const drawn = Float64Array.from({ length: width }, () => random.normal());
    for (const known of basis) {
      const along = known.reduce((sum, value, i) => sum + value * drawn[i], 0);
      for (const [i, value] of known.entries()) drawn[i] -= along * value;
    }
    const length = Math.hypot(...drawn);
    basis.push(drawn.map((value) => value / length));
  }
  return basis;
}
