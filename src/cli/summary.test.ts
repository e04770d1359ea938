import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { handMadeReport } from "../../test/helpers/report.ts";
import type { InspectReport } from "../reports/inspect.ts";
import { textWidth } from "../view/text-width.ts";
import type { Shell } from "./shell.ts";
import { inspectSummary } from "./summary.ts";

const shell: Shell = {
  language: "en",
  width: 80,
  depth: "none",
  ground: "dark",
  watched: false,
  noteWidth: () => 80,
  signal: new AbortController().signal,
  print: () => undefined,
  note: () => undefined,
  write: () => undefined,
};

describe("inspectSummary", () => {
  let report: InspectReport;
  beforeAll(async () => {
    report = await handMadeReport();
  });

  it("reads at 80 columns without colors", () => {
    expect(inspectSummary(report, shell)).toBe(PLAIN);
  });

  it("says the same with colors, and shades tokens by their scores", () => {
    const colored = inspectSummary(report, { ...shell, depth: "truecolor" });
    // #0961bb for the largest score, and half way to it #1b406d (cat 1.5, sat 0.75).
    expect(colored).toContain("48;2;9;97;187mcat");
    expect(colored).toContain("mThe");
    const words = stripVTControlCharacters(colored);
    expect(words).toContain(
      "1  After this text the model expects “on”: it gives it 60%, and “down” 30%.",
    );
    expect(words).toContain("<s>The cat sat");
    expect(words).toContain("\nembed   sat        90%");
  });

  it.each(["en", "zh"] as const)("keeps within 60 columns in %s", (language) => {
    for (const line of inspectSummary(report, { ...shell, language, width: 60 }).split("\n")) {
      expect(textWidth(line)).toBeLessThanOrEqual(60);
    }
  });

  it("leaves out what was not done, and says why where there is a reason", async () => {
    const { VitrineError } = await import("../errors.ts");
    const skipped = [
      { method: report.results[0].method, error: new VitrineError("UNSUPPORTED", "no.") },
    ];
    const partial = inspectSummary(
      { ...report, results: [], data: {}, findings: [], skipped },
      shell,
    );
    expect(partial).toBe("\nNext token: Not done: no.\n");
  });
});

/** The numbers are those of the hand-made report; the longest bar fills what labels leave. */
const PLAIN = `
1  After this text the model expects “on”: it gives it 60%, and “down” 30%.
   How sure: on 100 tokens of plain stories, when it gave its first choice 50%
   to 100%, that choice was right 75% of the time (62% to 85%, 95 % interval).
   On average its confidence is off by 5.0%.
2  The token that matters most is “cat”: it favors “on” over “down” by 1.50
   logits.
   Check: all scores together miss the model's whole preference by 0.1%; with
   “dog” in place of “cat” the preference goes from 0.70 to −0.50 logits.
3  The model settles on “on” after layer 0 (layers are 0 to 1); before that its
   best guess is another token.
   Check: putting the original activation of “sat” back into the altered text
   before layer 1 brings back 75% of the difference.

Which tokens speak for it
<s>  The   cat  sat
0.00 −0.25 1.50 0.75

lowers −1.5 ≡≡==~~-- 0 ░░▒▒▓▓██ +1.5 raises

What comes next
on    ${"█".repeat(69)}  60%
down  ${"█".repeat(34)}▌${" ".repeat(36)}30%
there ██▎${" ".repeat(67)}2.0%

How the answer comes about, layer by layer
embed   sat        90%  the        10%
0       on         40%  down       10%
1       on         60%  down       10%

What the heads do
Previous-token heads  Head 0.1 is highest: 0.8 of its attention.
Induction heads       Head 1.1 is highest: 0.5 of its attention.

Where the answer lives
“cat” was replaced by “dog”; then original activations were put back one by one.
resid_pre matters most at layer 0, “ dog”: effect 1 (0 corrupted, 1 clean).
Head 0.1 matters most: effect 0.5 (0 corrupted, 1 clean).

Can its confidence be trusted
Overconfident: sure to 62 %, right in 60 % of 100 predictions; calibration error
5 %.
`;
