import { type EncodedTensor, tensorFromJson } from "../../src/formats/tensor-json.ts";

/** A module for Node and for a page: everything that `inspect` does, as JSON. */
export const ANALYSES = `
import { loadModel } from "vitrine";
import { inspect } from "vitrine/reports";

const TEXT = "Once upon a time, there was a little girl named Lily.";
const texts = { texts: ["Tom had a big red ball. He liked to play with it.", TEXT], source: "two" };

export async function analyses() {
  const model = await loadModel("stories260k");
  const report = await inspect({ model, input: TEXT, texts });
  await model.close();
  return report;
}

export function numbersOf({ results }) {
  return results.map(({ result }) => ({ method: result.method, data: result.toJSON().data }));
}`;

export interface Analysis {
  readonly method: string;
  readonly data: unknown;
}

/** Two float32 implementations of the same sums, as a share of a tensor's largest value. */
const TOLERANCE = 1e-4;

/** Where two runs of the analyses are not the same, as paths with both values. */
export function differences(found: unknown, wanted: unknown, at = ""): readonly string[] {
  if (isTensor(wanted)) return isTensor(found) ? tensorDifferences(found, wanted, at) : [at];
  if (typeof wanted === "number" && typeof found === "number") {
    return isNear(found, wanted, 1) ? [] : [`${at}: ${found}, ${wanted}`];
  }
  if (typeof wanted !== "object" || wanted === null) {
    return Object.is(found, wanted) ? [] : [`${at}: ${String(found)}, ${String(wanted)}`];
  }
  if (typeof found !== "object" || found === null) return [`${at}: nothing there`];
  const names = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  return [...names].flatMap((name) =>
    differences((found as Fields)[name], (wanted as Fields)[name], `${at}/${name}`),
  );
}

type Fields = Readonly<Record<string, unknown>>;

function tensorDifferences(found: EncodedTensor, wanted: EncodedTensor, at: string): string[] {
  if (found.dims.join() !== wanted.dims.join()) return [`${at}: ${found.dims.join(" × ")}`];
  const [a, b] = [found, wanted].map((encoded) => Array.from(tensorFromJson(encoded).data, Number));
  const size = Math.max(1, ...b.map(Math.abs).filter(Number.isFinite));
  const off = b.findIndex((value, i) => !isNear(a[i], value, size));
  return off < 0 ? [] : [`${at}/${off}: ${a[off]}, ${b[off]}`];
}

function isNear(found: number, wanted: number, size: number): boolean {
  return Object.is(found, wanted) || Math.abs(found - wanted) <= TOLERANCE * size;
}

function isTensor(value: unknown): value is EncodedTensor {
  return typeof value === "object" && value !== null && "dtype" in value && "dims" in value;
}
