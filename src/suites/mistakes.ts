import { VitrineError } from "../errors.ts";
import { english, type SuiteMessage, type SuiteMessageId, type SuiteParams } from "./messages.ts";

/** Something wrong in a suite's file. Line and column count from 1. */
export interface Mistake {
  readonly line: number;
  readonly column: number;
  readonly id: SuiteMessageId;
  readonly params: SuiteParams;
}

/**
 * Ends where there are mistakes, all of them told.
 * @throws VitrineError `BAD_FILE`
 */
export function refuseMistakes(file: string, mistakes: readonly Mistake[]): void {
  if (mistakes.length === 0) return;
  const ordered = mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const told = ordered.map(({ line, column, id, params }): SuiteMessage => ({
    id: "suite.at",
    params: { ...params, line, column, mistake: id },
  }));
  const said = told.map(english).join("; ");
  const message = english({ id: "suite.file", params: { file, mistakes: said } });
  throw new VitrineError("BAD_FILE", message, {
    id: "suite.file",
    details: { file, mistakes: told, at: ordered },
  });
}

/** The name of a suite that its file does not name. */
export function nameOfFile(file: string): string {
  return file.replace(/^.*[\\/]/, "").replace(/\.\w+$/, "");
}
