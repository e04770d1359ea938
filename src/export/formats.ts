import { writeNpz } from "../formats/npz.ts";
import type { Method } from "../methods/define.ts";
import type { Result } from "../methods/result.ts";
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

/** What a file holds. */
export type FileContent = string | Uint8Array<ArrayBuffer>;

export interface FormatOptions extends PictureOptions {
  readonly scale: number;
  readonly fonts: readonly string[];
}

interface Format {
  /** Media type. */
  readonly type: string;
  /** One content per file: several where a format holds one view. */
  readonly write: (
    method: Method,
    result: Result,
    options: FormatOptions,
  ) => readonly FileContent[] | Promise<readonly FileContent[]>;
}

/** Every kind of file that a result can be written as. */
export const formats: Readonly<Record<ResultFormat, Format>> = {
  ".json": {
    type: "application/json",
    write: (_method, result) => [`${JSON.stringify(result.toJSON())}\n`],
  },
  ".html": {
    type: "text/html",
    write: async (method, result, { language }) => [await resultHtml(method, result, language)],
  },
  ".svg": {
    type: "image/svg+xml",
    write: (method, result, options) => [svgFile(picture(method, result, options))],
  },
  ".png": {
    type: "image/png",
    write: async (method, result, options) => [
      await png(picture(method, result, options), options),
    ],
  },
  ".csv": { type: "text/csv", write: csvFiles },
  ".npz": {
    type: "application/zip",
    write: (_method, result) => [writeNpz(namedTensors(result))],
  },
};

function svgFile({ marks, ...options }: Picture): string {
  return `${svg(marks, { ...options, standalone: true })}\n`;
}

function csvFiles(method: Method, result: Result, { language }: FormatOptions): readonly string[] {
  const text = translator(language, method.messages, viewMessages);
  return plainViews(result.view()).map((view) => tableCsv(dataTable(view, result, text)));
}
