import { beforeAll, describe, expect, it } from "vitest";
import { handMadeReport } from "../../test/helpers/report.ts";
import { translator } from "../view/text.ts";
import { findings } from "./findings.ts";
import type { InspectReport } from "./inspect.ts";
import { reportMessages } from "./messages.ts";

describe("findings", () => {
  let report: InspectReport;
  beforeAll(async () => {
    report = await handMadeReport();
  });

  const said = (change: object = {}): string[] => {
    const { data, partner, row, position } = report;
    const text = translator("en", reportMessages);
    return findings({ data, partner, row, position, target: undefined, ...change }).flatMap(
      ({ said, check }) => [text(said.id, said.params), text(check.id, check.params)],
    );
  };

  it("says what comes next and how often such confidence was right", () => {
    expect(said().slice(0, 2)).toEqual([
      "After this text the model expects “on”: it gives it 60%, and “down” 30%.",
      "How sure: on 100 tokens of plain stories, when it gave its first choice 50% to 100%, that choice was right 75% of the time (62% to 85%, 95 % interval). On average its confidence is off by 5.0%.",
    ]);
  });

  it("names the token of largest score, and what happens without it", () => {
    expect(said().slice(2, 4)).toEqual([
      "The token that matters most is “cat”: it favors “on” over “down” by 1.50 logits.",
      "Check: all scores together miss the model's whole preference by 0.1%; with “dog” in place of “cat” the preference goes from 0.70 to −0.50 logits.",
    ]);
  });

  it("says where the answer settles, with the patched effect there", () => {
    expect(said().slice(4)).toEqual([
      "The model settles on “on” after layer 0 (layers are 0 to 1); before that its best guess is another token.",
      "Check: putting the original activation of “sat” back into the altered text before layer 1 brings back 75% of the difference.",
    ]);
  });

  it("does not speak of a preference where the caller gave a target", () => {
    expect(said({ target: { kind: "entropy" } })[2]).toBe(
      "The token that moves the target most is “cat”: it raises it by 1.50.",
    );
  });

  it("says of few predictions that they are too few", () => {
    const calibration = report.data["next-token-calibration"]!;
    const counts = { ...calibration.data.bins.counts, data: Int32Array.of(40, 3) };
    const few = {
      ...calibration,
      data: { ...calibration.data, bins: { ...calibration.data.bins, counts } },
    };
    const data = { ...report.data, "next-token-calibration": few };
    expect(said({ data })[1]).toContain(
      "too few of its guesses there were as confident as this one",
    );
  });

  it("warns where the scores do not add up", () => {
    const attribution = report.data["integrated-gradients"]!;
    const evidence = { relativeGap: -0.4, converged: false };
    const data = { ...report.data, "integrated-gradients": { ...attribution, evidence } };
    expect(said({ data })[3]).toBe(
      "Check failed: the scores of all tokens miss the model's whole preference by 40%. Do not rely on them.",
    );
  });

  it("says nothing of a place where it is unclear which prediction is meant", () => {
    expect(said({ position: null })).toHaveLength(4);
  });

  it("leaves out what was not computed", () => {
    expect(said({ data: {} })).toEqual([]);
  });
});

describe("reportMessages", () => {
  it("fills the same places in both languages", () => {
    const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [id, text] of Object.entries(reportMessages.en)) {
      expect(new Set(places(reportMessages.zh[id])), id).toEqual(new Set(places(text)));
    }
  });
});
