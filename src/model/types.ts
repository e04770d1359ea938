import type { ModelConfig } from "../architectures/define.ts";
import type { Truth } from "../bundled/read-truth.ts";
import type { BackendName } from "../runtime/session.ts";
import type { Graph } from "../graph/graph.ts";
import type { FactoredMatrix } from "../tensor/factored-matrix.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { Edit } from "./edit.ts";
import type { SamplingOptions } from "./sample.ts";
import type { Target } from "./target.ts";
import type { StopReason } from "./token-text.ts";

/** One text, or several as a batch, or rows that say more. */
export type Input = string | readonly string[] | Row | readonly Row[];

/** One row of a batch; `ids`, `mask` and `typeIds` may also hold a whole batch, `[batch, pos]`. */
export interface Row {
  readonly text?: string;
  /** A second text; separators and type ids come from the tokenizer's template. */
  readonly pair?: string;
  readonly ids?: readonly number[] | readonly (readonly number[])[];
  /** 1 for a real token, 0 for padding. */
  readonly mask?: readonly number[] | readonly (readonly number[])[];
  readonly typeIds?: readonly number[] | readonly (readonly number[])[];
  /**
   * `false` for a text that holds its special tokens already, as a rendered conversation does.
   * @defaultValue true
   */
  readonly addSpecialTokens?: boolean;
}

/** A part of a row that an attribution can be about; for text, one token. */
export interface Unit {
  /** Token id. */
  readonly id?: number;
  /** The token's surface inside a text; a special token's name. */
  readonly text?: string;
  readonly segment?: number;
  /** UTF-16 span of the row's text. */
  readonly place?: { readonly text: readonly [number, number] };
  /** Which piece of a character that is split over several tokens. */
  readonly part?: readonly [number, number];
  readonly special?: boolean;
}

/** How an input becomes rows of ids. */
export interface InputOptions {
  /** Overrides whether the tokenizer's beginning-of-sequence token is put first. */
  readonly prependBos?: boolean;
  /** Where to cut a text longer than the context; default: that is an error. */
  readonly truncate?: "left" | "right";
  /** @defaultValue "right" */
  readonly padding?: "right" | "left";
}

/** Where something can be read, edited and differentiated. */
export interface Site {
  /** Canonical hook name, e.g. `blocks.3.attn.hook_pattern`. */
  readonly name: string;
  /** The name without layer prefix and `hook_`, e.g. `attn.pattern`. */
  readonly kind: string;
  readonly stack: "decoder" | "encoder";
  /** Null where the site belongs to no layer. */
  readonly layer: number | null;
  readonly axes: readonly string[];
  /** Query heads per key–value head, where the `head` axis counts key–value heads. */
  readonly group?: number;
  /** Exists only when named, never by glob: it costs memory or time. */
  readonly onDemand: boolean;
}

/** A part of a captured tensor, or a summary of it computed inside the session. */
export interface CaptureSpec {
  readonly at: string;
  readonly where?: Edit["where"];
  readonly reduce?: { readonly by: "mean" | "sum" | "norm"; readonly over: readonly string[] };
}

export type Capture = string | CaptureSpec;

/** Captured tensors by hook name; any alias finds them. */
export interface ActivationCache {
  /** @throws VitrineError `UNKNOWN_NAME` if that hook was not captured. */
  get(name: string): Tensor;
  has(name: string): boolean;
  keys(): readonly string[];
  entries(): readonly (readonly [string, Tensor])[];
  /** `[batch, pos]`, 1 for a real token. */
  readonly mask: Tensor;
}

/** A map of tensors that answers to any alias of a hook. */
export type Gradients = ActivationCache;

export interface RunOptions extends InputOptions {
  readonly capture?: readonly Capture[];
  readonly edits?: readonly Edit[];
  /** Positions to unembed, for heads that have positions. @defaultValue "all" */
  readonly logits?: "all" | "last" | "none" | readonly number[];
  readonly signal?: AbortSignal;
}

export interface RunResult {
  /** The main head's output: `[batch, pos, vocab]`, or `[batch, class]`; null where not asked. */
  readonly logits: Tensor | null;
  /** Every head's output by name. */
  readonly outputs: ReadonlyMap<string, Tensor>;
  readonly cache: ActivationCache;
}

export interface GradientOptions extends InputOptions {
  readonly target?: Target;
  /** Several targets of every row; values and gradients get a leading axis. */
  readonly targets?: readonly Target[];
  readonly wrt: readonly string[];
  readonly capture?: readonly Capture[];
  readonly edits?: readonly Edit[];
  readonly signal?: AbortSignal;
}

