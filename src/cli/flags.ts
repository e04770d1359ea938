import { type ArgsDef, parseArgs, type ParsedArgs } from "citty";
import { nearest } from "../errors.ts";
import { jsonFault } from "./json-fault.ts";
import { usageError } from "./usage-error.ts";

/**
 * The arguments of a command, typed; those that are no flags also as a list, `_`.
 *
 * @param most - How many arguments may be no flags; by default each has a name of its own.
 * @throws VitrineError `BAD_OPTION` for a flag that the command does not have, naming the nearest, a
 *   flag without its value, or one argument too many.
 */
export function readArgs<T extends ArgsDef>(
  where: string,
  rawArgs: readonly string[],
  args: T,
  most: number = Object.values(args).filter(({ type }) => type === "positional").length,
): ParsedArgs<T> {
  const [extra] = words(where, rawArgs, args)
    .filter(({ flag }) => flag === null)
    .slice(most);
  if (extra !== undefined) {
    throw usageError(where, "cli.error.unexpected", { word: extra.value ?? "" });
  }
  return parseArgs<T>([...rawArgs], args);
}

/** Every value of a flag that may be given several times, in order. */
export function valuesOf(
  where: string,
  rawArgs: readonly string[],
  args: ArgsDef,
  flag: string,
): readonly string[] {
  return words(where, rawArgs, args).flatMap((word) =>
    word.flag === flag && word.value !== null ? [word.value] : [],
  );
}

/** The first argument that is no flag and no flag's value; flags not known here take a value. */
export function firstArgument(rawArgs: readonly string[], args: ArgsDef): string | undefined {
  for (let i = 0; i < rawArgs.length; i++) {
    const word = rawArgs[i];
    if (word === "--") return rawArgs[i + 1];
    if (!word.startsWith("-") || word === "-") return word;
    const flag = args[word.slice(2)] as ArgsDef[string] | undefined;
    if (flag?.type !== "boolean" && !word.includes("=")) i++;
  }
  return undefined;
}

/** The value of a flag in a command line that is not read yet. */
export function valueOf(argv: readonly string[], flag: string): string | undefined {
  const at = argv.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  if (at < 0) return undefined;
  return argv[at].includes("=") ? argv[at].slice(flag.length + 1) : argv[at + 1];
}

/**
 * The JSON of a flag.
 * @throws VitrineError `BAD_OPTION` saying where it stops being JSON.
 */
export function readJsonFlag(where: string, flag: string, text: string): unknown {
  const fault = jsonFault(text);
  if (fault === null) return JSON.parse(text) as unknown;
  const { at, expected } = fault;
  const isCut = at >= text.length;
  throw usageError(where, "cli.error.json", {
    flag,
    expected: `cli.error.json.${expected}`,
    place: isCut ? "cli.error.json.atEnd" : "cli.error.json.at",
    at: at + 1,
    rest: excerpt(text.slice(at)),
    last: excerpt(text.slice(-EXCERPT)),
    hint: /[{[]/.test(text) && !text.includes('"') ? "cli.error.json.quotes" : "",
  });
}

/** Characters shown of a text that cannot be read. */
const EXCERPT = 12;

function excerpt(text: string): string {
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}

/**
 * The whole number of a flag, at least 0.
 * @throws VitrineError `BAD_OPTION`
 */
export function readCountFlag(where: string, flag: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw usageError(where, "cli.error.count", { flag, got: text });
}

/**
 * The number of a flag.
 * @throws VitrineError `BAD_OPTION`
 */
export function readNumberFlag(where: string, flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw usageError(where, "cli.error.number", { flag, got: text });
}

/**
 * The word of a flag, one of a few.
 * @throws VitrineError `BAD_OPTION`
 */
export function readChoiceFlag<C extends string>(
  where: string,
  flag: string,
  choices: readonly C[],
  text: string,
): C {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const candidates = nearest(text, choices, 1);
  throw usageError(where, "cli.error.choice", {
    flag,
    choices,
    got: text,
    candidates,
  });
}

interface Word {
  /** Name of a flag as it is declared; null for a positional argument. */
  readonly flag: string | null;
  readonly value: string | null;
}

function words(where: string, rawArgs: readonly string[], args: ArgsDef): readonly Word[] {
  const found: Word[] = [];
  for (let i = 0; i < rawArgs.length; i++) {
    const word = rawArgs[i];
    if (word === "--") {
      found.push(...rawArgs.slice(i + 1).map((value) => ({ flag: null, value })));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      found.push({ flag: null, value: word });
      continue;
    }
    const [given, inline] = splitAtEquals(word);
    const flag = flagNamed(where, given, args);
    if (args[flag].type === "boolean") found.push({ flag, value: switched(where, given, inline) });
    else if (inline !== null) found.push({ flag, value: inline });
    else if (i + 1 < rawArgs.length && !isFlag(rawArgs[i + 1], args))
      found.push({ flag, value: rawArgs[++i] });
    else throw usageError(where, "cli.error.flag.value", { flag: given });
  }
  return found;
}

/** A flag's own name where a value belongs: the value was forgotten. */
function isFlag(word: string, args: ArgsDef): boolean {
  return word.startsWith("--") && Object.hasOwn(args, word.slice(2));
}

function splitAtEquals(word: string): readonly [string, string | null] {
  const at = word.indexOf("=");
  return at < 0 ? [word, null] : [word.slice(0, at), word.slice(at + 1)];
}

function flagNamed(where: string, given: string, args: ArgsDef): string {
  const flags = Object.keys(args).filter((flag) => args[flag].type !== "positional");
  const found = flags.find(
    (flag) => given === `--${flag}` || (args[flag].type === "boolean" && given === `--no-${flag}`),
  );
  if (found !== undefined) return found;
  const candidates = nearest(given.replace(/^--?/, ""), flags, 2).map((flag) => `--${flag}`);
  throw usageError(where, "cli.error.flag", { flag: given, candidates });
}

/** A switch has no value of its own. */
function switched(where: string, flag: string, inline: string | null): null {
  if (inline === null) return null;
  throw usageError(where, "cli.error.flag.noValue", { flag, value: inline });
}
