import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memorySource, type ByteSource } from "../bytes/source.ts";
import { VitrineError } from "../errors.ts";
import { BYTES, viewAs, type DType } from "../tensor/dtype.ts";
import { float32, sizeOf, tensor, type Tensor } from "../tensor/tensor.ts";
import { DTYPE_NAMES } from "./safetensors-header.ts";
import { writeSafetensors } from "./safetensors-write.ts";
import { openSafetensors } from "./safetensors.ts";

/** A file from its header's text and its data, laid out by hand as the format says. */
function file(header: string, data: readonly number[] = [], length = header.length): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  bytes.set(data, 8 + header.length);
  return bytes;
}

const open = (bytes: Uint8Array) => openSafetensors(memorySource("f", bytes));

const entry = (dtype: string, shape: unknown, offsets: unknown) =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });

const zeros = (n: number) => Array.from<number>({ length: n }).fill(0);

describe("openSafetensors", () => {
  it("reads tensors and notes laid out by hand", async () => {
    const header = `{"__metadata__":{"format":"pt"},"b":${entry("F32", [2], [2, 10])},"a":${entry("F16", [1, 1], [0, 2])}}`;
    const weights = await open(file(header, [0x00, 0x3c, 0, 0, 128, 63, 0, 0, 0, 192]));
    expect([...weights.metadata]).toEqual([["format", "pt"]]);
    expect([...weights.tensors.keys()].sort()).toEqual(["a", "b"]);
    expect(await weights.read("a")).toEqual(tensor("float16", [1, 1], Uint16Array.of(0x3c00)));
    expect(await weights.read("b")).toEqual(float32([2], [1, -2]));
    const { begin, end } = weights.tensors.get("b")!;
    expect([begin, end]).toEqual([8 + header.length + 2, 8 + header.length + 10]);
  });

  it("reads scalars, empty tensors, and a file without tensors", async () => {
    const header = `{"e":${entry("I64", [0, 7], [0, 0])},"s":${entry("U8", [], [0, 1])}}`;
    const weights = await open(file(header, [9]));
    expect(await weights.read("s")).toEqual(tensor("uint8", [], Uint8Array.of(9)));
    expect((await weights.read("e")).data.length).toBe(0);
    expect((await open(file("{}"))).tensors.size).toBe(0);
  });

  it("names the nearest weights where one is unknown", async () => {
    const weights = await open(file(`{"h.0.attn.bias":${entry("U8", [1], [0, 1])}}`, [0]));
    await expect(weights.read("h.0.attn.bia")).rejects.toMatchObject({
      code: "UNKNOWN_NAME",
      details: { candidates: ["h.0.attn.bias"] },
    });
  });

  const one = entry("F32", [1], [0, 4]);
  it.each<[string, Uint8Array, RegExp]>([
    ["no bytes", new Uint8Array(0), /expected a header/],
    ["a length beyond the file", file("{}", [], 3), /got a header of 3 bytes/],
    ["a length of 2⁶⁴ − 1", new Uint8Array(16).fill(255), /got a header of 18446744073709551615/],
    ["a header over 100 MB", hugeHeader(), /got a header of 100000001 bytes/],
    ["broken JSON", file(`{"a":`), /not JSON/],
    ["bytes that are not UTF-8", file("{}").with(8, 0xff), /not UTF-8/],
    ["a list for a header", file("[]"), /not an object/],
    ["a key twice", file(`{"a":${one},"a":${one}}`, zeros(4)), /has "a" twice/],
    ["a key twice, escaped", file(`{"a":${one},"\\u0061":${one}}`, zeros(4)), /has "a" twice/],
    ["a field twice", file(`{"a":{"dtype":"U8","dtype":"U8"}}`, zeros(4)), /"dtype" twice/],
    ["notes that are not strings", file(`{"__metadata__":{"n":1}}`), /__metadata__ is malformed/],
    ["a number for an entry", file(`{"a":1}`), /tensor "a": the entry is malformed/],
    ["an unknown type", file(`{"a":${entry("F8_E4M3", [4], [0, 4])}}`, zeros(4)), /got "F8_E4M3"/],
    ["no type", file(`{"a":{"shape":[1],"data_offsets":[0,4]}}`, zeros(4)), /got nothing/],
    ["a negative dim", file(`{"a":${entry("F32", [-1], [0, 4])}}`, zeros(4)), /got \[-1\]/],
    ["a fractional dim", file(`{"a":${entry("F32", [0.5], [0, 4])}}`, zeros(4)), /got \[0.5\]/],
    ["a huge dim", file(`{"a":${entry("F32", [2 ** 60], [0, 4])}}`, zeros(4)), /list of sizes/],
    [
      "huge dims",
      file(`{"a":${entry("U8", [2 ** 40, 2 ** 40], [0, 4])}}`, zeros(4)),
      /not match U8/,
    ],
    ["too few bytes", file(`{"a":${entry("F32", [2], [0, 4])}}`, zeros(4)), /expected 8, got 4/],
    [
      "bytes outside",
      file(`{"a":${entry("F32", [2], [0, 8])}}`, zeros(4)),
      /within 0–4, got \[0,8\]/,
    ],
    ["a reversed range", file(`{"a":${entry("F32", [0], [4, 0])}}`, zeros(4)), /outside the file/],
    ["three offsets", file(`{"a":${entry("F32", [1], [0, 4, 4])}}`, zeros(4)), /outside the file/],
    ["overlap", file(`{"a":${one},"b":${entry("F32", [1], [2, 6])}}`, zeros(6)), /"b": overlaps/],
    [
      "a hole",
      file(`{"a":${one},"b":${entry("F32", [1], [6, 10])}}`, zeros(10)),
      /"b": leaves a hole/,
    ],
    ["a late start", file(`{"a":${entry("F32", [1], [2, 6])}}`, zeros(6)), /"a": leaves a hole/],
    ["bytes after the end", file(`{"a":${one}}`, zeros(5)), /longer than its tensors/],
  ])("refuses %s", async (_, bytes, message) => {
    const error: unknown = await open(bytes).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(VitrineError);
    expect((error as VitrineError).message).toMatch(message);
    expect((error as VitrineError).message).toMatch(/^f: /);
  });

  it.each([
    ["PyTorch's zip", [0x50, 0x4b, 3, 4, 0, 0, 8, 8, 0, 0]],
    ["a bare pickle", [0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20]],
  ])("refuses %s with the conversion command", async (_, bytes) => {
    await expect(open(Uint8Array.from(bytes))).rejects.toThrow(/save_file\(.*'f'/);
  });
});

function hugeHeader(): Uint8Array {
  const bytes = new Uint8Array(100_000_020);
  new DataView(bytes.buffer).setBigUint64(0, 100_000_001n, true);
  return bytes;
}

const dtypes = Object.keys(DTYPE_NAMES) as DType[];

const tensors: fc.Arbitrary<Map<string, Tensor>> = fc
  .uniqueArray(
    fc.tuple(
      fc
        .string({ unit: "binary" })
        .filter((name) => name !== "__metadata__" && !/\p{Cs}/u.test(name)),
      fc.constantFrom(...dtypes),
      fc.array(fc.nat(4), { maxLength: 3 }),
      fc.infiniteStream(fc.nat(255)),
    ),
    { selector: ([name]) => name, maxLength: 6 },
  )
  .map(
    (list) => new Map(list.map(([name, dtype, dims, bytes]) => [name, make(dtype, dims, bytes)])),
  );

function make(dtype: DType, dims: number[], bytes: Iterator<number>): Tensor {
  const length = sizeOf(dims) * BYTES[dtype];
  const raw = Uint8Array.from({ length }, () => bytes.next().value as number);
  return tensor(dtype, dims, viewAs(dtype, raw));
}

describe("writeSafetensors", () => {
  it("comes back as it was, whatever the names, types and dims", async () => {
    const notes = fc.dictionary(fc.string(), fc.string());
    await fc.assert(
      fc.asyncProperty(tensors, notes, async (given, metadata) => {
        const weights = await open(writeSafetensors(given, new Map(Object.entries(metadata))));
        expect(new Map([...weights.metadata])).toEqual(new Map(Object.entries(metadata)));
        expect([...weights.tensors.keys()].sort()).toEqual([...given.keys()].sort());
        for (const [name, { dtype, dims, data }] of given) {
          const got = await weights.read(name);
          expect([got.dtype, got.dims]).toEqual([dtype, dims]);
          expect(rawBytes(got)).toEqual(rawBytes({ dtype, dims, data }));
        }
      }),
    );
  });

  it("aligns every tensor to its element size", async () => {
    const weights = await open(
      writeSafetensors(
        new Map<string, Tensor>([
          ["a", tensor("uint8", [3], Uint8Array.of(1, 2, 3))],
          ["b", tensor("float64", [1], Float64Array.of(0.5))],
        ]),
      ),
    );
    for (const { dtype, begin } of weights.tensors.values()) expect(begin % BYTES[dtype]).toBe(0);
  });

  it("refuses data that does not fill its dims, and the reserved name", () => {
    const short = { dtype: "float32", dims: [2], data: Float32Array.of(1) } as const;
    expect(() => writeSafetensors(new Map([["a", short]]))).toThrow(/expected 2 elements, got 1/);
    const named = new Map([["__metadata__", float32([1], [1])]]);
    expect(() => writeSafetensors(named)).toThrow(/Rename/);
  });
});

function rawBytes({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
}

/** Records the longest read, which is the largest buffer asked for. */
function watched(bytes: Uint8Array): { source: ByteSource; longest: () => number } {
  const inner = memorySource("fuzzed", bytes);
  let longest = 0;
  const read: ByteSource["read"] = (offset, length, options) => {
    longest = Math.max(longest, length);
    return inner.read(offset, length, options);
  };
  return { source: { ...inner, read }, longest: () => longest };
}

describe("openSafetensors, fuzzed", () => {
  const edit = fc.record({
    at: fc.nat(400),
    drop: fc.nat(6),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc
        .constantFrom(
          "0",
          "-1",
          "1e9",
          "9007199254740993",
          '"',
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "null",
          '"F32"',
          '"F8_E5M2"',
        )
        .map((text) => new TextEncoder().encode(text)),
    ),
  });

  it("opens or throws a VitrineError, and never asks for more than the file holds", async () => {
    let refused = 0;
    let opened = 0;
    const property = async (given: Map<string, Tensor>, edits: readonly Edit[]) => {
      const bytes = edits.reduce(mutate, writeSafetensors(given, new Map([["format", "pt"]])));
      const { source, longest } = watched(bytes);
      try {
        const weights = await openSafetensors(source);
        for (const name of weights.tensors.keys()) await weights.read(name);
        opened++;
      } catch (error) {
        expect(error).toBeInstanceOf(VitrineError);
        refused++;
      }
      expect(longest()).toBeLessThanOrEqual(bytes.length);
    };
    await fc.assert(fc.asyncProperty(tensors, fc.array(edit, { maxLength: 3 }), property), {
      numRuns: 2000,
    });
    expect(Math.min(refused, opened)).toBeGreaterThan(50); // both outcomes were reached
  });
});

interface Edit {
  readonly at: number;
  readonly drop: number;
  readonly insert: Uint8Array;
}

function mutate(bytes: Uint8Array, { at, drop, insert }: Edit): Uint8Array {
  const from = Math.min(at, bytes.length);
  return Uint8Array.from([...bytes.slice(0, from), ...insert, ...bytes.slice(from + drop)]);
}
