import type { DType } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { PerCase } from "./target.ts";
import type { Input } from "./types.ts";

/** Indices along one axis; negatives count from that row's last, `to` is exclusive. */
export type Selector =
  | number
  | readonly number[]
  | { readonly from?: number; readonly to?: number }
  | { readonly rows: readonly number[] }
  | PerCase;

/** Axis name (`batch`, `pos`, `head`, `query`, `key`, `unit`, …) → which of its indices. */
export type Where = Readonly<Record<string, Selector>>;

/** A tensor as plain JSON. */
export interface TensorJson {
  readonly dims: readonly number[];
  readonly dtype?: DType;
  readonly data: ArrayLike<number | bigint>;
  readonly axes?: readonly string[];
}

/** The value of a site in another run. */
export interface RunSource {
  readonly run: Input;
  readonly edits?: readonly Edit[];
  readonly at?: string;
  readonly where?: Where;
}

/** The mean of a site over the real tokens of several inputs. */
export interface MeanSource {
  /** The inputs; or, in the edits of a method, a suite, whose prompts they are. */
  readonly mean: readonly Input[] | { readonly suite: string };
  /** `"all"`: one mean over every token; `"pos"`: one per position, of inputs of one length. */
  readonly over: "pos" | "all";
  /** Whether the beginning-of-sequence token is in the pool. @defaultValue true */
  readonly bos?: boolean;
}

export type EditValue = number | TensorJson | Tensor | RunSource | MeanSource;

/** What a function hook is told. */
export interface HookContext {
  readonly name: string;
  readonly axes: readonly string[];
  /** `[batch, pos]`, 1 for a real token. */
  readonly mask: Tensor;
  /** Position of each token among its row's real tokens, `[batch][pos]`; −1 for padding. */
  readonly positions: readonly (readonly number[])[];
}

export type HookFunction = (
  value: Tensor,
  context: HookContext,
) => Tensor | undefined | void | Promise<Tensor | undefined | void>;

interface EditBase {
  /** A hook name, a glob (`blocks.*.hook_resid_post`) or a list of them. */
  readonly at: string | readonly string[];
  readonly where?: Where;
  /** In generation: which positions. @defaultValue "all" */
  readonly scope?: "prompt" | "generated" | "all";
}

/** An intervention, as data: which values to replace, and by what. */
export type Edit =
  | (EditBase & { readonly do: "zero" })
  | (EditBase & { readonly do: "set" | "scale"; readonly with: EditValue })
  | (EditBase & { readonly do: "add"; readonly with: EditValue; readonly times?: number })
  | (EditBase & { readonly do: "patch"; readonly with: RunSource })
  | (EditBase & { readonly do: "mean"; readonly with: MeanSource })
  | (EditBase & { readonly do: "remove-direction"; readonly with: TensorJson | Tensor })
  | (EditBase & { readonly do: "splice"; readonly with: SpliceSource })
  | (EditBase & {
      readonly do: HookFunction;
      /** What it gives at a position depends on that position only; lets generation keep its cache. */
      readonly positionwise?: boolean;
    });

/** A piece of graph, input `x`, output `y`, printed; its params by name in `tensors`. */
export interface SpliceSource {
  readonly graph: {
    readonly text: string;
    readonly tensors: Readonly<Record<string, TensorJson | Tensor>>;
  };
}
