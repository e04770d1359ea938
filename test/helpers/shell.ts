import type { Shell } from "../../src/cli/shell.ts";

/** A shell of 80 columns without colors, whose words go nowhere. */
export const quietShell: Shell = {
  language: "en",
  width: 80,
  depth: "none",
  ground: "dark",
  watched: false,
  noteWidth: () => 80,
  signal: new AbortController().signal,
  print: () => undefined,
  write: () => undefined,
  note: () => undefined,
};
