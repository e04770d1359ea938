/**
 * Writes the report card: what the bundled models do of what was planted.
 *
 *     npm run phantom:card                        # phantom/CARD.md and phantom/card.json
 *     npm run phantom:card -- --only phantom --model phantom/runs/phantom/model   # to the screen
 */
import { parseArgs } from "node:util";
import { loadModel } from "vitrine";
import { generateWorld } from "../world/world.ts";
import { worldCard } from "./world-card.ts";

const { values } = parseArgs({
  options: { only: { type: "string" }, model: { type: "string" } },
});
const { truth } = generateWorld();
const model = await loadModel(values.model ?? "models/phantom", { worker: false });
const started = performance.now();
const ids = values.only?.split(",");
for (const { id } of truth.planted) {
  if (ids !== undefined && !ids.includes(id)) continue;
  for (const mark of await worldCard(model, truth, [id])) {
    const line = (l: { strength: number; value: number; probes: number }): string => `${l.strength}: ${l.value.toFixed(3)}`;
    console.log(mark.isMet === null ? " " : mark.isMet ? "+" : "-", id, mark.measure, mark.reached?.toFixed(3) ?? "", JSON.stringify(mark.target), "|", mark.lines.map(line).join("  "), "| control", mark.controls.map(line).join("  "));
  }
}
console.log(((performance.now() - started) / 1000).toFixed(0), "s");
await model.close();
