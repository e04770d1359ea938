import { beforeAll, describe, expect, it } from "vitest";
import { handMadeReport } from "../../test/helpers/report.ts";
import { translator } from "../view/text.ts";
import { findings } from "./findings.ts";
import type { InspectReport } from "./inspect.ts";
import { reportMessages } from "./messages.ts";
import { viewerMessages } from "./viewer/messages.ts";

describe("findings", () => {
  let report: InspectReport;
  beforeAll(async () => {
    report = await handMadeReport();
  });

  const said = (change: object = {}): string[] => {
    const { data, replacement, row, position } = report;
    const text = translator("en", reportMessages);
    return findings({ data, replacement, row, position, target: undefined, ...change }).flatMap(
      ({ said, check }) => [text(said.id, said.params), text(check.id, check.params)],
    );
  };

  it("says what comes next and how often such confidence was right", () => {
    expect(said().slice(0, 2)).toEqual([
      "After this text the model expects “on”: it gives that a chance of 60%, and 30% to the runner-up, “down”.",
      "How sure: more than it claims. On 100 tokens of plain stories, whenever it gave its first choice 50% to 100%, that choice came true 75% of the time (95% interval: 62% to 85%).",
    ]);
  });

  it("names the token of largest score, and what happens without it", () => {
    expect(said().slice(2, 4)).toEqual([
      // e^1.5 = 4.48, e^0.7 = 2.01, e^0.5 = 1.65
      "The token that speaks loudest for “on” is “cat”: its share of the answer, taken alone, would make “on” 4.5 times as likely as “down”.",
      "How sure: the shares of all tokens must add up to the whole, and do within 0.1%. In a test, 2 other likely tokens took the place of “cat”: “on” was 2 times as likely as “down” before; after, “down” was on average 1.6 times as likely as “on”.",
    ]);
  });

  it("says where the answer settles, with the patched effect there", () => {
    expect(said().slice(4)).toEqual([
      "“on” is the model's best guess from layer 0 on; before that it would have said something else. Its layers are numbered 0 to 1.",
      "How sure: in a text altered by one token, putting back only what the model held at “sat” just before layer 1 brings back 75% of the original answer.",
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
    expect(said({ data })[1]).toContain("it was rarely as confident as here on 100 tokens");
  });

  it("warns where the scores do not add up", () => {
    const attribution = report.data["integrated-gradients"]!;
    const evidence = { relativeGap: -0.4, converged: false };
    const data = { ...report.data, "integrated-gradients": { ...attribution, evidence } };
    expect(said({ data })[3]).toBe(
      "Do not rely on this: the shares of all tokens must add up to the whole, but miss it by 40%.",
    );
  });

  const strengths = (change: object = {}): string[] => {
    const { data, replacement, row, position } = report;
    const source = { data, replacement, row, position, target: undefined, ...change };
    return findings(source).map(({ strength }) => strength);
  };

  it("calls checked what a test bears out", () => {
    expect(strengths()).toEqual(["checked", "checked", "checked"]);
  });

  it("calls weak a confidence that comes true less often than it says", () => {
    const calibration = report.data["next-token-calibration"]!;
    const at = (lower: number, upper: number) => {
      const bins = {
        ...calibration.data.bins,
        lower: { ...calibration.data.bins.lower, data: Float64Array.of(0, lower) },
        upper: { ...calibration.data.bins.upper, data: Float64Array.of(1, upper) },
      };
      const changed = { ...calibration, data: { ...calibration.data, bins } };
      return { data: { ...report.data, "next-token-calibration": changed } };
    };
    // The model says 60%.
    expect(strengths(at(0.4, 0.59))[0]).toBe("weak");
    expect(said(at(0.4, 0.59))[1]).toMatch(/less than it claims.* came true only/);
    expect(strengths(at(0.5, 0.7))[0]).toBe("checked");
    expect(said(at(0.5, 0.7))[1]).toMatch(/^How sure: on 100 tokens/);
  });

  it("calls weak what the replaced token did not bear out, or was not tested", () => {
    const raised = { ...report.replacement!, replaced: 3 };
    expect(strengths({ replacement: raised })[1]).toBe("weak");
    expect(said({ replacement: raised })[3]).toContain("and on average 20 times after");
    expect(strengths({ replacement: null })[1]).toBe("weak");
    expect(said({ replacement: null })[3]).toContain("was not tested");
  });

  it("calls weak a place that brings back less than half", () => {
    const patch = report.data.patch!;
    const [sweep] = patch.data.sweeps;
    const effects = { ...sweep.effects, data: new Float64Array(8).fill(0.25) };
    const faint = { ...patch, data: { ...patch.data, sweeps: [{ ...sweep, effects }] } };
    expect(strengths({ data: { ...report.data, patch: faint } })[2]).toBe("weak");
  });

  it("does not call a test what changed nothing", () => {
    const patch = report.data.patch!;
    const still = { ...patch, data: { ...patch.data, corrupted: 0.65 } };
    const data = { ...report.data, patch: still };
    expect(said({ data })[5]).toContain("the answer hardly changed");
    expect(strengths({ data })).toEqual(["checked", "checked", "unchecked"]);
  });

  it("calls unchecked what nothing was tested of, and failed what does not add up", () => {
    const { "next-token": next, "logit-lens": lens, ...rest } = report.data;
    const untested = { "next-token": next, "logit-lens": lens };
    expect(strengths({ data: untested })).toEqual(["unchecked", "unchecked"]);
    const attribution = { ...rest["integrated-gradients"]!, evidence: { converged: false } };
    const data = { ...report.data, "integrated-gradients": attribution };
    expect(strengths({ data })[1]).toBe("failed");
  });

  it("says nothing of a place where it is unclear which prediction is meant", () => {
    expect(said({ position: null })).toHaveLength(4);
  });

  it("leaves out what was not computed", () => {
    expect(said({ data: {} })).toEqual([]);
  });
});

describe.each([
  ["reportMessages", reportMessages],
  ["viewerMessages", viewerMessages],
])("%s", (_, { en, zh }) => {
  it("fills the same places in both languages", () => {
    const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [id, text] of Object.entries(en)) {
      expect(new Set(places(zh[id])), id).toEqual(new Set(places(text)));
    }
  });

  it("punctuates Chinese with Chinese marks", () => {
    for (const [id, text] of Object.entries(zh)) {
      expect(text, id).not.toMatch(/[\u4e00-\u9fff][,;:!?()]|[,;:!?(][\u4e00-\u9fff]/);
    }
  });
});
