import type { InputRow, ResultFields } from "../methods/result.ts";
import { escapeMarkup } from "../view/escape.ts";
import type { Text } from "../view/text.ts";
import { say } from "./page-text.ts";

/** As many texts as a head has room for. */
const SHOWN = 2;

/** What a page of one result is about: its texts, its models, its seed. */
export function resultHead({ input, model, options }: ResultFields, text: Text): string {
  const rows = "rows" in input ? input.rows : [];
  const models = [model ?? []].flat();
  const facts = [
    ...models.map((one) => [say(text, "report.model"), `${one.name}, ${one.architecture}`]),
    ...models.map((one) => [say(text, "report.fingerprint"), one.fingerprint.slice(0, 12)]),
    ...(rows.length > SHOWN ? [[say(text, "report.texts"), String(rows.length)]] : []),
    [say(text, "report.seed"), String(options.seed ?? 0)],
  ];
  return [
    ...rows.slice(0, SHOWN).map((row) => subject(row, text)),
    `<dl class="facts">`,
    ...facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeMarkup(value)}</dd></div>`),
    `</dl>`,
  ].join("");
}

function subject({ text: words, units, role }: InputRow, text: Text): string {
  const own = units.filter((unit) => unit.special !== true);
  const said = words ?? own.map((unit) => unit.text ?? `#${unit.id}`).join("");
  const name = role === undefined ? "" : `<small>${say(text, `report.${role}`)}</small> `;
  return `<p class="subject" dir="auto">${name}“${escapeMarkup(said)}”</p>`;
}
