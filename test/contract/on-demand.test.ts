import { describe, expect, it } from "vitest";
import { hooks } from "../../src/graph/graph.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { interpret } from "../../src/runtime/interpret.ts";
import {
  TINY_MODELS,
  tinyConfig,
  tinyFeeds,
  tinyGraph,
  tinyParams,
} from "../helpers/tiny-models.ts";

const SPLIT = ["hook_q_input", "hook_k_input", "hook_v_input"];
const EVERY_MODEL = [...SPLIT, "hook_mlp_in", "attn.hook_result"];

describe.each(TINY_MODELS)("hooks on demand in %s", (model) => {
  const { nHeads, nKeyValueHeads } = tinyConfig(model);
  const shared = nHeads === nKeyValueHeads ? ["hook_attn_in"] : [];
  const choices = [
    ...[...EVERY_MODEL, ...shared].map((name) => [name]),
    [...EVERY_MODEL, ...shared],
  ];

  it.each(choices)("change nothing but rounding: %s", (...names) => {
    const demand = new Set(names.flatMap((name) => [0, 1].map((i) => `blocks.${i}.${name}`)));
    const plain = tinyGraph(model, { padded: true });
    const asked = tinyGraph(model, { padded: true, demand });
    const params = tinyParams(plain);
    const feeds = tinyFeeds(plain, [3, 5]);
    expect([...hooks(asked).keys()]).toEqual(expect.arrayContaining([...demand]));
    const expected = interpret(plain, opTable, feeds, params);
    const got = interpret(asked, opTable, feeds, params);
    for (const { name } of plain.outputs) {
      got[name].data.forEach((x, i) => expect(x).toBeCloseTo(expected[name].data[i], 12));
    }
  });

  it("have one copy of the stream for each head", () => {
    const demand = new Set(EVERY_MODEL.map((name) => `blocks.0.${name}`));
    const named = hooks(tinyGraph(model, { demand }));
    const dims = (name: string): unknown => named.get(`blocks.0.${name}`)!.outputs[0].dims;
    expect(dims("hook_q_input")).toEqual(["batch", "pos", nHeads, 8]);
    expect(dims("hook_k_input")).toEqual(["batch", "pos", nKeyValueHeads, 8]);
    expect(dims("hook_v_input")).toEqual(["batch", "pos", nKeyValueHeads, 8]);
    expect(dims("attn.hook_result")).toEqual(["batch", "pos", nHeads, 8]);
    expect(dims("hook_mlp_in")).toEqual(["batch", "pos", 8]);
  });
});
