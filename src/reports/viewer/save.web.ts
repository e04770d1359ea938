import { pngBlob } from "../../view/canvas.web.ts";
import { scene, dataTable } from "../../view/scene.ts";
import { svg } from "../../view/svg.ts";
import { tableCsv } from "../../view/table-csv.ts";
import type { Text } from "../../view/text.ts";
import { darkTheme, lightTheme, type Theme } from "../../view/theme.ts";
import type { Shown } from "./choices.ts";

export type FigureFormat = "svg" | "png" | "csv";

/** What a file of a figure needs to be made. */
export interface Figure extends Shown {
  readonly text: Text;
  /** Of the picture in the page, so that the file looks the same. */
  readonly width: number;
  readonly dark: boolean;
  /** File name without an ending. */
  readonly name: string;
}

/** Hands a figure out as a file. */
export async function saveFigure(figure: Figure, format: FigureFormat): Promise<void> {
  saveBlob(await MAKERS[format](figure), `${figure.name}.${format}`);
}

/** Hands a value out as a JSON file. */
export function saveJson(value: unknown, name: string): void {
  saveBlob(new Blob([JSON.stringify(value)], { type: "application/json" }), `${name}.json`);
}

const MAKERS: Readonly<Record<FigureFormat, (figure: Figure) => Blob | Promise<Blob>>> = {
  svg: (figure) => {
    const { marks, theme, label } = drawn(figure);
    const text = svg(marks, { label, standalone: true, ground: theme.ground });
    return new Blob([text], { type: "image/svg+xml" });
  },
  png: (figure) => {
    const { marks, theme } = drawn(figure);
    return pngBlob(marks, { ground: theme.ground });
  },
  csv: ({ view, result, text }) =>
    // The mark at the beginning tells spreadsheets that this is UTF-8.
    new Blob(["\ufeff", tableCsv(dataTable(view, result, text))], { type: "text/csv" }),
};

function drawn({ view, result, text, width, dark }: Figure) {
  const theme: Theme = dark ? darkTheme : lightTheme;
  return {
    theme,
    marks: scene(view, result, { width, theme, text }),
    label: text(view.summary.id, view.summary.params),
  };
}

function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun by then; revoked at once, some browsers lose it.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
