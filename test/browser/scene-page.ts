import {
  darkTheme,
  lightTheme,
  type PlainView,
  scene,
  svg,
  terminal,
  terminalTheme,
  translator,
  type Viewable,
  viewMessages,
} from "vitrine/view";

declare global {
  interface Window {
    /** Views as SVG and as terminal text, in both languages. */
    drawEverything(views: readonly PlainView[], results: readonly Viewable[]): readonly string[];
  }
}

window.drawEverything = (views, results) =>
  (["en", "zh"] as const).flatMap((language) => {
    const text = translator(language, viewMessages);
    return results.flatMap((result) =>
      views.flatMap((view) => {
        const pictures = [lightTheme, darkTheme].map((theme) =>
          svg(scene(view, result, { width: 420, theme, text }), { label: view.kind }),
        );
        const theme = terminalTheme("dark", false);
        const marks = scene(view, result, { width: 60, theme, text });
        return [...pictures, terminal(marks, { width: 60, depth: "truecolor" })];
      }),
    );
  });
