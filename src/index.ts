export { VitrineError, type ErrorCode } from "./errors.ts";
export {
  createModel,
  loadModel,
  type CreateModelOptions,
  type FoldOptions,
  type LoadModelOptions,
  type ModelSource,
  type NewModel,
} from "./model/load.ts";
export type { FoldedSteps, ModelConfig } from "./architectures/define.ts";
export type {
  Edit,
  EditValue,
  HookContext,
  HookFunction,
  MeanSource,
  RunSource,
  Selector,
  SpliceSource,
  TensorJson,
  Where,
} from "./model/edit.ts";
export type { SamplingOptions } from "./model/sample.ts";
export type { PerRow, Target } from "./model/target.ts";
export type { StopReason } from "./model/token-text.ts";
export type {
  ActivationCache,
  Capture,
  CaptureSpec,
  Case,
  CaseResult,
  Estimate,
  EvaluateOptions,
  Evaluation,
  Evaluator,
  GenerateOptions,
  GenerateResult,
  GenerateStep,
  GradientOptions,
  GradientResult,
  Gradients,
  GraphOptions,
  Input,
  InputOptions,
  Memo,
  Model,
  ModelCheckpoint,
  PreparedRow,
  Progress,
  Row,
  RunOptions,
  RunResult,
  SaveOptions,
  Site,
  Unit,
} from "./model/types.ts";
export type { Truth } from "./bundled/read-truth.ts";
export type {
  Canary,
  Fact,
  Measure,
  Planted,
  Probe,
  TruthAnswer,
  TruthSpan,
  WorldTruth,
} from "./bundled/truth.ts";
export type {
  WiredCircuit,
  WiredEdge,
  WiredFeature,
  WiredNode,
  WiredPart,
  WiredPrompt,
  WiredTruth,
  WiredTruthJson,
} from "./bundled/truth-wired.ts";
export type { BackendName } from "./runtime/session.ts";
export type { DType, TypedArray } from "./tensor/dtype.ts";
export { FactoredMatrix, type FactoredSvd } from "./tensor/factored-matrix.ts";
export { generator, type Generator as RandomGenerator } from "./tensor/random.ts";
export type { Tensor } from "./tensor/tensor.ts";
export type { ChatMessage, ChatPrompt, ChatTemplateOptions } from "./tokenizer/chat-template.ts";
export { loadTokenizer } from "./tokenizer/load.ts";
export type { TokenizerFiles } from "./tokenizer/parse.ts";
export type { Tokenizer } from "./tokenizer/tokenizer.ts";
