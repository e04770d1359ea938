import type { Text } from "../view/text.ts";
import type { Finding, Strength } from "./findings.ts";
import { say } from "./page-text.ts";

/** Beside its word, so that color is never alone. */
const SIGNS: Readonly<Record<Strength, string>> = {
  checked: "✓",
  weak: "~",
  failed: "✕",
  unchecked: "○",
};

/** The findings as cards: the sentence, how sure it is, and what that is based on. */
export function foundSection(findings: readonly Finding[], text: Text): string {
  const items = findings.map(
    ({ said, check, strength }) =>
      `<li class="${strength}"><p class="said">${say(text, said.id, said.params)}</p>` +
      `<p class="strength"><span aria-hidden="true">${SIGNS[strength]}</span> ${say(text, `strength.${strength}`)}</p>` +
      `<p class="check">${say(text, check.id, check.params)}</p></li>`,
  );
  return `<section id="found" aria-labelledby="found-title"><h2 id="found-title">${say(text, "report.found")}</h2><ol class="findings">${items.join("")}</ol></section>`;
}
