import ort from "onnxruntime-node";
import type { Graph } from "../../src/graph/graph.ts";
import { exportOnnx } from "../../src/onnx/export.ts";
import type { DType, TypedArray } from "../../src/tensor/dtype.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

export type Run = (feeds: Readonly<Record<string, Tensor>>) => Promise<Record<string, Tensor>>;

/**
 * A graph compiled by ONNX Runtime itself, by none of our runtime's code. `release` frees it.
 */
export async function compile(
  graph: Graph,
  threads = 1,
): Promise<{ readonly run: Run; readonly release: () => Promise<void> }> {
  const session = await ort.InferenceSession.create(exportOnnx(graph), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const run: Run = async (feeds) => {
    const fed = Object.entries(feeds).map(([name, { dtype, data, dims }]) => [
      name,
      new ort.Tensor(dtype as "float32", data as Float32Array, dims),
    ]);
    const results = await session.run(Object.fromEntries(fed) as Record<string, ort.Tensor>);
    return Object.fromEntries(graph.outputs.map(({ name }) => [name, plain(results[name])]));
  };
  return { run, release: () => session.release() };
}

/** One run of a graph in ONNX Runtime. */
export async function runOnce(
  graph: Graph,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> {
  const { run, release } = await compile(graph);
  try {
    return await run(feeds);
  } finally {
    await release();
  }
}

function plain({ type, dims, data }: ort.Tensor): Tensor {
  return { dtype: type as DType, dims, data: data as TypedArray };
}
