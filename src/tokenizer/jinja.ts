import { VitrineError } from "../errors.ts";
import { areEqual, modulo } from "./python-operators.ts";
import {
  asJinja,
  EQUAL,
  FORGET,
  MODULO,
  PRINTED,
  TEXT,
  type Statement,
  UNEQUAL,
} from "./jinja-tree.ts";
import { pythonText, textMethod, type RuntimeValue } from "./python-text.ts";
import { strftime } from "./strftime.ts";

/** A template ready to render. */
export type Render = (variables: Readonly<Record<string, unknown>>, now: Date) => string;

/**
 * What is used of the library, in types. Its own declarations import each other without file
 * extensions, which modern module resolution takes for `any`.
 */
interface Jinja {
  readonly tokenize: (
    template: string,
    options: { readonly trim_blocks: boolean; readonly lstrip_blocks: boolean },
  ) => unknown;
  readonly parse: (tokens: unknown) => Statement;
  readonly Environment: new () => Environment;
  readonly Interpreter: new (environment: object) => {
    run(program: Statement): { readonly value: string };
  };
}

interface Environment {
  readonly variables: Map<string, RuntimeValue>;
  /** @returns the value as templates see it. */
  set(name: string, value: unknown): RuntimeValue;
}

const CONSTANTS = { true: true, True: true, false: false, False: false, none: null, None: null };

/**
 * Reads a chat template as Transformers does: Jinja with `trim_blocks` and `lstrip_blocks`, and the
 * functions `raise_exception` and `strftime_now`. The library is imported at the first template.
 *
 * @throws VitrineError `BAD_FILE` for a template that cannot be read. Rendering throws `BAD_INPUT`
 *   where the template refuses the conversation, or fails on it.
 */
export async function compileTemplate(template: string): Promise<Render> {
  const jinja = (await import("@huggingface/jinja")) as unknown as Jinja;
  const program = parsed(jinja, template);
  return (variables, now) => {
    const environment = new jinja.Environment();
    const all = { ...CONSTANTS, ...functions(now), ...variables };
    try {
      addTreeFunctions(jinja, environment);
      for (const [name, value] of Object.entries(all)) environment.set(name, value);
      return new jinja.Interpreter(environment).run(program).value;
    } catch (error) {
      throw failure(error);
    }
  };
}

function parsed({ tokenize, parse }: Jinja, template: string): Statement {
  try {
    const tokens = tokenize(template, { trim_blocks: true, lstrip_blocks: true });
    return asJinja(parse(tokens));
  } catch (error) {
    const message = `applyChatTemplate: the chat template cannot be read (${reasonOf(error)}). It is damaged, or uses a part of Jinja that is not known here: pass another as chatTemplate, or render it elsewhere.`;
    throw new VitrineError("BAD_FILE", message, { cause: error });
  }
}

function functions(now: Date): Readonly<Record<string, unknown>> {
  return {
    raise_exception: (message: string) => {
      throw refused(`refuses this conversation: "${message}"`, message);
    },
    strftime_now: (format: string) => strftime(now, format),
    range,
  };
}

/** What the changed tree calls: these take and give values as templates see them. */
function addTreeFunctions({ Environment }: Jinja, environment: Environment): void {
  const define = (
    name: string,
    run: (args: readonly RuntimeValue[], scope: Environment) => RuntimeValue,
  ): void => {
    Object.assign(
      environment.set(name, () => null),
      { value: run },
    );
  };
  const valueOf = (value: unknown): RuntimeValue => new Environment().set("value", value);
  define(PRINTED, ([value]) => {
    const text = pythonText(value);
    return text === null ? value : valueOf(text);
  });
  define(TEXT, ([text, method, characters]) => {
    const name = String(method.value);
    if (typeof text.value !== "string") throw refused(`calls ${name} of what is no text.`, name);
    return valueOf(textMethod(text.value, name, characters?.value as string | undefined));
  });
  define(EQUAL, ([a, b]) => valueOf(areEqual(a, b)));
  define(UNEQUAL, ([a, b]) => valueOf(!areEqual(a, b)));
  define(MODULO, ([a, b]) => {
    const rest = modulo(a, b);
    if (rest === null) throw refused("uses % for what are no numbers.", "%");
    return valueOf(rest);
  });
  define(FORGET, (names, scope) => {
    for (const { value } of names) scope.variables.delete(value as string);
    return valueOf("");
  });
}

/** Python's `range`. */
function range(first: number, end?: number, step = 1): number[] {
  const [from, to] = end === undefined ? [0, first] : [first, end];
  const length = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length }, (_, i) => from + i * step);
}

function failure(error: unknown): VitrineError {
  if (error instanceof VitrineError) return error;
  const reason = reasonOf(error);
  const what = `fails on this conversation (${reason}). Either a message lacks what the template reads, or it uses a part of Jinja that is not known here: then render it elsewhere and give the text, with addSpecialTokens false.`;
  return refused(what, reason, error);
}

function refused(what: string, reason: string, cause?: unknown): VitrineError {
  const message = `applyChatTemplate: the model's chat template ${what}`;
  return new VitrineError("BAD_INPUT", message, { details: { reason }, cause });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
