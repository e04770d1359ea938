import { type ArgsDef, parseArgs, type ParsedArgs } from "citty";
import { nearest, VitrineError } from "../errors.ts";

/** A wrong command line. */
export function usageError(where: string, problem: string): VitrineError {
  return new VitrineError("BAD_OPTION", `${where}: ${problem}`);
}

/**
 * The arguments of a command, typed.
 * @throws VitrineError `BAD_OPTION` for a flag that the command does not have, naming the nearest, a
 *   flag without its value, or one argument too many.
 */
export function readArgs<T extends ArgsDef>(
  where: string,
  rawArgs: readonly string[],
  args: T,
): ParsedArgs<T> {
  const positionals = Object.values(args).filter(({ type }) => type === "positional").length;
  const [extra] = words(where, rawArgs, args)
    .filter(({ flag }) => flag === null)
    .slice(positionals);
  if (extra !== undefined) {
    throw usageError(where, `unexpected argument "${extra.value}". Quote a text of several words.`);
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

/** The value of a flag in a command line that is not read yet. */
export function valueOf(argv: readonly string[], flag: string): string | undefined {
  const at = argv.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  if (at < 0) return undefined;
  return argv[at].includes("=") ? argv[at].slice(flag.length + 1) : argv[at + 1];
}

/**
 * The JSON of a flag.
 * @throws VitrineError `BAD_OPTION` where it is none.
 */
export function readJsonFlag(where: string, flag: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(where, `${flag} is not JSON: ${reason}.`);
  }
}

/**
 * The whole number of a flag, at least 0.
 * @throws VitrineError `BAD_OPTION`
 */
export function readCountFlag(where: string, flag: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw usageError(where, `${flag} expects a whole number of at least 0, got "${text}".`);
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
    if (args[flag].type === "boolean") found.push({ flag, value: null });
    else if (inline !== null) found.push({ flag, value: inline });
    else if (i + 1 < rawArgs.length) found.push({ flag, value: rawArgs[++i] });
    else throw usageError(where, `${given} needs a value.`);
  }
  return found;
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
  const [close] = nearest(given.replace(/^--?/, ""), flags, 1);
  const hint = close === undefined ? "" : ` Did you mean --${close}?`;
  throw usageError(where, `unknown option ${given}.${hint}`);
}
