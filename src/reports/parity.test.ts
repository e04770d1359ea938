import { describe, expect, it } from "vitest";
import { VitrineError } from "../errors.ts";
import type { BackendName } from "../runtime/session.ts";
import { parity, type ParityOptions } from "./parity.ts";
import { parityJson } from "./parity-certificate.ts";

const FIXTURES = new URL("../../fixtures/models/", import.meta.url).pathname;

const check = (model: string, options: ParityOptions) =>
  parity(`${FIXTURES}${model}`, { load: { worker: false }, ...options });

/** As on a machine that has none of these. */
const without =
  (...missing: readonly BackendName[]): NonNullable<ParityOptions["check"]> =>
  async (backend) =>
    missing.includes(backend)
      ? new VitrineError("UNSUPPORTED", `there is no ${backend} here`)
      : null;

describe("parity", () => {
  it.each([
    ["gpt2", ["lm"], ["embed", "pos_embed", "attn.pattern", "mlp.post", "resid_post"]],
    ["llama-gqa", ["lm"], ["embed", "attn.rot_q", "mlp.pre_linear", "ln_final.out"]],
    ["bert", ["pooler", "class", "lm"], ["embed", "attn.z", "pooler.pooler_out"]],
    ["bert-bare", ["pooler"], ["embed", "resid_post"]],
  ])("compares heads, sites and gradients of %s", async (model, heads, kinds) => {
    const found = await check(model, { backends: ["reference", "node"] });
    const ofPart = (part: string) =>
      found.sites.filter((site) => site.part === part).map(({ kind }) => kind);
    expect(ofPart("output").toSorted()).toEqual(heads.toSorted());
    expect(ofPart("activation")).toEqual(expect.arrayContaining(kinds));
    expect(new Set(ofPart("gradient"))).toEqual(new Set(["embed", "resid_post"]));
    expect(found.sites.every(({ differences }) => differences.node !== undefined)).toBe(true);
    expect(found.backends.map(({ status }) => status)).toEqual(["judge", "compared"]);
    expect(found.passed).toBe(true);
  });

  it("does not pass where float32 is further off than allowed", async () => {
    const found = await check("gpt2", { backends: ["reference", "node"], tolerance: 1e-9 });
    expect(found.passed).toBe(false);
    expect(found.backends[1].worst!.relative).toBeGreaterThan(1e-9);
  });

  it("lists what is not there with the reason, and passes unless it was asked for", async () => {
    const wanted = { check: without("web", "webgpu") };
    const all = await check("gpt2", wanted);
    expect(all.backends.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "reference judge",
      "node compared",
      "web unavailable",
      "webgpu unavailable",
    ]);
    expect(all.backends[3].error).toMatchObject({ message: "there is no webgpu here" });
    expect(all.passed).toBe(true);
    const asked = await check("gpt2", { ...wanted, backends: ["reference", "node", "web"] });
    expect(asked.passed).toBe(false);
  });

  it("lets the next judge where the first is not there, and never passes with nothing compared", async () => {
    const found = await check("gpt2", { check: without("reference", "web", "webgpu") });
    expect(found.backends.map(({ status }) => status)).toEqual([
      "unavailable",
      "judge",
      "unavailable",
      "unavailable",
    ]);
    expect(found.passed).toBe(false);
  });

  it("throws what stops every backend", async () => {
    const options = { backends: ["node", "reference"] as const, ids: [9999] };
    await expect(check("gpt2", options)).rejects.toThrow(VitrineError);
    await expect(check("none", { backends: ["node"] })).rejects.toMatchObject({ code: "IO" });
  });

  it("cuts the input, and says of how many tokens", async () => {
    const options: ParityOptions = { backends: ["node", "web"], maxTokens: 3 };
    const found = await check("gpt2", { ...options, ids: [5, 9, 33, 21] });
    expect(found.input).toEqual({ text: null, ids: [5, 9, 33], tokens: 4 });
  });

  it("stops when told", async () => {
    const controller = new AbortController();
    const options: ParityOptions = {
      backends: ["node", "web"],
      signal: controller.signal,
      onStep: (_, index) => void (index === 1 && controller.abort()),
    };
    await expect(check("gpt2", options)).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("writes errors and infinities into its JSON", async () => {
    const found = await check("gpt2", { backends: ["node", "web"], check: without("web") });
    const infinite = { ...found, tolerance: Infinity };
    expect(JSON.parse(parityJson(infinite))).toMatchObject({
      schema: 1,
      tolerance: "Infinity",
      backends: [{ error: null }, { error: "there is no web here" }],
    });
  });
});
