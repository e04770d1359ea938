import path from "node:path";
import { loadModel, type Model, type Tensor, type WiredTruth } from "vitrine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const FOLDER = path.join(import.meta.dirname, "../../models/phantom-wired");
const TEXT = "When Mary and John went to the shop , John gave a drink to";
const [S2, END] = [10, 14];

/** What the truth says, read as a user reads it, against streams that the engine computed. */
describe("the directions of phantom-wired", () => {
  let model: Model;
  let truth: WiredTruth;
  beforeAll(async () => {
    model = await loadModel(FOLDER, { worker: false });
    truth = (await model.truth()) as WiredTruth;
  });
  afterAll(() => model.close());

  /** Coordinate of a stream along a feature. */
  function along(id: string, stream: Tensor, at: number): number {
    const row = truth.features.findIndex((feature) => feature.id === id);
    expect(row, id).toBeGreaterThanOrEqual(0);
    const { directions } = truth;
    let sum = 0;
    for (let i = 0; i < 140; i++) {
      sum += Number(directions.data[row * 140 + i]) * Number(stream.data[at * 140 + i]);
    }
    return sum;
  }

  async function streamAt(layer: number, kind: string, text: string): Promise<Tensor> {
    const [{ name }] = model.sites(kind, { layers: [layer] });
    const { cache } = await model.run(text, { capture: [name] });
    return cache.get(name);
  }

  it("are unit vectors, one a feature", () => {
    const { directions } = truth;
    expect(directions.dims).toEqual([truth.features.length, 140]);
    for (let row = 0; row < truth.features.length; row++) {
      const vector = Array.from(directions.data.slice(row * 140, (row + 1) * 140), Number);
      expect(vector.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 5);
    }
  });

  it("carry what the circuit says, where it says so", async () => {
    const first = await streamAt(0, "resid_pre", TEXT);
    expect(along("token/class:name", first, S2)).toBeCloseTo(1, 5);
    expect(along("duplicate/name", first, S2)).toBeCloseTo(0, 5);
    const noted = await streamAt(0, "resid_mid", TEXT);
    expect(along("duplicate/name", noted, S2)).toBeCloseTo(1, 5);
    expect(along("previous/class:grammar", noted, END)).toBeCloseTo(0, 5); // before “to”: drink
    expect(along("previous/class:object", noted, END)).toBeCloseTo(1, 5);
    const inhibited = await streamAt(1, "resid_mid", TEXT);
    expect(along("inhibited/1", inhibited, END)).toBeCloseTo(1, 5); // John
    expect(along("inhibited/0", inhibited, END)).toBeCloseTo(0, 5); // Mary
    const moved = await streamAt(2, "resid_mid", TEXT);
    expect(along("output/class:name", moved, END)).toBeCloseTo(9, 2);
  });

  it("appear at the hook that `since` names and not before", async () => {
    const before = await streamAt(1, "resid_pre", TEXT);
    for (const { id, since } of truth.features) {
      if (since !== "blocks.1.hook_resid_mid" && since !== "blocks.2.hook_resid_mid") continue;
      for (let at = 0; at <= END; at++) expect(along(id, before, at), id).toBeCloseTo(0, 4);
    }
  });

  it("interfere where two features share a position: a quarter each, not a half", async () => {
    const text = "Lucy saw the bread , the ice and felt";
    const stream = await streamAt(2, "resid_mid", text);
    expect(along("felt/food", stream, 9)).toBeCloseTo(0.25, 4); // (1 − ½) / 2
    expect(along("felt/cold", stream, 9)).toBeCloseTo(0.25, 4);
    expect(along("felt/danger", stream, 9)).toBeCloseTo(-0.5, 4);
  });
});
