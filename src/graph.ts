/**
 * Graphs as values: written with a builder, changed by rewrites, differentiated, executed, saved as
 * ONNX. A model's graph (`model.graph()`) is one of them. Functions that take an op table get
 * `opTable`, or a table of the caller's own.
 */
export { opTable } from "./ops/table.generated.ts";

export { Builder, type Operand } from "./graph/builder.ts";
export { formatDims, type Dim } from "./graph/dim.ts";
export {
  hooks,
  portValue,
  producers,
  type Attribute,
  type Attributes,
  type Graph,
  type Node,
  type Port,
  type Value,
  type ValueType,
} from "./graph/graph.ts";
export type {
  GradientContext,
  GradientRule,
  InferContext,
  OnnxForm,
  Op,
  OpProperties,
  OpTable,
  RefTensor,
} from "./graph/op.ts";
export { parseGraph } from "./graph/parse.ts";
export { printGraph, structuralHash } from "./graph/print.ts";
export { inline, rewrite, type ValueMap, type Visit } from "./graph/rewrite.ts";
export { validateGraph } from "./graph/validate.ts";

export { mergeCommonSubexpressions } from "./graph/passes/common-subexpressions.ts";
export { removeDeadCode } from "./graph/passes/dead-code.ts";
export { foldConstants } from "./graph/passes/fold-constants.ts";
export { fuse } from "./graph/passes/fuse.ts";
export { specialise } from "./graph/passes/specialise.ts";
export { split, type Piece } from "./graph/passes/split.ts";
export { supply } from "./graph/passes/supply.ts";

export { gradient, type GradientRequest } from "./autodiff/vjp.ts";
export {
  gradientError,
  type Doubles,
  type Evaluate,
  type GradientCheck,
} from "./autodiff/finite-difference.ts";

export { activation } from "./blocks/activation.ts";
export { attention, type AttentionInputs, type AttentionSpec } from "./blocks/attention.ts";
export { decoderBlock, type DecoderBlockSpec } from "./blocks/decoder-block.ts";
export { encoderBlock } from "./blocks/encoder-block.ts";
export { linear } from "./blocks/linear.ts";
export { mlp, type MlpSpec } from "./blocks/mlp.ts";
export { norm, type NormSpec } from "./blocks/norm.ts";
export { rotary, type RotaryScaling, type RotarySpec } from "./blocks/rotary.ts";
export {
  attentionMask,
  textInput,
  type AttentionMask,
  type TextInput,
} from "./blocks/text-input.ts";
export { unembed, type UnembedSpec } from "./blocks/unembed.ts";

export {
  exportOnnx,
  exportOnnxExternal,
  type ExportOptions,
  type ExternalModel,
  type Weights,
} from "./onnx/export.ts";
export { readOnnx } from "./onnx/read.ts";

export { createEngine } from "#runtime";
export { interpret, type RefFeeds } from "./runtime/interpret.ts";
export type {
  Engine,
  EngineOptions,
  Feeds,
  LoadOptions,
  Session,
  SessionOptions,
  SessionResult,
  SessionRunOptions,
  TensorRef,
} from "./runtime/session.ts";
export type { ByteLocation } from "./bytes/source.ts";
export type { Checkpoint, WeightPlan } from "./weights/recipe.ts";
export type { WeightRecipe } from "./tensor/recipe.ts";
export { bool, float32, int64, tensor, zeros } from "./tensor/tensor.ts";
