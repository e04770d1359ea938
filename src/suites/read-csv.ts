import { type PlacedCell, readCsv } from "../formats/csv.ts";
import type { SuiteDefinition, SuiteTemplate } from "./define.ts";
import type { SuiteMessageId, SuiteParams } from "./messages.ts";
import { type Mistake, nameOfFile, refuseMistakes } from "./mistakes.ts";
import { joinsPrompt } from "./read-json.ts";
import { literally } from "./template.ts";

const NEEDED = ["clean", "corrupted", "answer", "wrong"] as const;
const KNOWN: readonly string[] = [...NEEDED, "after"];

/** A suite of which every row is a case. */
export function readCsvSuite(text: string, file: string): SuiteDefinition {
  const rows = readCsv(text);
  if (!Array.isArray(rows)) {
    const { line, column } = rows as { readonly line: number; readonly column: number };
    refuseMistakes(file, [{ line, column, id: "suite.file.quote", params: {} }]);
  }
  const [head = [], ...body] = rows as readonly (readonly PlacedCell[])[];
  const mistakes: Mistake[] = headMistakes(head);
  if (mistakes.length === 0 && body.length === 0) {
    mistakes.push(mistake(head[0], "suite.file.rows"));
  }
  refuseMistakes(file, mistakes);
  const names = head.map((cell) => cell.text.trim());
  const templates = body.map((row) => templateOf(names, row, mistakes));
  refuseMistakes(file, mistakes);
  const name = nameOfFile(file);
  const said = { en: name, zh: name };
  const variants = [{ name: "file", templates, slots: {} }];
  return { name, title: said, about: said, expected: said, variants };
}

function headMistakes(head: readonly PlacedCell[]): Mistake[] {
  const names = head.map((cell) => cell.text.trim());
  const odd = head.filter((cell) => !KNOWN.includes(cell.text.trim()));
  const missing = NEEDED.filter((name) => !names.includes(name));
  return [
    ...odd.map((cell) =>
      mistake(cell, "suite.file.unknown", { field: cell.text.trim(), known: KNOWN.join(", ") }),
    ),
    ...missing.map((field) => mistake(head.at(-1), "suite.file.missing", { field })),
  ];
}

function templateOf(
  names: readonly string[],
  row: readonly PlacedCell[],
  mistakes: Mistake[],
): SuiteTemplate {
  if (row.length !== names.length) {
    const params = { got: row.length, expected: names.length };
    mistakes.push(mistake(row[Math.min(row.length, names.length) - 1], "suite.file.cells", params));
    return { clean: "", corrupted: "", answers: [] };
  }
  const cell = (name: string): PlacedCell | undefined => row[names.indexOf(name)];
  const [clean, corrupted, answer, wrong] = NEEDED.map((name) => cell(name)!);
  for (const [i, needed] of [clean, corrupted, answer, wrong].entries()) {
    if (needed.text !== "") continue;
    mistakes.push(mistake(needed, "suite.file.missing", { field: NEEDED[i] }));
  }
  if (clean.text === corrupted.text) mistakes.push(mistake(corrupted, "suite.file.same"));
  for (const one of [answer, wrong]) {
    if (!joinsPrompt(clean.text, one.text)) continue;
    mistakes.push(mistake(one, "suite.file.space", { answer: one.text }));
  }
  const after = cell("after");
  return {
    clean: literally(clean.text),
    corrupted: literally(corrupted.text),
    answers: [literally(answer.text), literally(wrong.text)],
    ...(after !== undefined && { after: literally(after.text) }),
  };
}

function mistake(
  cell: PlacedCell | undefined,
  id: SuiteMessageId,
  params: SuiteParams = {},
): Mistake {
  return { line: cell?.line ?? 1, column: cell?.column ?? 1, id, params };
}
