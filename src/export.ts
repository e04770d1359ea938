/** Results as files: JSON, pages, pictures, tables, arrays; the same in Node and in a page. */
export { formatOf, resultFormats, type ResultFormat } from "./export/endings.ts";
export type { ExportedFile, FileContent } from "./export/formats.ts";
export { exportResult, type ExportOptions } from "./export/result-files.ts";
