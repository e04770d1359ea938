import { describe, expect, it } from "vitest";
import type { ParityCertificate, ParitySite } from "../reports/parity-certificate.ts";
import { VitrineError } from "../errors.ts";
import { textWidth } from "../view/text-width.ts";
import { parityText } from "./parity-text.ts";

const difference = (relative: number) => ({ absolute: 2 * relative, relative });

const site = (
  part: ParitySite["part"],
  kind: string,
  layer: number | null,
  ...relative: readonly number[]
): ParitySite => {
  const [node, web, webgpu] = relative.map(difference);
  return { part, kind, layer, name: `${layer}.${kind}`, differences: { node, web, webgpu } };
};

const worst = { ...difference(3e-6), part: "gradient", name: "hook_embed" } as const;
const fine = { status: "compared", error: null, seconds: 1.25, worst } as const;

const certificate: ParityCertificate = {
  schema: 1,
  vitrine: "1.2.3",
  onnxruntime: "4.5.6",
  model: { name: "toy", architecture: "gpt2", fingerprint: "0123456789abcdef0123" },
  input: { text: "Once upon", ids: [1, 2, 3], tokens: 5 },
  target: { kind: "logit", id: 3, position: -1 },
  tolerance: 2e-5,
  backends: [
    { name: "reference", status: "judge", error: null, seconds: 60, worst: null },
    { name: "node", ...fine },
    { name: "web", ...fine },
    { name: "webgpu", ...fine, worst: { ...worst, relative: 0.5 } },
  ],
  sites: [
    site("output", "lm", null, 1e-6, 0, Infinity),
    site("activation", "resid_post", 0, 1e-6, 2e-6, 0.5),
    site("activation", "resid_post", 11, 2e-6, 1e-6, 0.25),
    site("gradient", "embed", null, 3e-6, 3e-6, 0),
  ],
  passed: false,
};

const shell = { language: "en", width: 80, depth: "none" } as Parameters<typeof parityText>[1];

describe("parityText", () => {
  it("names each backend's worst layer, kind by kind", () => {
    expect(parityText(certificate, shell)).toMatchInlineSnapshot(`
      "Parity of toy
        Model          gpt2, SHA-256 0123456789abcdef
        Versions       vitrine 1.2.3, ONNX Runtime 4.5.6
        Text           “Once upon” (the first 3 of 5 tokens)
        Batch          the text and, padded, its first half
        Compared with  float64 interpreter
        Meaning        abs: largest difference. rel: the same over the largest value
                       there, or over 1 if that is smaller. L: the layer where rel is
                       largest.

                               native CPU         WASM               WebGPU
                               abs    rel    L    abs    rel    L    abs    rel    L
      outputs
        lm                     2.0e−6 1.0e−6      0      0           ∞      ∞
      activations
        resid_post             4.0e−6 2.0e−6 11   4.0e−6 2.0e−6 0    1      0.5    0
      gradients
        embed                  6.0e−6 3.0e−6      6.0e−6 3.0e−6      0      0

      Backends
        float64 interpreter  what the others are compared with (60.0 s)
        native CPU           within tolerance: rel 3.0e−6 at most, at the gradient of
                             hook_embed (1.3 s)
        WASM                 within tolerance: rel 3.0e−6 at most, at the gradient of
                             hook_embed (1.3 s)
        WebGPU               beyond tolerance: rel 0.5, at the gradient of hook_embed
                             (1.3 s)

      Not passed; the tolerance is a relative difference of 2.0e−5."
    `);
  });

  it("puts the backends below one another where the terminal is narrow", () => {
    const narrow = { ...shell, width: 46 };
    const lines = parityText(certificate, narrow).split("\n");
    expect(lines.filter((line) => line === "outputs")).toHaveLength(3);
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(46);
  });

  it("says when nothing was compared", () => {
    const error = new VitrineError("UNSUPPORTED", "there is none");
    const missing = { status: "unavailable", error, seconds: 0, worst: null } as const;
    const [judge, node] = certificate.backends;
    const alone = { ...certificate, backends: [judge, { ...node, ...missing }] };
    const text = parityText(alone, shell);
    expect(text).toContain("native CPU           not available here: there is none");
    expect(text).toMatch(/\nNothing was compared: only one backend works here\.$/);
  });
});
