import {
  applyRewrites,
  prepend,
  replaceMatches,
  sliceAligned,
  type AlignedText,
  type Rewrite,
} from "./aligned-text.ts";
import { bertNormalizer, lowercase } from "./bert-normalizer.ts";
import { toByteLevel } from "./byte-level.ts";
import { flatten, unsupported, type Component } from "./component.ts";
import { patternOf, precompiledNormalizer } from "./library.ts";

/** Rewrites text before it is split, keeping track of where every character came from. */
export type Normalize = (text: AlignedText) => AlignedText;

/** The `normalizer` of a `tokenizer.json`. */
export function compileNormalizer(component: Component | null): Normalize {
  const steps = flatten(component, "normalizers").map((step) => {
    const compile = NORMALIZERS[step.type];
    if (compile === undefined) throw unsupported(step, "normalizer", NORMALIZERS);
    return compile(step);
  });
  return (text) => steps.reduce((current, step) => step(current), text);
}

const NORMALIZERS: Readonly<Record<string, (component: Component) => Normalize>> = {
  NFC: () => byCluster((text) => text.normalize("NFC")),
  NFD: () => byCluster((text) => text.normalize("NFD")),
  NFKC: () => byCluster((text) => text.normalize("NFKC")),
  NFKD: () => byCluster((text) => text.normalize("NFKD")),
  Lowercase: () => byCluster(lowercase),
  StripAccents: () => byCluster((text) => text.replace(/\p{M}/gu, "")),
  BertNormalizer: (component) => byCluster(bertNormalizer(component)),
  Precompiled: (component) => byCluster(precompiledNormalizer(component)),
  ByteLevel: () => toByteLevel,
  Prepend: (component) => (text) => prepend(text, String(component.prepend)),
  Replace: replacer,
  Strip: (component) => (text) => strip(text, component),
};

/**
 * A character and what may merge with it: combining marks, vowels and finals of Hangul, half-width
 * voicing marks. Unicode normalization of a text is that of its clusters, one after the other.
 */
const CLUSTER = /[^][\p{M}\u1160-\u11FF\u3131-\u318E\uD7B0-\uD7FB\uFF9E-\uFFDC]*/gu;

/** A normalizer that looks at one cluster at a time. */
function byCluster(rewrite: (cluster: string) => string): Normalize {
  return (aligned) => {
    const rewrites: Rewrite[] = [];
    for (const { 0: cluster, index } of aligned.text.matchAll(CLUSTER)) {
      const text = rewrite(cluster);
      if (text !== cluster) rewrites.push(...clusterRewrites(cluster, index, text, rewrite));
    }
    return applyRewrites(aligned, rewrites);
  };
}

/**
 * Characters at either end of a cluster that can be rewritten on their own, with the same outcome,
 * answer for themselves; those between share a span.
 */
function clusterRewrites(
  cluster: string,
  index: number,
  text: string,
  rewrite: (text: string) => string,
): readonly Rewrite[] {
  const single = characterRewrites(cluster, index, rewrite);
  let [head, start] = [0, 0];
  while (head < single.length && text.startsWith(single[head].text, start)) {
    start += single[head++].text.length;
  }
  let [tail, end] = [single.length, text.length];
  while (tail > head && text.slice(start, end).endsWith(single[tail - 1].text)) {
    end -= single[--tail].text.length;
  }
  if (tail === head) return start === end ? single : [whole(cluster, index, text)];
  const [from, to] = [single[head].from, single[tail - 1].to];
  return [
    ...single.slice(0, head),
    { from, to, text: text.slice(start, end) },
    ...single.slice(tail),
  ];
}

function whole(cluster: string, index: number, text: string): Rewrite {
  return { from: index, to: index + cluster.length, text };
}

function characterRewrites(
  cluster: string,
  index: number,
  rewrite: (text: string) => string,
): Rewrite[] {
  let at = index;
  return Array.from(cluster, (character) => {
    const from = at;
    at += character.length;
    return { from, to: at, text: rewrite(character) };
  });
}

function replacer(component: Component): Normalize {
  const pattern = patternOf(component);
  const content = String(component.content ?? "");
  return (text) => replaceMatches(text, pattern, () => content);
}

function strip(aligned: AlignedText, { strip_left, strip_right }: Component): AlignedText {
  const left = strip_left === true ? /^\p{White_Space}*/u.exec(aligned.text)![0].length : 0;
  const right =
    strip_right === true ? /\p{White_Space}*$/u.exec(aligned.text)!.index : aligned.text.length;
  return sliceAligned(aligned, left, Math.max(left, right));
}
