import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WiredTruth } from "../../bundled/truth-wired.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import { loadSuite } from "../../suites/load.ts";
import type { Suite } from "../../suites/suite.ts";
import { translator } from "../../view/text.ts";
import { numbers } from "../shared/tensors.ts";
import { headRoles, type HeadRoleRecord, method } from "./head-roles.ts";

const suiteOf = (model: Model, name: string): Promise<Suite> =>
  loadSuite(name, { model, count: 16 });

describe("on the wired phantom", () => {
  let model: Model;
  let truth: WiredTruth;
  beforeAll(async () => {
    model = await loadModel("phantom-wired", { worker: false });
    truth = (await model.truth()) as WiredTruth;
  });
  afterAll(() => model.close());

  const partOf = ({ layer, head }: HeadRoleRecord) =>
    truth.parts.find(({ id }) => id === `L${layer}H${head}`)!;
  const by = (records: readonly HeadRoleRecord[], role: string): HeadRoleRecord =>
    records.find((record) => partOf(record).role === role)!;

  it("gives each planted head its role, and its ablation the effect that was wired", async () => {
    const suite = await suiteOf(model, "indirect-object");
    const { data } = await headRoles({ model, suite }, { ablation: "zero" });
    expect(by(data.heads, "duplicate-token")).toMatchObject({
      role: "duplicate",
      verdict: "needed",
    });
    expect(by(data.heads, "inhibition")).toMatchObject({
      role: "slot",
      slot: "S#2",
      verdict: "needed",
    });
    expect(by(data.heads, "name-mover")).toMatchObject({
      role: "slot",
      slot: "IO",
      verdict: "needed",
    });
    const circuit = truth.circuits.find(({ id }) => id === "indirect-object")!;
    for (const record of data.heads) {
      const at = truth.parts.indexOf(partOf(record));
      const planted = circuit.prompts.map(({ effects }) => effects[at]);
      // the suite's prompts are others than the truth's, whose effects differ by less than this
      expect(Math.abs(record.effect - planted[0])).toBeLessThan(5e-3);
    }
  });

  it("does not take the distractor for important, although it looks sharply", async () => {
    const suite = await suiteOf(model, "indirect-object");
    for (const ablation of ["mean", "zero"] as const) {
      const result = await headRoles({ model, suite }, { ablation });
      const distractor = by(result.data.heads, "distractor");
      expect(distractor).toMatchObject({ role: "slot", slot: "place", verdict: "idle" });
      expect(distractor.share).toBeGreaterThan(0.9);
      expect(Math.abs(distractor.effect)).toBeLessThan(1e-3);
      expect(JSON.stringify(result.view())).toContain("summary.idle");
    }
  });

  it("finds both halves of the induction circuit", async () => {
    const suite = await suiteOf(model, "induction");
    const { data } = await headRoles({ model, suite });
    expect(by(data.heads, "previous-token")).toMatchObject({ role: "previous", verdict: "needed" });
    expect(by(data.heads, "induction")).toMatchObject({ role: "induction", verdict: "needed" });
    expect(data.heads.filter(({ verdict }) => verdict !== "idle")).toHaveLength(2);
  });

  it("says dead heads look nowhere in particular and change nothing", async () => {
    const { data } = await headRoles({ model, suite: await suiteOf(model, "induction") });
    const dead = data.heads.filter((record) => partOf(record).role === "dead");
    expect(dead).toHaveLength(5);
    for (const head of dead) expect(head).toMatchObject({ role: "spread", verdict: "idle" });
  });

  it("shows a backup head once the first is ablated", async () => {
    const suite = await suiteOf(model, "indirect-object");
    const edits = [{ at: "blocks.2.attn.hook_z", where: { head: 0 }, do: "zero" as const }];
    const { data } = await headRoles({ model, suite }, { ablation: "zero", edits });
    expect(by(data.heads, "backup")).toMatchObject({ slot: "IO", verdict: "needed" });
  });
});

describe("on a text", () => {
  let model: Model;
  beforeAll(async () => {
    model = await loadModel("stories260k", { worker: false });
  });
  afterAll(() => model.close());
  const input = "Lily and Tim went to the park. Lily gave the ball to";

  it("measures the removal of a head as an edit of that head does", async () => {
    const { data } = await headRoles(
      { model, input },
      { ablation: "zero", layers: [2], heads: [1, 5] },
    );
    expect(data.heads.map(({ name }) => name).toSorted()).toEqual(["2.1", "2.5"]);
    const { logits } = await model.run(input);
    const cut = await model.run(input, {
      edits: [{ at: "blocks.2.attn.hook_z", where: { head: 5 }, do: "zero" }],
    });
    const last = (all: typeof logits) => numbers(all!).slice(-all!.dims[2]);
    const [whole, without] = [last(logits), last(cut.logits)];
    const [a, b] = [...whole.keys()].toSorted((i, j) => whole[j] - whole[i]);
    const expected = without[a] - without[b] - (whole[a] - whole[b]);
    const found = data.heads.find(({ head }) => head === 5)!;
    expect(Math.abs(found.effect - expected)).toBeLessThan(1e-4); // float32 logits of order 10
    expect(found).toMatchObject({ low: null, high: null });
  });

  it("reads shares off the pattern", async () => {
    const { data } = await headRoles({ model, input });
    const { cache } = await model.run(input, { capture: ["blocks.*.attn.hook_pattern"] });
    const head = data.heads.find(({ role }) => role === "previous")!;
    const pattern = cache.get(`blocks.${head.layer}.attn.hook_pattern`);
    const length = pattern.dims[3];
    const from = head.head * length * length;
    const values = numbers(pattern).slice(from, from + length * length);
    let sum = 0;
    let even = 0;
    for (let query = 1; query < length; query++) {
      sum += values[query * length + query - 1];
      even += 1 / (query + 1);
    }
    expect(head.share).toBeCloseTo(sum / (length - 1), 6);
    expect(head.even).toBeCloseTo(even / (length - 1), 12);
  });

  it("has a sentence for every role and outcome, in both languages", async () => {
    const { data } = await headRoles({ model, input });
    for (const language of ["en", "zh"] as const) {
      const text = translator(language, method.messages);
      for (const { sentence, looks, finding } of data.heads) {
        for (const { id, params } of [sentence, looks, finding]) {
          expect(text(id, params)).not.toMatch(/[{}]|^(sentence|looks|finding)\./);
        }
      }
    }
  });

  it("refuses a text of one token, and heads that are not there", async () => {
    await expect(headRoles({ model, input: { ids: [1] } })).rejects.toThrow(/at least 2 tokens/);
    await expect(headRoles({ model, input }, { heads: [8] })).rejects.toMatchObject({
      code: "BAD_OPTION",
    });
  });
});
