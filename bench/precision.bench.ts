import { loadModel } from "vitrine";
import type { Bench } from "./shared/row.ts";

const TEXT = "Once upon a time, there was a little girl named Lily.";

/**
 * Logits of the bundled model in float32 against the float64 reference. The target is native's; WASM
 * has no fused multiply-add and rounds more often.
 */
export const bench: Bench = async () => {
  const rows = [];
  const reference = await logitsOn("reference");
  for (const backend of ["node", "web"] as const) {
    const logits = await logitsOn(backend);
    const difference = logits.reduce((most, x, i) => Math.max(most, Math.abs(x - reference[i])), 0);
    rows.push({
      what: `logits of stories260k, ${backend}: largest difference to float64`,
      unit: "",
      target: backend === "node" ? 2e-5 : null,
      min: difference,
      median: null,
    } as const);
  }
  return rows;
};

async function logitsOn(backend: "reference" | "node" | "web"): Promise<readonly number[]> {
  const model = await loadModel("stories260k", { backend, worker: false });
  const { logits } = await model.run(TEXT);
  await model.close();
  return Array.from(logits!.data, Number);
}
