import type { Component } from "./component.ts";

/** Ideographs that BERT splits one by one; the reference begins extension E at U+2B920. */
const IDEOGRAPH =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;

/** Controls, format characters and the like, but not tab, newline and carriage return. */
const CONTROL = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\uFFFD]/gu;

/**
 * BERT's text cleaning: controls dropped, every space a plain space, ideographs set apart, accents
 * dropped, lower case; each step as its option says.
 *
 * @see Devlin et al. 2019, https://github.com/google-research/bert/blob/master/tokenization.py
 */
export function bertNormalizer(options: Component): (text: string) => string {
  const isLowered = options.lowercase !== false;
  const isStripped = (options.strip_accents ?? isLowered) === true;
  return (source) => {
    let text = source;
    if (options.clean_text !== false) text = clean(text);
    if (options.handle_chinese_chars !== false) text = text.replace(IDEOGRAPH, " $& ");
    if (isStripped) text = text.normalize("NFD").replace(/\p{Mn}/gu, "");
    return isLowered ? lowercase(text) : text;
  };
}

function clean(text: string): string {
  return text.replace(CONTROL, "").replace(/\p{White_Space}/gu, " ");
}

/** Character by character, as the reference does: there is no final sigma. */
export function lowercase(text: string): string {
  if (text.length === 1) return text.toLowerCase();
  return Array.from(text, (character) => character.toLowerCase()).join("");
}
