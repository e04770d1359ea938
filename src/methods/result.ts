import { VitrineError } from "../errors.ts";
import type { Unit } from "../model/types.ts";
import type { Message, ViewSpec } from "../view/spec.ts";
import {
  decodeJson,
  encodeJson,
  LARGEST_JSON,
  tensorBytes,
  type TensorsBeside,
} from "./result-json.ts";

export interface ModelIdentity {
  readonly name: string;
  readonly architecture: string;
  readonly fingerprint: string;
}

/** One input as the model saw it. */
export interface InputRow {
  readonly role?: "clean" | "corrupted";
  /** What the spans of `units` refer to; null for rows given as ids. */
  readonly text: string | null;
  readonly units: readonly Unit[];
}

/** What a result is about: the rows themselves, or how to recognise them. */
export type ResultInput =
  | { readonly kind: "none" | "arrays" }
  | { readonly kind: "text" | "texts" | "pair" | "labelled"; readonly rows: readonly InputRow[] }
  | {
      readonly kind: "text" | "texts" | "labelled";
      readonly count: number;
      /** Of the texts' own SHA-256 digests, one after the other; hex. */
      readonly sha256: string;
      readonly source?: string;
    }
  | {
      readonly kind: "suite";
      /** Cases. */
      readonly count: number;
      /** Of the cases' prompts and answers, see `suiteDigest`; hex. */
      readonly sha256: string;
      readonly suite: { readonly name: string; readonly variant: string; readonly seed: number };
      /** The file it was read from. */
      readonly source?: string;
    };

export type Fact = number | string | boolean | null | readonly (number | string)[];

/** What speaks for or against a result: gaps, errors, evaluations spent, seed. */
export type Evidence = Readonly<Record<string, Fact>>;

/** What a result holds, in memory and on disk. */
export interface ResultFields<D = unknown> {
  readonly schema: 1;
  /** Version of the library. */
  readonly vitrine: string;
  /** The method's id. */
  readonly method: string;
  /** One per model of the subject; null where there is none. */
  readonly model: ModelIdentity | readonly ModelIdentity[] | null;
  readonly input: ResultInput;
  /** Every option with the value used, `target`, `edits` and `seed` among them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: D;
  readonly evidence: Evidence;
  readonly warnings: readonly Message[];
  /** The command that gives this result again. */
  readonly reproduce: string;
}

/** What every method returns. */
export interface Result<D = unknown> extends ResultFields<D> {
  /**
   * The result as plain JSON, tensors written out.
   * @throws VitrineError `UNSUPPORTED` for more than 32 MB of tensors.
   */
  toJSON(): ResultFields;
  /** What to draw. */
  view(): ViewSpec;
}

/** Draws a result: a method's `view`. */
export type Viewer<D> = (result: Result<D>) => ViewSpec;

/** A result of the given fields, with `toJSON` and `view` on its prototype. */
export function makeResult<D>(fields: ResultFields<D>, viewer: Viewer<D>): Result<D> {
  return new StoredResult(fields, viewer);
}

/**
 * The fields of a result from the JSON of `toJSON`, tensors restored.
 *
 * @param beside - Those of the `.npz` file beside a JSON file that refers to one.
 */
export function fieldsFromJson(json: unknown, beside: TensorsBeside = new Map()): ResultFields {
  const fields = json as ResultFields;
  if (typeof json !== "object" || json === null || fields.schema !== 1) {
    throw new VitrineError(
      "BAD_FILE",
      `result: not a result of a known version; expected an object with "schema": 1. Read it with the version of vitrine that wrote it.`,
    );
  }
  return decodeJson(fields, beside) as ResultFields;
}

class StoredResult<D> implements Result<D> {
  readonly schema = 1;
  readonly vitrine: string;
  readonly method: string;
  readonly model: ModelIdentity | readonly ModelIdentity[] | null;
  readonly input: ResultInput;
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: D;
  readonly evidence: Evidence;
  readonly warnings: readonly Message[];
  readonly reproduce: string;
  readonly #viewer: Viewer<D>;

  constructor(fields: ResultFields<D>, viewer: Viewer<D>) {
    this.vitrine = fields.vitrine;
    this.method = fields.method;
    this.model = fields.model;
    this.input = fields.input;
    this.options = fields.options;
    this.data = fields.data;
    this.evidence = fields.evidence;
    this.warnings = fields.warnings;
    this.reproduce = fields.reproduce;
    this.#viewer = viewer;
  }

  toJSON(): ResultFields {
    const bytes = tensorBytes(this.data);
    if (bytes > LARGEST_JSON) {
      throw new VitrineError(
        "UNSUPPORTED",
        `${this.method}: the result's tensors do not fit one JSON text; expected at most ${LARGEST_JSON} bytes, got ${bytes}. Ask for fewer layers or positions, or write it with exportResult, which puts them beside.`,
      );
    }
    return encodeJson(this) as ResultFields;
  }

  view(): ViewSpec {
    return this.#viewer(this);
  }
}
