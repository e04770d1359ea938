import type { Edit } from "../../src/model/edit.ts";
import type { Model, Row } from "../../src/model/types.ts";

/** A layer's values at one site, `[pos][unit]`. */
export type Stream = readonly (readonly number[])[];

/**
 * What attention carries in one layer, found by doing without: the value of a kind of site minus its
 * value where one token's value vector is zero, `[key][pos][unit]`. Patterns stay as they are, and so do
 * the norms' scales named in `held`.
 */
export async function carried(
  model: Model,
  row: Row,
  layer: number,
  kind: string,
  held: readonly string[] = [],
): Promise<Stream[]> {
  const clean = await streamAt(model, row, layer, kind);
  const [value] = model.sites("attn.v", { layers: [layer] });
  const all: Stream[] = [];
  for (let pos = 0; pos < clean.length; pos++) {
    const zeroed: Edit = { at: value.name, where: { pos }, do: "zero" };
    const without = await streamAt(model, row, layer, kind, [
      ...holding(model, row, layer, held),
      zeroed,
    ]);
    all.push(clean.map((vector, i) => vector.map((x, unit) => x - without[i][unit])));
  }
  return all;
}

/** Edits that hold kinds of sites at what they are without edits. */
export function holding(
  model: Model,
  row: Row,
  layer: number,
  kinds: readonly string[],
): readonly Edit[] {
  return kinds.map((kind) => {
    const [site] = model.sites(kind, { layers: [layer] });
    return { at: site.name, do: "patch", with: { run: row, at: site.name } };
  });
}

/** One kind of site in one layer, `[pos][unit]`; heads one after the other where it has them. */
export async function streamAt(
  model: Model,
  row: Row,
  layer: number,
  kind: string,
  edits: readonly Edit[] = [],
): Promise<Stream> {
  const [site] = model.sites(kind, { layers: [layer] });
  const { cache } = await model.run(row, { capture: [site.name], edits, logits: "none" });
  const { dims, data } = cache.get(site.name);
  const length = dims[1];
  const width = data.length / length;
  return Array.from({ length }, (_, pos) =>
    Array.from(data.slice(pos * width, (pos + 1) * width), Number),
  );
}
