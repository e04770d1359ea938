import { GenError } from "./files.ts";

const LANGUAGES = ["en", "zh"] as const;

/** Every language must say the same things: one text per key, none empty. */
export function checkMessages(where: string, messages: unknown): void {
  const keys = LANGUAGES.map((language) => textKeys(where, language, messages));
  const [reference, ...others] = keys;
  others.forEach((other, i) => {
    refuseMissing(where, LANGUAGES[i + 1], reference, other);
    refuseMissing(where, LANGUAGES[0], other, reference);
  });
}

function textKeys(where: string, language: string, messages: unknown): ReadonlySet<string> {
  const texts = isRecord(messages) ? messages[language] : undefined;
  if (!isRecord(texts)) throw new GenError(`${where}: messages has no language "${language}".`);
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text !== "string" || text.trim() === "") {
      throw new GenError(`${where}: messages.${language}.${key} must be a text, and not empty.`);
    }
  }
  return new Set(Object.keys(texts));
}

function refuseMissing(
  where: string,
  language: string,
  wanted: ReadonlySet<string>,
  present: ReadonlySet<string>,
): void {
  const missing = [...wanted].filter((key) => !present.has(key));
  if (missing.length === 0) return;
  throw new GenError(`${where}: messages.${language} lacks ${missing.join(", ")}.`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
