import { VitrineError } from "../errors.ts";
import type { Edit } from "./edit.ts";

/** Fields that `with` needs, by action; null where the action takes none. */
const SOURCES = {
  zero: null,
  set: "value",
  add: "value",
  scale: "value",
  patch: "run",
  mean: "mean",
  "remove-direction": "dims",
  splice: "graph",
} as const;

const EDIT_FIELDS = ["at", "where", "do", "scope", "with", "times", "positionwise"];
const SOURCE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  run: ["run", "edits", "at", "where"],
  mean: ["mean", "over", "bos"],
  dims: ["dims", "dtype", "data", "axes"],
  graph: ["graph"],
};

/** @throws VitrineError `BAD_EDIT` for an edit that does not say what to do, or says it misspelt. */
export function checkEdit(edit: Edit): void {
  const { at, scope = "all" } = edit;
  const names = typeof at === "string" ? [at] : at;
  if (!Array.isArray(names) || names.length === 0) {
    throw bad('"at" names no hook', "a name, a glob or a list", at);
  }
  if (!["all", "prompt", "generated"].includes(scope)) {
    throw bad("unknown scope", "all, prompt or generated", scope);
  }
  checkFields("edit", edit, EDIT_FIELDS);
  if (typeof edit.do === "function") checkFunction(edit);
  else checkAction(edit);
}

function checkFunction(edit: Edit): void {
  for (const field of ["where", "with", "times"]) {
    if (field in edit) {
      throw new VitrineError(
        "BAD_EDIT",
        `edit: a function edit sees the whole value; it takes no "${field}". Look at the value's axes inside the function.`,
      );
    }
  }
}

function checkAction(edit: Exclude<Edit, { readonly do: (...args: never[]) => unknown }>): void {
  const needs = Object.hasOwn(SOURCES, edit.do) ? SOURCES[edit.do] : undefined;
  if (needs === undefined) {
    throw bad("unknown action", `${Object.keys(SOURCES).join(", ")} or a function`, edit.do);
  }
  const times: unknown = "times" in edit ? edit.times : undefined;
  if (times !== undefined && (edit.do !== "add" || !Number.isFinite(times))) {
    throw bad('"times" is wrong', 'a finite number, for "add"', times);
  }
  const value: unknown = "with" in edit ? edit.with : undefined;
  if (needs === null) {
    if (value !== undefined) throw bad(`"${edit.do}" takes no "with"`, "none", value);
  } else if (needs === "value") checkValue(edit.do, value);
  else checkSource(edit.do, value, [needs]);
}

function checkValue(action: string, value: unknown): void {
  if (typeof value === "number") {
    if (Number.isFinite(value)) return;
    throw new VitrineError(
      "NOT_FINITE",
      `edit: "${action}" by ${value}; expected a finite number.`,
    );
  }
  checkSource(action, value, ["dims", "run", "mean"]);
}

function checkSource(action: string, value: unknown, kinds: readonly string[]): void {
  const kind = isObject(value) ? kinds.find((key) => key in value) : undefined;
  if (kind === undefined) {
    const expected =
      kinds.length > 1 ? "a number, a tensor or a source" : `an object with "${kinds[0]}"`;
    throw bad(`"${action}" has no usable "with"`, expected, value);
  }
  const source = value as Readonly<Record<string, unknown>>;
  checkFields(`${kind} source`, source, SOURCE_FIELDS[kind]);
  if (kind !== "mean") return;
  if (isObject(source.mean) && "suite" in source.mean) {
    throw new VitrineError(
      "BAD_EDIT",
      `edit: the mean over a suite is for methods; here expected a list of inputs. Give the prompts of loadSuite.`,
      { id: "error.mean-suite" },
    );
  }
  if (!Array.isArray(source.mean) || source.mean.length === 0) {
    throw bad("the mean is over no inputs", "a list of at least one", source.mean);
  }
  if (source.over !== "pos" && source.over !== "all") {
    throw bad('a mean has no usable "over"', '"pos" or "all"', source.over);
  }
}

function checkFields(what: string, value: object, known: readonly string[]): void {
  const odd = Object.keys(value).find((key) => !known.includes(key));
  if (odd !== undefined) throw bad(`${what} has an unknown field`, known.join(", "), odd);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function bad(wrong: string, expected: string, got: unknown): VitrineError {
  const shown = JSON.stringify(got) ?? "nothing";
  return new VitrineError("BAD_EDIT", `edit: ${wrong}; expected ${expected}, got ${shown}.`);
}
