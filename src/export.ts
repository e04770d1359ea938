/** Results as files: JSON, pages, pictures, tables, arrays; the same in Node and in a page. */
export { formatOf, resultFormats, type ResultFormat } from "./export/endings.ts";
export type { FileContent } from "./export/formats.ts";
export { exportResult, type ExportedFile, type ExportOptions } from "./export/result-files.ts";
