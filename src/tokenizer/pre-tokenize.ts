import { prepend, replaceMatches, type AlignedText } from "./aligned-text.ts";
import { toByteLevel } from "./byte-level.ts";
import { flatten, unsupported, type Component } from "./component.ts";
import { patternOf } from "./library.ts";
import { splitAligned, type SplitBehavior } from "./split.ts";

/** Splits text into the pieces that tokens never cross. */
export type PreTokenize = (text: AlignedText) => readonly AlignedText[];

/** The `pre_tokenizer` of a `tokenizer.json`. */
export function compilePreTokenizer(component: Component | null): PreTokenize {
  const steps = flatten(component, "pretokenizers").map((step) => {
    const compile = PRE_TOKENIZERS[step.type];
    if (compile === undefined) throw unsupported(step, "pre-tokenizer", PRE_TOKENIZERS);
    return compile(step);
  });
  return (text) =>
    steps.reduce<readonly AlignedText[]>((pieces, step) => pieces.flatMap(step), [text]);
}

const SPACE = /\p{White_Space}/gu;
const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/gu;
const WORD = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+/u.source;

const PRE_TOKENIZERS: Readonly<Record<string, (component: Component) => PreTokenize>> = {
  ByteLevel: byteLevel,
  Metaspace: metaspace,
  Split: split,
  BertPreTokenizer: () => (text) =>
    splitAligned(text, SPACE, "Removed").flatMap((word) =>
      splitAligned(word, PUNCTUATION, "Isolated"),
    ),
  Whitespace: () => {
    const words = new RegExp(`${WORD}|[^${WORD.slice(1, -2)}\\p{White_Space}]+`, "gu");
    return (text) => splitAligned(text, words, "Removed", true);
  },
  WhitespaceSplit: () => (text) => splitAligned(text, SPACE, "Removed"),
  Punctuation: (component) => (text) => splitAligned(text, PUNCTUATION, behaviorOf(component)),
  Digits: ({ individual_digits }) => {
    const behavior = individual_digits === true ? "Isolated" : "Contiguous";
    return (text) => splitAligned(text, /\p{N}/gu, behavior);
  },
  CharDelimiterSplit:
    ({ delimiter }) =>
    (text) =>
      splitAligned(text, literal(String(delimiter)), "Removed"),
  FixedLength:
    ({ length }) =>
    (text) =>
      splitAligned(text, new RegExp(`[^]{${Number(length)}}`, "gu"), "Isolated"),
};

function behaviorOf({ behavior }: Component): SplitBehavior {
  return (behavior as SplitBehavior | undefined) ?? "Isolated";
}

function literal(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"), "gu");
}

/** GPT-2's pattern: contractions, letters, digits, the rest, each with the space before it. */
const GPT2 =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

function byteLevel({ add_prefix_space, use_regex }: Component): PreTokenize {
  const isSplit = use_regex !== false;
  // The option is on where a file leaves it out.
  const isPrefixed = add_prefix_space !== false;
  return (text) => {
    const spaced = isPrefixed && !text.text.startsWith(" ") ? prepend(text, " ") : text;
    const pieces = isSplit ? splitAligned(spaced, GPT2, "Isolated") : [spaced];
    return pieces.map(toByteLevel);
  };
}

/** SentencePiece's `▁` for a space, one more before the text, and a piece per word. */
function metaspace(component: Component): PreTokenize {
  const mark = String(component.replacement ?? "▁");
  const scheme =
    component.prepend_scheme ?? (component.add_prefix_space === false ? "never" : "always");
  const isSplit = component.split !== false;
  return (text) => {
    const marked = replaceMatches(text, / /g, () => mark);
    const isFirst = text.starts[0] === 0;
    const wantsMark = scheme === "always" || (scheme === "first" && isFirst);
    const whole = wantsMark && !marked.text.startsWith(mark) ? prepend(marked, mark) : marked;
    return isSplit ? splitAligned(whole, literal(mark), "MergedWithNext") : [whole];
  };
}

function split(component: Component): PreTokenize {
  const pattern = patternOf(component);
  const isInverted = component.invert === true;
  return (text) => splitAligned(text, pattern, behaviorOf(component), isInverted);
}
