import type { ArgsDef, CommandDef } from "citty";
import { bundledModels } from "../../bundled/models.ts";
import { readArgs } from "../flags.ts";
import { ProgressLine } from "../progress.ts";
import type { Shell } from "../shell.ts";

const ARGS = {
  method: { type: "positional", description: "cli.score.method", required: false },
  model: { type: "string", description: "cli.score.model", valueHint: "MODEL" },
  json: { type: "boolean", description: "cli.json" },
  markdown: { type: "boolean", description: "cli.score.markdown" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

const WHERE = "score";

export const command: CommandDef = {
  meta: { name: WHERE, description: "cli.score" },
  args: ARGS,
  run: ({ rawArgs, data }) => scoreMethods(rawArgs, data as Shell),
};

async function scoreMethods(rawArgs: readonly string[], shell: Shell): Promise<void> {
  const { _: methods, model, json, markdown } = readArgs(WHERE, rawArgs, ARGS, Infinity);
  const progress = new ProgressLine(shell);
  const { score } = await import("../../reports/score.ts");
  const report = await score({
    ...(methods.length > 0 && { methods }),
    ...(model !== undefined && { model }),
    load: { worker: model !== undefined && !bundledModels.has(model) },
    signal: shell.signal,
    onStep: (step) => progress.show({ ...step, unit: "" }),
  }).finally(() => progress.clear());
  const { scoreJson, scoreMarkdown } = await import("../../reports/score-markdown.ts");
  if (json === true) return shell.print(scoreJson(report));
  if (markdown === true) return shell.print(scoreMarkdown(report, shell.language));
  const { scoreText } = await import("../score-text.ts");
  shell.print(scoreText(report, shell));
}
