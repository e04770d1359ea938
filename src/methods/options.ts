import { VitrineError } from "../errors.ts";
import { OPTION_KINDS } from "./option-kinds.ts";

/** A number, or with `integer` a whole one. */
export interface NumberOption {
  readonly kind: "number" | "integer";
  readonly default?: number | null;
  readonly min?: number;
  readonly max?: number;
  /** What it counts, as a message id; none for pure numbers. */
  readonly unit?: string;
}

export interface StringOption {
  readonly kind: "string";
  readonly default?: string | null;
}

export interface BooleanOption {
  readonly kind: "boolean";
  readonly default?: boolean | null;
}

export interface ChoiceOption {
  readonly kind: "choice";
  readonly of: readonly string[];
  readonly default?: string | null;
}

/** A list of numbers or strings; with `choices` each must be one of them. */
export interface ListOption {
  readonly kind: "list";
  readonly of: "integer" | "number" | "string";
  readonly choices?: readonly string[];
  readonly default?: readonly (number | string)[] | null;
}

/** Any JSON value, of type `T` by the caller's word; write it `{ … } as JsonOption<T>`. */
export interface JsonOption<T = unknown> {
  readonly kind: "json";
  readonly default?: T | null;
}

/** The id of another method. */
export interface MethodOption {
  readonly kind: "method";
  readonly default?: string | null;
}

/**
 * One option of a method. Without `default` it is required; with `default: null` it may be left out.
 * Its text is the message `option.<name>`.
 */
export type OptionSchema =
  | NumberOption
  | StringOption
  | BooleanOption
  | ChoiceOption
  | ListOption
  | JsonOption
  | MethodOption;

export type OptionSchemas = Readonly<Record<string, OptionSchema>>;

type ElementOf<O> = O extends { readonly choices: readonly (infer C)[] }
  ? C
  : O extends { readonly of: "string" }
    ? string
    : number;

type SomeValueOf<O> = O extends { readonly kind: "number" | "integer" }
  ? number
  : O extends { readonly kind: "boolean" }
    ? boolean
    : O extends { readonly kind: "choice"; readonly of: readonly (infer C)[] }
      ? C
      : O extends { readonly kind: "list" }
        ? readonly ElementOf<O>[]
        : O extends JsonOption<infer T>
          ? T
          : string;

type ValueOf<O> = O extends { readonly default: infer D }
  ? SomeValueOf<O> | (null extends D ? null : never)
  : SomeValueOf<O>;

type RequiredNames<S> = {
  [K in keyof S]: S[K] extends { readonly default: unknown } ? never : K;
}[keyof S];

/** The options as a method reads them: every one present. */
export type Infer<S extends OptionSchemas> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** The options as a caller gives them: those with a default may be left out. */
export type Given<S extends OptionSchemas> = Partial<Infer<S>> & Pick<Infer<S>, RequiredNames<S>>;

/**
 * The values of a method's options, defaults filled in.
 * @throws VitrineError `BAD_OPTION` for one that is missing, of the wrong type or out of range.
 */
export function readOptions<S extends OptionSchemas>(
  where: string,
  schemas: S,
  given: Readonly<Record<string, unknown>>,
): Infer<S> {
  const entries = Object.entries(schemas).map(([name, schema]) => {
    const value = given[name] === undefined ? schema.default : given[name];
    checkOption(where, name, schema, value);
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as Infer<S>;
}

function checkOption(where: string, name: string, schema: OptionSchema, value: unknown): void {
  if (value === null && schema.default === null) return;
  const kind = OPTION_KINDS[schema.kind];
  if (value !== undefined && kind.fits(schema, value)) return;
  const problem = value === undefined ? "is missing" : "does not fit";
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "${name}" ${problem}; expected ${kind.describe(schema)}, got ${shown(value)}.`,
    { details: { option: name, value } },
  );
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "function") return "a function";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
