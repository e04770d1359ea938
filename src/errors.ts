/** What kind of thing went wrong. Codes are stable; messages may be reworded. */
export type ErrorCode =
  | "BAD_INPUT" // the text, ids, rows or mask given cannot be run
  | "BAD_OPTION" // an option is missing, of the wrong type or out of range
  | "BAD_SHAPE" // dims do not fit together
  | "BAD_EDIT" // an edit cannot be applied where it points
  | "BAD_TARGET" // a target cannot be read off this model
  | "BAD_FILE" // bytes that are not what their format says
  | "UNKNOWN_NAME" // a hook, weight, method, model or token that does not exist
  | "NO_GRADIENT" // something on the path has no derivative
  | "UNSUPPORTED" // known, but not available here
  | "NOT_FINITE" // NaN or Infinity where numbers were expected
  | "IO" // reading or writing failed
  | "ABORTED" // stopped by the caller
  | "CLOSED" // used after close()
  | "RUNTIME"; // the executing engine failed

export interface ErrorOptions {
  /**
   * Which error of its code: the id of a message whose blanks are filled from `details`, so that it
   * can be said in the reader's language. See `errorText` in `view/`.
   */
  readonly id?: string;
  /** Machine-readable facts: names, dims, candidates. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The only error this library throws on purpose. The message reads
 * `<where>: <what is wrong>; expected <X>, got <Y>. <What to do.>`
 */
export class VitrineError extends Error {
  override readonly name = "VitrineError";
  readonly code: ErrorCode;
  /** Message id of what is said in every language; null where only `message` says it. */
  readonly id: string | null;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.id = options.id ?? null;
    this.details = options.details ?? {};
  }
}

/** Wraps anything thrown into a VitrineError, keeping one that already is. */
export function asVitrineError(error: unknown, code: ErrorCode, where: string): VitrineError {
  if (error instanceof VitrineError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new VitrineError(code, `${where}: ${text}`, { cause: error });
}

/** Throws `ABORTED` if the signal has fired. Called between chunks of work. */
export function throwIfAborted(signal: AbortSignal | undefined, where: string): void {
  if (signal?.aborted !== true) return;
  throw new VitrineError("ABORTED", `${where}: stopped by the caller.`, { cause: signal.reason });
}

/** An `UNKNOWN_NAME` error that lists the nearest known names. */
export function unknownName(
  where: string,
  kind: string,
  name: string,
  known: Iterable<string>,
): VitrineError {
  const all = [...new Set(known)];
  const candidates = nearest(name, all);
  const few = candidates.length === 0 && all.length <= FEW ? all : [];
  const list = (names: readonly string[]): string => names.map((one) => `"${one}"`).join(", ");
  const hint =
    candidates.length > 0
      ? ` Did you mean ${list(candidates)}?`
      : few.length > 0
        ? ` Expected one of ${list(few)}.`
        : "";
  return new VitrineError("UNKNOWN_NAME", `${where}: unknown ${kind} "${name}".${hint}`, {
    id: "error.unknown-name",
    details: { kind, name, candidates, ...(few.length > 0 && { known: few }) },
  });
}

/** So many names are listed where none comes near. */
const FEW = 12;

/** The up to `limit` known names closest to `name` by edit distance, best first. */
export function nearest(name: string, known: Iterable<string>, limit = 5): string[] {
  const scored: { name: string; score: number }[] = [];
  const wanted = name.toLowerCase();
  const { length } = wanted;
  const limitOfEdits = length <= 2 ? 1 : Math.max(2, Math.min(3, length / 2), length / 3);
  for (const candidate of known) {
    const lower = candidate.toLowerCase();
    const contains = lower.includes(wanted) || wanted.includes(lower);
    const ending = sharedEnding(wanted, lower);
    const score = editDistance(wanted, lower) - (contains ? wanted.length / 2 : 0) - ending;
    if (contains || ending > 0 || score <= limitOfEdits) scored.push({ name: candidate, score });
  }
  scored.sort((a, b) => a.score - b.score);
  return scored.slice(0, limit).map((s) => s.name);
}

/** Letters after the last dot where two dotted names have the same there: `hook_z`. */
function sharedEnding(a: string, b: string): number {
  const at = a.lastIndexOf(".");
  return at > 0 && b.endsWith(a.slice(at)) ? a.length - at - 1 : 0;
}

/** Levenshtein distance, two rows at a time. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
