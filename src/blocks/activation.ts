import { VitrineError } from "../errors.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

type Activation = (g: Builder, x: Value) => Value;

const geluTanh: Activation = (g, x) => g.op("Gelu", x, { approximate: "tanh" });
const geluErf: Activation = (g, x) => g.op("Gelu", x, { approximate: "none" });
const silu: Activation = (g, x) => g.op("Mul", x, g.op("Sigmoid", x));

/** Activation functions by the names configs give them. */
const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["relu", (g, x) => g.op("Relu", x)],
  ["gelu", geluErf],
  ["gelu_python", geluErf],
  ["gelu_new", geluTanh],
  ["gelu_fast", geluTanh],
  ["gelu_accurate", geluTanh],
  ["gelu_pytorch_tanh", geluTanh],
  ["gelu_python_tanh", geluTanh],
  ["quick_gelu", (g, x) => g.op("Mul", x, g.op("Sigmoid", g.op("Mul", x, 1.702)))],
  ["silu", silu],
  ["swish", silu],
  ["relu2", (g, x) => square(g, g.op("Relu", x))],
  ["mish", (g, x) => g.op("Mul", x, g.op("Tanh", g.op("Softplus", x)))],
  ["tanh", (g, x) => g.op("Tanh", x)],
  ["sigmoid", (g, x) => g.op("Sigmoid", x)],
  ["linear", (_, x) => x],
]);

/** Applies the activation function a config names. */
export function activation(g: Builder, name: string, x: Value): Value {
  requireActivation(name);
  return ACTIVATIONS.get(name)!(g, x);
}

/** @throws VitrineError `UNSUPPORTED` for a name no config of a supported family has. */
export function requireActivation(name: string): string {
  if (ACTIVATIONS.has(name)) return name;
  throw new VitrineError(
    "UNSUPPORTED",
    `config: unknown activation function "${name}"; expected one of ${[...ACTIVATIONS.keys()].join(", ")}.`,
  );
}

function square(g: Builder, x: Value): Value {
  return g.op("Mul", x, x);
}
