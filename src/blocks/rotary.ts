import { VitrineError } from "../errors.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { float32 } from "../tensor/tensor.ts";

/** Frequencies of a rotary embedding, as checkpoints describe them. */
export interface RotarySpec {
  readonly dHead: number;
  readonly base: number;
  readonly scaling: RotaryScaling;
}

export type RotaryScaling =
  | { readonly kind: "default" }
  | { readonly kind: "linear"; readonly factor: number }
  | {
      readonly kind: "llama3";
      readonly factor: number;
      readonly lowFreqFactor: number;
      readonly highFreqFactor: number;
      readonly originalContext: number;
    };

/**
 * Rotary position embedding (Su et al. 2021, eq. 34), halves rotated as in Llama checkpoints:
 * `(x₁, x₂) → (x₁ cos − x₂ sin, x₂ cos + x₁ sin)` with `x₁`, `x₂` the halves of the last axis.
 *
 * @param positions - int64 `[batch, pos]`.
 * @returns what rotates `[batch, pos, head, dHead]`.
 */
export function rotary(g: Builder, positions: Value, spec: RotarySpec): (x: Value) => Value {
  const half = spec.dHead / 2;
  const [cos, sin] = g.scope("rotary", () => {
    const frequencies = g.constant(float32([half], inverseFrequencies(spec)));
    const at = g.op("Unsqueeze", g.op("Cast", positions, { to: "float32" }), [2, 3]); // [b, p, 1, 1]
    const angles = g.op("Mul", at, frequencies); // [batch, pos, 1, half]
    return [g.op("Cos", angles), g.op("Sin", angles)];
  });
  return (x) => {
    const first = g.op("Slice", x, [0], [half], [-1]);
    const second = g.op("Slice", x, [half], [spec.dHead], [-1]);
    const left = g.op("Sub", g.op("Mul", first, cos), g.op("Mul", second, sin));
    const right = g.op("Add", g.op("Mul", second, cos), g.op("Mul", first, sin));
    return g.op("Concat", left, right, { axis: -1 });
  };
}

/**
 * `base^(−2i/d)`, scaled. Rounded to float32 at the steps where the original is, so that angles at
 * far positions agree. `llama3` (Llama 3.1): wavelengths beyond `originalContext / lowFreqFactor`
 * are stretched by `factor`, those under `originalContext / highFreqFactor` kept, between blended.
 */
export function inverseFrequencies({ dHead, base, scaling }: RotarySpec): number[] {
  const plain = Array.from({ length: dHead / 2 }, (_, i) =>
    Math.fround(1 / Math.fround(base ** Math.fround((2 * i) / dHead))),
  );
  if (scaling.kind === "default") return plain;
  if (scaling.kind === "linear") return plain.map((f) => Math.fround(f / scaling.factor));
  const { factor, lowFreqFactor, highFreqFactor, originalContext } = scaling;
  return plain.map((frequency) => {
    const wavelength = (2 * Math.PI) / frequency;
    if (wavelength > originalContext / lowFreqFactor) return frequency / factor;
    if (wavelength < originalContext / highFreqFactor) return frequency;
    const smooth =
      (originalContext / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
    return ((1 - smooth) * frequency) / factor + smooth * frequency;
  });
}

/** Reads `rope_parameters`, or the older `rope_scaling` beside `rope_theta`. */
export function parseRotary(json: Readonly<Record<string, unknown>>, dHead: number): RotarySpec {
  const newer = json.rope_parameters as Record<string, unknown> | undefined | null;
  const dict = newer ?? (json.rope_scaling as Record<string, unknown> | undefined | null) ?? {};
  requireWhole(dict.partial_rotary_factor ?? json.partial_rotary_factor);
  const base = field({ rope_theta: dict.rope_theta ?? json.rope_theta ?? 10000 }, "rope_theta");
  const kind = String(dict.rope_type ?? dict.type ?? "default");
  if (kind === "default") return { dHead, base, scaling: { kind } };
  const factor = field(dict, "factor");
  if (kind === "linear") return { dHead, base, scaling: { kind, factor } };
  if (kind !== "llama3") {
    throw new VitrineError(
      "UNSUPPORTED",
      `config: rotary scaling "${kind}" is not supported; expected default, linear or llama3.`,
    );
  }
  const scaling = {
    kind: "llama3",
    factor,
    lowFreqFactor: field(dict, "low_freq_factor"),
    highFreqFactor: field(dict, "high_freq_factor"),
    originalContext: Number(
      dict.original_max_position_embeddings ?? json.original_max_position_embeddings ?? 8192,
    ),
  } as const;
  return { dHead, base, scaling };
}

/** Heads that are rotated in part are another family's. */
function requireWhole(factor: unknown): void {
  if (factor === undefined || factor === null || factor === 1) return;
  throw new VitrineError(
    "UNSUPPORTED",
    `config: "partial_rotary_factor" is ${JSON.stringify(factor)}, which is not supported; expected 1.`,
  );
}

function field(dict: Readonly<Record<string, unknown>>, name: string): number {
  const value = dict[name];
  if (typeof value === "number" && value > 0) return value;
  throw new VitrineError(
    "BAD_FILE",
    `config: the rotary embedding lacks "${name}"; expected a positive number, got ${JSON.stringify(value) ?? "nothing"}.`,
  );
}
