/** What results look like: a view as plain data, the marks it becomes, and what draws them. */
export type * from "./view/spec.ts";
export type {
  CircleMark,
  Datum,
  LineMark,
  Mark,
  PathMark,
  RasterData,
  RasterMark,
  RectMark,
  TextMark,
} from "./view/mark.ts";
export { type DataTable, type TableCell, type TableHead, tableTexts } from "./view/data-table.ts";
export { dataTable, plainViews, scene, type SceneOptions } from "./view/scene.ts";
export { html, type HtmlOptions } from "./view/html.ts";
export { at, next, reachable, type Move, type Reachable } from "./view/reach.ts";
export { svg, svgStyle, type SvgOptions } from "./view/svg.ts";
export { tableCsv } from "./view/table-csv.ts";
export { terminal, type TerminalOptions } from "./view/terminal.ts";
export type { ColourDepth } from "./view/ansi.ts";
export type { Ground } from "./view/colour.ts";
export {
  cssTheme,
  darkTheme,
  lightTheme,
  terminalTheme,
  themeVariables,
  type Cell,
  type Paint,
  type Theme,
} from "./view/theme.ts";
export { errorText, errorTitle } from "./view/error-text.ts";
export { viewMessages } from "./view/messages.ts";
export { translator, type Language, type Messages, type Text } from "./view/text.ts";
