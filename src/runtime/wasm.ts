import type { Env } from "onnxruntime-common";
import { VitrineError } from "../errors.ts";
import type { Backend } from "./backend.ts";
import { bytesOfAll, ortBackend } from "./ort.ts";
import type { Ort } from "./ort-session.ts";

/** The heap of 32-bit WASM ends at 4 GB; weights above this are not copied into it to stay. */
const MAX_INITIALIZER_BYTES = 2 ** 30;

/** What onnxruntime-web exports: the runtime and its settings, which are the process's or page's. */
export type WebOrt = Ort & { readonly env: Pick<Env, "wasm" | "logLevel"> };

/**
 * Executes graphs with ONNX Runtime's WASM build, in a page, a worker or Node. WASM copies its
 * inputs at every run, so the first graph compiled gets its weights as initializers (a second
 * copy, in the WASM heap); its variants share bound ones.
 *
 * @param threads - More than one needs shared memory: cross-origin isolation in a page.
 */
export function wasmBackend(ort: WebOrt, threads: number): Backend {
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = "error";
  return withHotGraph(ort, threads);
}

/** The first graph that has weights takes them inside. */
function withHotGraph(ort: Ort, threads: number): Backend {
  const bound = explainingStart(ortBackend(ort, { name: "web", threads }));
  let hasHotGraph = false;
  return {
    ...bound,
    async compile(graph, weights, options) {
      const bytes = bytesOfAll(weights);
      const isHot = !hasHotGraph && bytes > 0 && bytes <= MAX_INITIALIZER_BYTES;
      if (!isHot) return bound.compile(graph, weights, options);
      hasHotGraph = true;
      const program = await bound.compile(graph, weights, { ...options, prepack: true });
      return {
        bytes: program.bytes,
        run: (feeds, outputs, keep) => program.run(feeds, outputs, keep),
        release: async () => {
          hasHotGraph = false;
          await program.release();
        },
      };
    },
  };
}

function explainingStart(backend: Backend): Backend {
  return {
    ...backend,
    compile: (graph, weights, options) =>
      backend.compile(graph, weights, options).catch(explainStart),
  };
}

/** WASM is fetched and started by the first compilation: a failure there is not the graph's. */
export function explainStart(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  if (!reason.includes("no available backend")) throw error;
  throw new VitrineError(
    "RUNTIME",
    `compile: ONNX Runtime's WASM does not start (${reason}). ` +
      `Is its .wasm file served with the page, and WebAssembly allowed there?`,
    { cause: error },
  );
}
