import { VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { TensorsByName } from "./backend.ts";
import type { Feeds, TensorRef } from "./session.ts";

/** Outputs that stayed with the engine, by reference. */
export class KeptTensors {
  readonly #tensors = new Map<number, Tensor>();
  /** Far apart in any two engines, so that the reference of one means nothing to another. */
  #next = crypto.getRandomValues(new Uint32Array(1))[0] * 2 ** 20;

  keep(tensor: Tensor): TensorRef {
    const ref = this.#next++;
    this.#tensors.set(ref, tensor);
    return { ref, dtype: tensor.dtype, dims: tensor.dims };
  }

  /** The feeds with every reference replaced by what it stands for. */
  resolve(feeds: Feeds): TensorsByName {
    const entries = Object.entries(feeds).map(([name, fed]) => {
      if (!("ref" in fed)) return [name, fed] as const;
      const tensor = this.#tensors.get(fed.ref);
      if (tensor === undefined) throw dropped(name, fed);
      return [name, tensor] as const;
    });
    return Object.fromEntries(entries);
  }

  drop({ ref }: TensorRef): void {
    this.#tensors.delete(ref);
  }

  clear(): void {
    this.#tensors.clear();
  }
}

function dropped(name: string, { ref }: TensorRef): VitrineError {
  return new VitrineError(
    "BAD_INPUT",
    `run: input "${name}" is a kept tensor (${ref}) that this engine does not hold. ` +
      `It was dropped, or belongs to another engine.`,
    { details: { name, ref } },
  );
}
