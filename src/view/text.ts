import { formatNumber } from "./number.ts";

export type Language = "en" | "zh";

/** Texts by id, the same ids in every language. */
export type Messages = Readonly<Record<Language, Readonly<Record<string, string>>>>;

/** Says a text in the reader's language. */
export type Text = (id: string, params?: Readonly<Record<string, string | number>>) => string;

/**
 * A {@link Text} over several catalogues, the first that has an id wins.
 * Whole numbers are grouped as the language does, others have three significant digits.
 */
export function translator(language: Language, ...catalogues: readonly Messages[]): Text {
  const whole = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-US");
  const write = (value: string | number): string => {
    if (typeof value === "string") return value;
    return Number.isInteger(value) ? whole.format(value).replace("-", "−") : formatNumber(value);
  };
  return (id, params = {}) => {
    const catalogue = catalogues.find((messages) => messages[language][id] !== undefined);
    const template = catalogue?.[language][id] ?? id;
    return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
      params[name] === undefined ? whole : write(params[name]),
    );
  };
}
