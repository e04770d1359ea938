import type { Method } from "../methods/define.ts";
import type { InputKind, LabelledText, Subject, SuiteRequest, Takes } from "../methods/subject.ts";
import type { Input, Model, Row } from "../model/types.ts";
import { findSuite } from "../suites/load.ts";
import { readCountFlag, readJsonFlag } from "./flags.ts";
import { checkReadable, openTexts, readLines } from "./read-texts.ts";
import { usageError } from "./usage-error.ts";

/** The flags of a command line that say what a method works on. */
export interface SubjectFlags {
  readonly texts: readonly string[];
  readonly pair?: string | undefined;
  readonly ids?: string | undefined;
  readonly file?: string | undefined;
  readonly labels?: string | undefined;
  readonly clean?: string | undefined;
  readonly corrupted?: string | undefined;
  readonly suite?: string | undefined;
  readonly model2?: string | undefined;
}

/** A subject but for its models, which take time to load. */
export type SubjectOf = (models: readonly Model[]) => Subject;

const INPUT_FLAGS: Readonly<Record<InputKind, string>> = {
  none: "",
  text: "--text TEXT",
  texts: "--texts FILE | --text TEXT",
  pair: "--clean TEXT --corrupted TEXT",
  suite: "--suite NAME|FILE",
  labelled: "--texts FILE --labels FILE",
  arrays: "",
};

/** The flags of each form that a method takes: `--clean TEXT --corrupted TEXT`. */
export function formFlags({ takes }: Pick<Method, "takes">): readonly string[] {
  return takes.map(({ models, input }) => {
    const words = [models === 2 ? "--model2 MODEL" : "", INPUT_FLAGS[input]];
    return words.filter((word) => word !== "").join(" ");
  });
}

/**
 * What a method works on, read from the flags before any model is loaded.
 * @throws VitrineError `BAD_OPTION` where they fit none of the forms that the method takes, `IO` where
 *   a file cannot be read.
 */
export async function readSubject(method: Method, flags: SubjectFlags): Promise<SubjectOf> {
  const where = method.id;
  refuseUnused(method, flags);
  const { clean, corrupted, labels, file } = flags;
  if (flags.suite !== undefined) {
    const suite = await readSuiteFlag(where, flags.suite);
    return ([model]) => ({ model, suite });
  }
  if (clean !== undefined || corrupted !== undefined) return pairOf(where, clean, corrupted);
  if (labels !== undefined) return labelledOf(where, flags, labels);
  if (file !== undefined) {
    await checkReadable(file);
    return ([model]) => ({ model, texts: openTexts(file), source: file });
  }
  const input = inputOf(where, flags);
  if (input === null) {
    if (accepts(method, "none")) return ([model]) => ({ model });
    throw usageError(where, "cli.error.nothing", { expected: expected(method) });
  }
  if (flags.model2 !== undefined) return ([first, second]) => ({ models: [first, second], input });
  return accepts(method, "text")
    ? ([model]) => ({ model, input })
    : ([model]) => ({ model, texts: flags.texts });
}

/** Which forms each flag belongs to. */
const FORMS: readonly (readonly [keyof SubjectFlags, string, readonly InputKind[]])[] = [
  ["clean", "--clean", ["pair"]],
  ["corrupted", "--corrupted", ["pair"]],
  ["suite", "--suite", ["suite"]],
  ["labels", "--labels", ["labelled"]],
  ["file", "--texts", ["texts", "labelled"]],
  ["ids", "--ids", ["text"]],
  ["pair", "--pair", ["text"]],
  ["texts", "--text", ["text", "texts", "labelled"]],
];

function refuseUnused(method: Method, flags: SubjectFlags): void {
  const unused = FORMS.find(
    ([name, , forms]) => isGiven(flags[name]) && !forms.some((form) => accepts(method, form)),
  );
  const two = isGiven(flags.model2) && !method.takes.some(({ models }) => models === 2);
  const flag = unused?.[1] ?? (two ? "--model2" : undefined);
  if (flag === undefined) return;
  throw usageError(method.id, "cli.error.unused", { flag, expected: expected(method) });
}

function isGiven(value: string | readonly string[] | undefined): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function accepts({ takes }: Method, input: Takes["input"]): boolean {
  return takes.some((form) => form.input === input);
}

function expected(method: Method): string {
  const forms = formFlags(method).filter((flags) => flags !== "");
  return forms.length === 0 ? "--model MODEL" : forms.join(" | ");
}

function pairOf(where: string, clean?: string, corrupted?: string): SubjectOf {
  if (clean === undefined) throw usageError(where, "cli.error.pair.clean");
  if (corrupted === undefined) throw usageError(where, "cli.error.pair.corrupted");
  const pair = {
    clean: textOrRow(where, "--clean", clean),
    corrupted: textOrRow(where, "--corrupted", corrupted),
  };
  return ([model]) => ({ model, ...pair });
}

/** A name or a file, or the JSON of a request; looked for before any model is loaded. */
async function readSuiteFlag(where: string, text: string): Promise<string | SuiteRequest> {
  const suite = /^\s*\{/.test(text) ? (readJsonFlag(where, "--suite", text) as SuiteRequest) : text;
  await findSuite(typeof suite === "string" ? suite : suite.name);
  return suite;
}

async function labelledOf(
  where: string,
  { file, texts }: SubjectFlags,
  labels: string,
): Promise<SubjectOf> {
  if (file === undefined && texts.length === 0) throw usageError(where, "cli.error.labels");
  const read: readonly LabelledText[] = file === undefined ? texts : await readLines(file);
  const names = await readLines(labels);
  return ([model]) => ({ model, texts: read, labels: names });
}

function inputOf(where: string, { ids, pair, texts }: SubjectFlags): Input | null {
  if (ids !== undefined) return { ids: readIds(where, ids) };
  if (pair !== undefined) {
    if (texts.length !== 1) throw usageError(where, "cli.error.pair.text");
    return { text: texts[0], pair };
  }
  if (texts.length === 0) return null;
  return texts.length === 1 ? texts[0] : texts;
}

function readIds(where: string, text: string): readonly number[] {
  return text.split(",").map((id) => readCountFlag(where, "--ids", id.trim()));
}

/** A text, or the JSON of a row: `{"ids":[1,2]}`. */
function textOrRow(where: string, flag: string, text: string): string | Row {
  if (!/^\s*\{\s*"(ids|text)"/.test(text)) return text;
  return readJsonFlag(where, flag, text) as Row;
}
