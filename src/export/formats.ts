import { writeNpz } from "../formats/npz.ts";
import type { Method } from "../methods/define.ts";
import type { Result } from "../methods/result.ts";
import {
  LARGEST_JSON,
  splitJson,
  tensorBytes,
  type TensorsBeside,
} from "../methods/result-json.ts";
import { resultHtml } from "../reports/html.ts";
import { viewMessages } from "../view/messages.ts";
import { dataTable, plainViews } from "../view/scene.ts";
import { svg } from "../view/svg.ts";
import { tableCsv } from "../view/table-csv.ts";
import { translator } from "../view/text.ts";
import { png } from "#png";
import type { ResultFormat } from "./endings.ts";
import { picture, type Picture, type PictureOptions } from "./picture.ts";
import { namedTensors } from "./tensors.ts";

/** A file that is not written yet. */
export interface ExportedFile {
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly content: FileContent;
}

/** What a file holds. */
export type FileContent = string | Uint8Array<ArrayBuffer>;

export interface FormatOptions extends PictureOptions {
  /** Of the first file. */
  readonly name: string;
  readonly scale: number;
  readonly fonts: readonly string[];
}

/** Writes a result: one file, several where one holds too little. */
type Writer = (
  method: Method,
  result: Result,
  options: FormatOptions,
) => readonly ExportedFile[] | Promise<readonly ExportedFile[]>;

/** Every kind of file that a result can be written as. */
export const formats: Readonly<Record<ResultFormat, Writer>> = {
  ".json": (_method, result, { name }) => jsonFiles(result, name),
  ".html": async (method, result, { name, language }) => [
    { name, type: "text/html", content: await resultHtml(method, result, language) },
  ],
  ".svg": (method, result, options) => [
    {
      name: options.name,
      type: "image/svg+xml",
      content: svgFile(picture(method, result, options)),
    },
  ],
  ".png": async (method, result, options) => [
    {
      name: options.name,
      type: "image/png",
      content: await png(picture(method, result, options), options),
    },
  ],
  ".csv": csvFiles,
  ".npz": (_method, result, { name }) => [npzFile(name, namedTensors(result))],
};

/** Tensors that do not fit a JSON text are in an `.npz` file beside it. */
function jsonFiles(result: Result, name: string): readonly ExportedFile[] {
  const json = (content: unknown): ExportedFile => ({
    name,
    type: "application/json",
    content: `${JSON.stringify(content)}\n`,
  });
  if (tensorBytes(result.data) <= LARGEST_JSON) return [json(result.toJSON())];
  const npz = `${stemOf(name)}.npz`;
  const split = splitJson(result, npz.replace(/^.*[\\/]/, ""));
  return [json(split.json), npzFile(npz, split.tensors)];
}

function npzFile(name: string, tensors: TensorsBeside): ExportedFile {
  return { name, type: "application/zip", content: writeNpz(tensors) };
}

function svgFile({ marks, ...options }: Picture): string {
  return `${svg(marks, { ...options, standalone: true })}\n`;
}

/** One table per view: `heads.csv`, `heads.2.csv`, … */
function csvFiles(
  method: Method,
  result: Result,
  { name, language }: FormatOptions,
): readonly ExportedFile[] {
  const text = translator(language, method.messages, viewMessages);
  const stem = stemOf(name);
  return plainViews(result.view()).map((view, i) => ({
    name: i === 0 ? name : `${stem}.${i + 1}${name.slice(stem.length)}`,
    type: "text/csv",
    content: tableCsv(dataTable(view, result, text)),
  }));
}

/** A name without its ending. */
function stemOf(name: string): string {
  return name.replace(/(?<=[^\\/])\.\w+$/, "");
}
