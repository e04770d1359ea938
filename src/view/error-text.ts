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
  const said = text(id, blanks(details, text, language));
  const near = candidateNames(details.candidates, language);
  const all = candidateNames(details.known, language);
  const gap = language === "zh" ? "" : " ";
  if (near !== null) return `${said}${gap}${text("error.did-you-mean", { names: near })}`;
  return all === null ? said : `${said}${gap}${text("error.there-are", { names: all })}`;
}

type Blanks = Readonly<Record<string, string | number>>;

/**
 * Details as the blanks of a message: lists with commas between. One that is itself the id of a message is said, its blanks
 * filled from the other details; so is the word `x` of a detail `kind` by `error.kind.x`.
 */
function blanks(
  details: Readonly<Record<string, unknown>>,
  text: Text,
  language: Language,
): Blanks {
  const plain = Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      isSaid(value) ? sayAll(value, text, language) : plainBlank(value, language),
    ]),
  );
  const said = Object.entries(plain).map(([name, value]) => {
    if (typeof value === "number") return [name, value] as const;
    const ids = [value, `error.${name}.${value}`];
    const id = ids.find((one) => text(one) !== one);
    return [name, id === undefined ? value : text(id, plain)] as const;
  });
  return Object.fromEntries(said);
}

/** Messages of their own, each with its blanks. */
type Said = readonly { readonly id: string; readonly params: Blanks }[];

function isSaid(value: unknown): value is Said {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => typeof one === "object" && one !== null && "id" in one && "params" in one)
  );
}

function sayAll(all: Said, text: Text, language: Language): string {
  const said = all.map(({ id, params }) => text(id, blanks(params, text, language)));
  return said.join(language === "zh" ? "；" : "; ");
}

function plainBlank(value: unknown, language: Language): string | number {
  if (typeof value === "number" || typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(String).join(language === "zh" ? "、" : ", ");
  return JSON.stringify(value) ?? "";
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
