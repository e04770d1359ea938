import { type ErrorCode, VitrineError } from "../errors.ts";
import { errorText } from "../view/error-text.ts";
import { type UsageId, usageMessages } from "./usage-messages.ts";

type Details = Readonly<Record<string, string | number | readonly string[]>>;

/** A wrong command line; `where` is the command or the method. */
export function usageError(where: string, id: UsageId, details: Details = {}): VitrineError {
  return commandError("BAD_OPTION", where, id, details);
}

/** An error that the command line has words for. Where `where` is null they say it themselves. */
export function commandError(
  code: ErrorCode,
  where: string | null,
  id: UsageId,
  details: Details = {},
  cause?: unknown,
): VitrineError {
  const options = { id, details: { ...details, ...(where !== null && { where }) } };
  const english = errorText(new VitrineError(code, id, options), "en", usageMessages);
  const message = where === null ? english : `${where}: ${english}`;
  return new VitrineError(code, message, { ...options, cause });
}
