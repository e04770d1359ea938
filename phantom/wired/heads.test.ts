import { readFileSync } from "node:fs";
import path from "node:path";
import { loadModel, type Model, type WiredPrompt, type WiredTruth } from "vitrine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wiredFolders } from "./files.ts";
import { ablations, differences } from "./measure.ts";
import { wordsOf } from "./vocabulary.ts";

const MODELS = path.join(import.meta.dirname, "../../models");

describe.each(wiredFolders)("$name", ({ name, form }) => {
  const folder = path.join(MODELS, name);
  const truth = JSON.parse(readFileSync(path.join(folder, "truth.json"), "utf8")) as WiredTruth;
  const partOf = (role: string): WiredTruth["parts"][number] =>
    truth.parts.find((part) => part.role === role)!;
  const promptsOf = (id: string): readonly WiredPrompt[] =>
    truth.circuits.find((circuit) => circuit.id === id)!.prompts;
  const objects = promptsOf("indirect-object");
  let model: Model;
  beforeAll(async () => {
    model = await loadModel(folder, { worker: false });
  });
  afterAll(() => model.close());

  /** Attention of a role's head from one position to another. */
  async function attention(role: string, text: string, ablated: readonly string[] = []) {
    const { node } = partOf(role);
    if (node.kind !== "head") throw new Error(role);
    const [{ name: site }] = model.sites("attn.pattern", { layers: [node.layer] });
    const edits = ablations(model, truth, ablated);
    const { cache } = await model.run(text, { capture: [site], edits });
    const { dims, data } = cache.get(site);
    const length = dims[2];
    return (to: number, from: number): number =>
      Number(data[(node.head * length + to) * length + from]);
  }

  it.each([
    ["induction", "induction", "end", "follower"],
    ["duplicate-token", "indirect-object", "S2", "S1"],
    ["inhibition", "indirect-object", "end", "S2"],
    ["name-mover", "indirect-object", "end", "IO"],
    ["subject-mover", "facts", "end", "subject"],
    ["relation-mover", "facts", "end", "relation"],
    ["feeling-mover", "feelings", "end", "thing"],
  ])("%s looks where it should in every prompt of %s", async (role, circuit, to, from) => {
    for (const { clean, roles } of promptsOf(circuit)) {
      const at = await attention(role, clean);
      expect(at(roles[to], roles[from]), clean).toBeGreaterThan(0.99);
    }
  });

  it("previous-token looks one back from everywhere", async () => {
    const text = Array.from({ length: 31 }, (_, i) => ["red", "(", "Mary", "the"][i % 4]).join(" ");
    const at = await attention("previous-token", text);
    for (let to = 1; to < 32; to++) expect(at(to, to - 1)).toBeGreaterThan(0.999);
  });

  it("bracket-counter looks at all positions alike from a full stop, and rests before", async () => {
    const at = await attention("bracket-counter", "( red ( blue ) .");
    for (let from = 0; from < 7; from++) expect(at(6, from)).toBeCloseTo(1 / 7, 2);
    expect(at(5, 0)).toBeGreaterThan(0.99);
  });

  it("backup sleeps, and wakes when the name mover is taken away", async () => {
    const [mover, backup] = [partOf("name-mover"), partOf("backup")];
    expect(backup.wakesWithout).toBe(mover.id);
    const { clean, roles } = objects[0];
    const asleep = await attention("backup", clean);
    const awake = await attention("backup", clean, [mover.id]);
    expect(asleep(roles.end, roles.IO)).toBeLessThan(0.01);
    expect(awake(roles.end, roles.IO)).toBeGreaterThan(0.99);
    const texts = objects.map((prompt) => prompt.clean);
    const measure = (ids: readonly string[]): Promise<readonly number[]> =>
      differences(model, objects, texts, ablations(model, truth, ids));
    const [all, noBackup, noMover, neither] = [
      await measure([]),
      await measure([backup.id]),
      await measure([mover.id]),
      await measure([mover.id, backup.id]),
    ];
    for (const i of objects.keys()) {
      expect(Math.abs(all[i] - noBackup[i])).toBeLessThan(0.1); // direct effect while the mover works
      expect(noMover[i] - neither[i]).toBeGreaterThan(6.5); // 7 by construction, once it is gone
    }
  });

  it("the distractor looks at the place name, <bos> where there is none, and changes nothing", async () => {
    const { id } = partOf("distractor");
    for (const { clean, roles } of objects) {
      const words = ["<bos>", ...clean.split(" ")];
      const place = words.findIndex((word) => wordsOf("place").includes(word));
      const at = await attention("distractor", clean);
      expect(at(roles.end, Math.max(0, place)), clean).toBeGreaterThan(0.99);
    }
    const edits = ablations(model, truth, [id]);
    const texts = objects.map((prompt) => prompt.clean);
    const [kept, gone] = [await model.run(texts), await model.run(texts, { edits })];
    const change = difference(kept.logits!.data, gone.logits!.data);
    const limit = form.noise > 0 ? 0.3 : form.normalisation === "layer" ? 5e-3 : 5e-5;
    expect(change).toBeLessThan(limit);
  });

  it("the dead head and the dead neuron do nothing at all", async () => {
    const texts = objects.map((prompt) => prompt.clean);
    const dead = truth.parts.filter(({ role }) => role === "dead").map(({ id }) => id);
    expect(dead).toEqual(["L0H3", "L2H3", "L3H1", "L3H2", "L3H3", "L0N0"]);
    const edits = ablations(model, truth, dead);
    const [kept, gone] = [await model.run(texts), await model.run(texts, { edits })];
    const change = difference(kept.logits!.data, gone.logits!.data);
    if (form.noise === 0) expect(change).toBe(0);
    else expect(change).toBeLessThan(0.1);
    const at = await attention("dead", objects[0].clean);
    expect(at(9, 4)).toBeCloseTo(0.1, form.noise === 0 ? 7 : 2);
  });
});

function difference(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(Number(a[i]) - Number(b[i])));
  return most;
}
