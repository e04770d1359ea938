import { VitrineError } from "../errors.ts";

/** The endings that a result's file may have; each says what the file holds. */
export const resultFormats = [".json", ".html", ".svg", ".png", ".csv", ".npz"] as const;

export type ResultFormat = (typeof resultFormats)[number];

/** The format of a file by the ending of its name, in small or capital letters. */
export function findFormat(name: string): ResultFormat | undefined {
  return resultFormats.find((ending) => name.toLowerCase().endsWith(ending));
}

/**
 * The format of a file by the ending of its name.
 *
 * @throws VitrineError `BAD_OPTION` for another ending, naming those there are.
 */
export function formatOf(name: string): ResultFormat {
  const found = findFormat(name);
  if (found !== undefined) return found;
  const message = `export: the name says no known format; expected an ending of ${resultFormats.join(", ")}, got "${name}".`;
  const details = { name, formats: resultFormats };
  throw new VitrineError("BAD_OPTION", message, { id: "error.format", details });
}
