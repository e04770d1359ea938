import type {
  ParityBackend,
  ParityCertificate,
  ParitySite,
} from "../reports/parity-certificate.ts";
import type { BackendName } from "../runtime/session.ts";
import { errorText } from "../view/error-text.ts";
import { formatNumber } from "../view/number.ts";
import { translator, type Text } from "../view/text.ts";
import { fitText, wrapText } from "../view/text-width.ts";
import { columns, heading, muted, padded } from "./layout.ts";
import { parityMessages } from "./parity-messages.ts";
import type { Shell } from "./shell.ts";

/** Columns of a kind's name, and of each backend: absolute, relative, layer. */
const KIND = 25;
const CELL = [7, 7, 5] as const;
const BACKEND = 19;
/** Of a line's last cell. */
const SPARE = 3;

/** A certificate for a terminal. */
export function parityText(certificate: ParityCertificate, shell: Shell): string {
  const text = translator(shell.language, parityMessages);
  const compared = certificate.backends.filter(({ status }) => status === "compared");
  const perTable = Math.max(1, Math.floor((shell.width - KIND + SPARE) / BACKEND));
  const tables: string[] = [];
  for (let i = 0; i < compared.length; i += perTable) {
    const names = compared.slice(i, i + perTable).map(({ name }) => name);
    tables.push(table(certificate.sites, names, shell, text).join("\n"));
  }
  const backends = certificate.backends.map((backend) => {
    const words = statusText(backend, certificate, shell, text);
    return [text(`parity.backend.${backend.name}`), words] as const;
  });
  return [
    [
      heading(text("parity.title", { model: certificate.model.name }), shell),
      ...facts(certificate, shell, text),
    ].join("\n"),
    ...tables,
    [heading(text("parity.backends"), shell), ...columns(backends, shell)].join("\n"),
    wrapText(verdict(certificate, text), shell.width)
      .map((line) => heading(line, shell))
      .join("\n"),
  ].join("\n\n");
}

function facts(certificate: ParityCertificate, shell: Shell, text: Text): string[] {
  const { model, input, vitrine, onnxruntime, backends } = certificate;
  const { architecture } = model;
  const fingerprint = model.fingerprint.slice(0, 16);
  const [count, total] = [input.ids.length, input.tokens];
  const said = input.text === null ? input.ids.join(", ") : `“${input.text}”`;
  const judge = backends.find(({ status }) => status === "judge")!.name;
  const entries: readonly (readonly [string, string])[] = [
    [text("parity.model"), text("parity.model.facts", { architecture, fingerprint })],
    [text("parity.versions"), text("parity.versions.facts", { vitrine, onnxruntime })],
    [
      text(input.text === null ? "parity.ids" : "parity.text"),
      text(count < total ? "parity.tokens.first" : "parity.tokens", { text: said, count, total }),
    ],
    ...(count > 1 ? [[text("parity.batch"), text("parity.batch.facts")] as const] : []),
    [text("parity.judge"), text(`parity.backend.${judge}`)],
    [text("parity.meaning"), text("parity.meaning.facts")],
  ];
  return columns(entries, shell);
}

function verdict({ passed, tolerance, backends }: ParityCertificate, text: Text): string {
  const limit = { tolerance: formatNumber(tolerance) };
  if (passed) return text("parity.passed", limit);
  const isAlone = !backends.some(({ status }) => status === "compared" || status === "failed");
  return isAlone ? text("parity.nothing") : text("parity.failed", limit);
}

function statusText(
  { status, error, seconds: spent, worst }: ParityBackend,
  { tolerance }: ParityCertificate,
  { language }: Shell,
  text: Text,
): string {
  const seconds = spent.toFixed(1);
  if (status === "judge") return text("parity.status.judge", { seconds });
  if (worst === null) {
    const reason = error === null ? "" : errorText(error, language);
    return text(`parity.status.${status}`, { reason });
  }
  const { part } = worst;
  const name =
    part === "gradient" ? text("parity.status.gradient", { name: worst.name }) : worst.name;
  const id = worst.relative <= tolerance ? "within" : "beyond";
  return text(`parity.status.${id}`, { relative: formatNumber(worst.relative), name, seconds });
}

/** One line per kind, its worst layer for each backend. */
function table(
  sites: readonly ParitySite[],
  names: readonly BackendName[],
  shell: Shell,
  text: Text,
): string[] {
  const over = names.map((name) => padded(text(`parity.backend.${name}`), BACKEND)).join("");
  const under = names.map(() => row([text("parity.abs"), text("parity.rel"), "L"])).join("");
  const lines = [" ".repeat(KIND) + over, muted(" ".repeat(KIND) + under, shell)];
  for (const [part, kinds] of byPart(sites)) {
    lines.push(heading(text(`parity.part.${part}`), shell));
    for (const [kind, layers] of kinds) {
      const cells = names.map((name) => cell(layers, name)).join("");
      lines.push(padded(`  ${fitText(kind, KIND - 3)}`, KIND) + cells);
    }
  }
  return lines.map((line) => line.trimEnd());
}

function cell(layers: readonly ParitySite[], name: BackendName): string {
  let [worst] = layers;
  for (const site of layers) {
    if (site.differences[name]!.relative > worst.differences[name]!.relative) worst = site;
  }
  const { absolute, relative } = worst.differences[name]!;
  const layer = worst.layer === null || relative === 0 ? "" : String(worst.layer);
  return row([formatNumber(absolute), formatNumber(relative), layer]);
}

function row(words: readonly string[]): string {
  return words.map((word, i) => padded(word, CELL[i])).join("");
}

function byPart(sites: readonly ParitySite[]): Map<string, Map<string, ParitySite[]>> {
  const parts = new Map<string, Map<string, ParitySite[]>>();
  for (const site of sites) {
    const kinds = parts.get(site.part) ?? new Map<string, ParitySite[]>();
    parts.set(site.part, kinds);
    kinds.set(site.kind, [...(kinds.get(site.kind) ?? []), site]);
  }
  return parts;
}
