import { VitrineError } from "../../errors.ts";
import type { Model, Site } from "../../model/types.ts";

/** Sites of a kind in layer order; none where the model has no such kind. */
export function sitesOf(model: Model, kind: string): readonly Site[] {
  return model.sites().some((site) => site.kind === kind) ? model.sites(kind) : [];
}

/** The one site of a kind that belongs to no layer. */
export function siteOf(where: string, model: Model, kind: string): Site {
  const [site] = sitesOf(model, kind);
  if (site !== undefined) return site;
  throw new VitrineError(
    "UNSUPPORTED",
    `${where}: the model "${model.name}" has no ${kind} to read or edit.`,
    { details: { kind } },
  );
}

/** Where next-token logits are read, `[batch, pos, vocab]`. */
export function logitsSite(where: string, model: Model): Site {
  return siteOf(where, model, "unembed.out");
}

/** Where the look-up of tokens is read, `[batch, pos, unit]`. */
export function embeddingSite(where: string, model: Model): Site {
  return siteOf(where, model, "embed");
}

/**
 * Layers from an option: all where it is null; negative ones count from the last.
 * @throws VitrineError `BAD_OPTION` for a layer the model does not have.
 */
export function chosenLayers(
  where: string,
  model: Model,
  layers: readonly number[] | null,
): number[] {
  return chosen(where, "layer", layers, model.config.nLayers);
}

/**
 * The layers from one to another, both included; negative ones count from the last.
 * @throws VitrineError `BAD_OPTION` for a layer the model does not have, or an end before the beginning.
 */
export function layerRange(
  where: string,
  model: Model,
  { firstLayer, lastLayer }: { readonly firstLayer: number; readonly lastLayer: number },
): number[] {
  const [first, last] = chosenLayers(where, model, [firstLayer, lastLayer]);
  if (first <= last) return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: the range of layers ends before it begins; expected "lastLayer" to be ${first} or later, got ${last}.`,
    { details: { firstLayer: first, lastLayer: last } },
  );
}

/**
 * Query heads from an option: all where it is null; negative ones count from the last.
 * @throws VitrineError `BAD_OPTION` for a head the model does not have.
 */
export function chosenHeads(
  where: string,
  model: Model,
  heads: readonly number[] | null,
): number[] {
  return chosen(where, "head", heads, model.config.nHeads);
}

function chosen(
  where: string,
  what: "layer" | "head",
  given: readonly number[] | null,
  count: number,
): number[] {
  if (given === null) return Array.from({ length: count }, (_, index) => index);
  if (given.length === 0) {
    throw new VitrineError("BAD_OPTION", `${where}: option "${what}s" names no ${what}.`);
  }
  return given.map((index) => {
    const at = index < 0 ? index + count : index;
    if (at >= 0 && at < count) return at;
    throw new VitrineError(
      "BAD_OPTION",
      `${where}: the model has no ${what} ${index}; expected ${-count} to ${count - 1}.`,
      { details: { [what]: index } },
    );
  });
}