export interface GradientResult {
  /** `[batch]`, or `[target, batch]`. */
  readonly value: Tensor;
  /** Each row's target with respect to its own row, in the hook's dims. */
  readonly gradients: Gradients;
  readonly cache: ActivationCache;
}

/** One row of an evaluation. */
export interface Case {
  readonly input: string | Row;
  readonly edits?: readonly Edit[];
  readonly target?: Target;
  readonly targets?: readonly Target[];
  readonly wrt?: readonly string[];
  readonly capture?: readonly Capture[];
}

/** What a case gave. Every tensor is trimmed to the row's own length, batch axis of 1 kept. */
export interface CaseResult {
  readonly index: number;
  /** Of `target`. */
  readonly value?: number;
  /** Of `targets`, in order. */
  readonly values?: readonly number[];
  readonly gradients?: Gradients;
  readonly cache?: ActivationCache;
  readonly error?: Error;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly label: string;
}

export interface EvaluateOptions extends InputOptions {
  /** Peak bytes of activations at once. @defaultValue 512 MB */
  readonly budget?: number;
  /** Rows per run at most. @defaultValue 16 */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Estimate {
  /** Model rows after removing duplicates, sources included. */
  readonly rows: number;
  readonly seconds: number;
  readonly peakBytes: number;
}

/** Results in case order, as they come. */
export interface Evaluation extends AsyncIterable<CaseResult> {
  /** Collects every result. */
  all(): Promise<CaseResult[]>;
  /** What it would cost; runs one small measurement at most, never the cases. */
  estimate(): Promise<Estimate>;
  /** Model rows run so far. */
  readonly rows: number;
}

/** What runs cases: a model, or a memo that runs equal cases once. */
export interface Evaluator {
  evaluate(cases: readonly Case[], options?: EvaluateOptions): Evaluation;
}

export interface Memo extends Evaluator {
  readonly hits: number;
  clear(): void;
}

/** How to write on. `padding` changes nothing here: rows are aligned at their ends. */
export interface GenerateOptions extends InputOptions, SamplingOptions {
  /** From 1. A row may end before, or where the model's context does. @defaultValue 20 */
  readonly maxNewTokens?: number;
  /**
   * Texts that end a row, wherever tokens end in them; neither they nor what follows is part of the
   * text.
   */
  readonly stop?: readonly string[];
  /**
   * Ends a row at an end-of-sequence token: those that `generation_config.json` names, else
   * `config.json`, and the tokenizer's. @defaultValue true
   */
  readonly stopAtEos?: boolean;
  /** Of what is drawn; each row of a batch has numbers of its own. @defaultValue 0 */
  readonly seed?: number;
  /** Positions are the prompt's; `scope` says whether new positions are edited too. */
  readonly edits?: readonly Edit[];
  /** Captured at every step, of the positions run in it. */
  readonly capture?: readonly Capture[];
  /** `false` runs every position again at every step. @defaultValue true */
  readonly cache?: boolean;
  /** Stops between tokens; the error's `details.result` is what was done until then. */
  readonly signal?: AbortSignal;
}

export interface GenerateResult {
  /** The rows written on from, as the model saw them. */
  readonly prompts: readonly PreparedRow[];
  /** The new tokens of each row. */
  readonly ids: readonly (readonly number[])[];
  readonly texts: readonly string[];
  readonly stopped: readonly StopReason[];
  /**
   * One per step, where something was captured. The first holds the prompt's positions, rows
   * aligned at their ends; each later one the token chosen before it: `pos` and `query` are 1, `key`
   * counts the prompt and all tokens so far. With `cache: false` each holds every position so far.
   */
  readonly caches: readonly ActivationCache[];
}

/** One new token of every row; null and empty for a row that had ended before. */
export interface GenerateStep {
  readonly step: number;
  readonly ids: readonly (number | null)[];
  /**
   * What the token adds to the row's text; put together they are the whole text, in which more of
   * bytes that turn out to be no text may read U+FFFD. A piece of a character, or what may become a
   * stop text, comes with the token that decides it.
   */
  readonly texts: readonly string[];
  /** Why the row has ended; null for one that goes on. */
  readonly stopped: readonly (StopReason | null)[];
  /** What was captured in this step, see `GenerateResult.caches`. */
  readonly cache: ActivationCache;
}

/** Ids, lengths and units of an input, as the model will see it. */
export interface PreparedRow {
  readonly ids: readonly number[];
  readonly typeIds: readonly number[];
  /** The text the spans of `units` refer to; null for rows given as ids. */
  readonly text: string | null;
  readonly units: readonly Unit[];
}

export interface GraphOptions {
  readonly edits?: readonly Edit[];
  readonly capture?: readonly string[];
  readonly target?: Target;
  readonly wrt?: readonly string[];
  /** What positions, rows and sources of the edits and the target refer to; default one long row. */
  readonly input?: Input;
}

/** A model as plain data: `createModel` makes it again. */
export interface ModelCheckpoint {
  /** As `config.json` holds it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** In float32, under the checkpoint's own names. */
  readonly weights: Readonly<Record<string, Tensor>>;
}

export interface SaveOptions {
  /** Element type of the weights in the file; float16 rounds them. @defaultValue "float32" */
  readonly dtype?: "float32" | "float16";
}

/** A loaded model. */
export interface Model extends Evaluator {
  /** What it was loaded from, for titles. */
  readonly name: string;
  readonly config: ModelConfig;
  readonly backend: BackendName;
  /**
   * @throws VitrineError `UNSUPPORTED` where the folder has no tokenizer files; only text input
   *   fails then. `hasTokenizer` tells.
   */
  readonly tokenizer: Tokenizer;
  readonly hasTokenizer: boolean;
  /** Names of the output heads; the first is the main one. */
  readonly heads: readonly string[];
  readonly isCausal: boolean;
  /** Class names of the classification head by index; empty where there is none. */
  readonly labels: readonly string[];
  /** SHA-256 over config and weights, hex. */
  fingerprint(): Promise<string>;
  /** Sites in layer order; `kind` may be left out for all. */
  sites(
    kind?: string,
    options?: { readonly layers?: readonly number[]; readonly stack?: string },
  ): readonly Site[];
  /** The one site a name, alias or shorthand stands for. */
  site(name: string): Site;
  /** Rows as the model will see them, without running anything. */
  prepare(input: Input, options?: InputOptions): readonly PreparedRow[];
  run(input: Input, options?: RunOptions): Promise<RunResult>;
  gradient(input: Input, options: GradientOptions): Promise<GradientResult>;
  evaluate(cases: readonly Case[], options?: EvaluateOptions): Evaluation;
  /**
   * Writes on from prompts. Positions beyond the prompt continue it, as if the whole had been run
   * at once; an empty text is a prompt where the tokenizer begins texts with a token of its own.
   *
   * @throws VitrineError `UNSUPPORTED` for a model that is not a causal language model, `BAD_INPUT`
   *   for a prompt longer than the context, `ABORTED` with `details.result` when stopped.
   */
  generate(input: Input, options?: GenerateOptions): Promise<GenerateResult>;
  /** The same, token by token. What it holds is freed at its end, also when left early. */
  generateStream(input: Input, options?: GenerateOptions): AsyncGenerator<GenerateStep, void, void>;
  /** A handle on this model that runs equal cases once, for reports of several methods. */
  memo(options?: { readonly bytes?: number }): Memo;
  /** A weight by TransformerLens name (`W_E` or `embed.W_E`, `blocks.0.attn.W_Q` `[head, d_model, d_head]`, …). */
  weight(name: string): Promise<Tensor>;
  weightNames(): readonly string[];
  /**
   * What a head looks for and what it moves, as factored matrices on the residual stream, `[layer,
   * head, d_model, d_model]`, or `[head, d_model, d_model]` of one layer: `QK = W_Q W_Kᵀ` (query from
   * the left) and `OV = W_V W_O` (Elhage et al. 2021). Heads that share keys and values stand each
   * for itself. Biases, the scale 1/√d_head and rotary positions are not in it, nor the gains of norms
   * unless the model was loaded with `fold`.
   */
  circuit(name: "QK" | "OV", options?: { readonly layer?: number }): Promise<FactoredMatrix>;
  /** Same architecture, weights drawn as its family initialises them: the control of every claim. */
  twin(options?: { readonly seed?: number }): Promise<Model>;
  /**
   * What is known of a phantom, read when first asked for: what was planted in the world that it was
   * trained on, or how it was wired. A bundled phantom has it, and a folder with a `truth.json`; a
   * twin has none.
   *
   * @throws VitrineError `UNSUPPORTED` for every other model, naming those that have one.
   */
  truth(): Promise<Truth>;
  graph(options?: GraphOptions): Graph;
  /** The config and every weight under the checkpoint's own names: what `createModel` takes. A copy. */
  checkpoint(): Promise<ModelCheckpoint>;
  /** Writes a Hugging Face folder that Transformers loads too. */
  save(folder: string, options?: SaveOptions): Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
