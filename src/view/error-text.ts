import type { ErrorCode, VitrineError } from "../errors.ts";
import { errorMessages } from "./error-messages.ts";
import { type Language, type Messages, type Text, translator } from "./text.ts";

/** What kind of thing went wrong, in a few words. */
export function errorTitle(code: ErrorCode, language: Language): string {
  return translator(language, errorMessages)(`error.code.${code}`);
}

/**
 * An error in the reader's language. One without an `id`, or with an id in none of the catalogues,
 * keeps its English message; in another language its title stands before that.
 *
 * @param catalogues - Where to look for the error's id beside `errorMessages`.
 */
export function errorText(
  error: VitrineError,
  language: Language,
  ...catalogues: readonly Messages[]
): string {
  const { id, code, details, message } = error;
  const known = [...catalogues, errorMessages];
  if (id === null || !known.some((texts) => id in texts[language])) {
    return language === "en" ? message : `${errorTitle(code, language)}：${message}`;
  }
  const text = translator(language, ...known);
  const said = text(id, blanks(details, text));
  const names = candidateNames(details.candidates, language);
  if (names === null) return said;
  const gap = language === "zh" ? "" : " ";
  return `${said}${gap}${text("error.did-you-mean", { names })}`;
}

/** Details as the blanks of a message; names of kinds and needs are themselves messages. */
function blanks(
  details: Readonly<Record<string, unknown>>,
  text: Text,
): Readonly<Record<string, string | number>> {
  const entries = Object.entries(details).map(([name, value]) => {
    if (typeof value === "number") return [name, value] as const;
    const word = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    return [name, translated(`error.${name}.${word}`, text) ?? word] as const;
  });
  return Object.fromEntries(entries);
}

function translated(id: string, text: Text): string | null {
  const said = text(id);
  return said === id ? null : said;
}

/** `a, b or c`; null where nothing comes near. Tokens are quoted: their spaces count. */
function candidateNames(candidates: unknown, language: Language): string | null {
  if (!Array.isArray(candidates) || candidates.length === 0) return null;
  const names = candidates.map((one: unknown) => nameOf(one, language));
  const last = names.pop() ?? "";
  if (names.length === 0) return last;
  return language === "zh" ? `${names.join("、")} 或 ${last}` : `${names.join(", ")} or ${last}`;
}

function nameOf(candidate: unknown, language: Language): string {
  if (typeof candidate === "string") return candidate;
  const { id, text } = candidate as { readonly id: number; readonly text: string };
  return language === "zh" ? `“${text}”（编号 ${id}）` : `“${text}” (id ${id})`;
}
