import type { DataTable } from "./data-table.ts";
import type { Mark } from "./mark.ts";
import type { PlainView, Viewable } from "./spec.ts";
import type { Text } from "./text.ts";
import type { Theme } from "./theme.ts";

/** What a kind of view draws with. */
export interface Drawing {
  readonly result: Viewable;
  /** Room there is; a picture of many columns may take more where it can be scrolled. */
  readonly width: number;
  readonly height?: number;
  readonly theme: Theme;
  readonly text: Text;
}

/** How one kind of view becomes marks, and the same numbers as a table. */
export interface Kind<V extends PlainView> {
  readonly draw: (view: V, drawing: Drawing) => readonly Mark[];
  readonly table: (view: V, drawing: Pick<Drawing, "result" | "text">) => DataTable;
}
