import { VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type HeldTensor, isHeld, type RunTensors } from "./backend.ts";
import type { Feeds, TensorRef } from "./session.ts";

/** Outputs that stayed with the engine, by reference. */
export class KeptTensors {
  readonly #tensors = new Map<number, Tensor | HeldTensor>();
  /** Far apart in any two engines, so that the reference of one means nothing to another. */
  #next = crypto.getRandomValues(new Uint32Array(1))[0] * 2 ** 20;

  keep(tensor: Tensor | HeldTensor): TensorRef {
    const ref = this.#next++;
    this.#tensors.set(ref, tensor);
    return { ref, dtype: tensor.dtype, dims: tensor.dims };
  }

  /** The feeds with every reference replaced by what it stands for. */
  resolve(feeds: Feeds): RunTensors {
    const entries = Object.entries(feeds).map(([name, fed]) => {
      if (!("ref" in fed)) return [name, fed] as const;
      const tensor = this.#tensors.get(fed.ref);
      if (tensor === undefined) throw dropped(name, fed);
      return [name, tensor] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Forgets these; returns those among them that a backend holds, to be released. */
  drop(refs: readonly TensorRef[]): readonly HeldTensor[] {
    return refs.flatMap(({ ref }) => {
      const tensor = this.#tensors.get(ref);
      this.#tensors.delete(ref);
      return tensor !== undefined && isHeld(tensor) ? [tensor] : [];
    });
  }

  /** Forgets all; returns those that a backend holds. */
  clear(): readonly HeldTensor[] {
    const held = [...this.#tensors.values()].filter(isHeld);
    this.#tensors.clear();
    return held;
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
