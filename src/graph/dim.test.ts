import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDims,
  divDims,
  isFresh,
  mulDims,
  sizeOfDims,
  subDims,
  substituteDim,
  symbolsOf,
  type Dim,
} from "./dim.ts";

const SYMBOLS = ["batch", "pos", "_0"];

/** A sum of products, as op rules make them. */
const dims: fc.Arbitrary<Dim> = fc
  .array(
    fc.record({
      k: fc.integer({ min: -3, max: 3 }),
      symbols: fc.array(fc.constantFrom(...SYMBOLS), { maxLength: 2 }),
    }),
    { maxLength: 3 },
  )
  .map((terms) =>
    terms.reduce<Dim>((sum, { k, symbols }) => addDims(sum, sizeOfDims([k, ...symbols])), 0),
  );

const lengths = fc.record({ batch: fc.nat(9), pos: fc.nat(9), _0: fc.nat(9) });

/** The text read as arithmetic. */
function valueOf(dim: Dim, lengths: Readonly<Record<string, number>>): number {
  const terms = [...String(dim).matchAll(/([+-]?)([^+-]+)/g)].map(([, sign, product]) => {
    const factors = product.split("*").map((factor) => lengths[factor] ?? Number(factor));
    return factors.reduce((a, b) => a * b, sign === "-" ? -1 : 1);
  });
  return terms.reduce((a, b) => a + b, 0);
}

function property(check: (a: Dim, b: Dim, c: Dim, at: Record<string, number>) => void): void {
  fc.assert(fc.property(dims, dims, dims, lengths, check));
}

describe("dims", () => {
  it("write sums and products with the constant last, symbols in order", () => {
    expect(addDims("pos", "past")).toBe("past+pos");
    expect(addDims(1, "pos")).toBe("pos+1");
    expect(mulDims("pos", "batch")).toBe("batch*pos");
    expect(mulDims(2, addDims("pos", 1))).toBe("2*pos+2");
    expect(subDims("pos", "past")).toBe("-past+pos");
    expect(subDims("pos", "pos")).toBe(0);
    expect(mulDims("pos", 0)).toBe(0);
  });

  it("read text that is not canonical", () => {
    expect(addDims("pos+pos*batch+pos-1", 0)).toBe("batch*pos+2*pos-1");
    expect(addDims("2*3*n", 0)).toBe("6*n");
    expect(addDims("n-n", 0)).toBe(0);
  });

  it("add, subtract and multiply as numbers do", () => {
    property((a, b, _, at) => {
      const [x, y] = [valueOf(a, at), valueOf(b, at)];
      expect(valueOf(addDims(a, b), at)).toBe(x + y);
      expect(valueOf(subDims(a, b), at)).toBe(x - y);
      expect(valueOf(mulDims(a, b), at)).toBe(x * y + 0); // no −0
    });
  });

  it("are equal texts when they are equal lengths, however they came about", () => {
    property((a, b, c) => {
      expect(addDims(a, b)).toBe(addDims(b, a));
      expect(mulDims(a, b)).toBe(mulDims(b, a));
      expect(addDims(addDims(a, b), c)).toBe(addDims(a, addDims(b, c)));
      expect(mulDims(a, addDims(b, c))).toBe(addDims(mulDims(a, b), mulDims(a, c)));
      expect(subDims(addDims(a, b), b)).toBe(a);
    });
  });
});

describe("divDims", () => {
  it("undoes a product with a number or one product of symbols", () => {
    const factor = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.subarray(SYMBOLS))
      .map(([k, symbols]) => sizeOfDims([k, ...symbols]));
    fc.assert(
      fc.property(dims, factor, (a, b) => {
        expect(divDims(mulDims(a, b), b)).toBe(a);
      }),
    );
  });

  it("is null where a length does not divide", () => {
    expect(divDims("2*pos+1", 2)).toBeNull();
    expect(divDims("batch*pos+1", "pos")).toBeNull();
    expect(divDims(7, 2)).toBeNull();
    expect(divDims("pos", 0)).toBeNull();
    expect(divDims(0, 0)).toBeNull();
    expect(divDims("pos", "past+pos")).toBeNull();
  });
});

describe("substituteDim", () => {
  it("gives the length of the symbols put in", () => {
    property((a, b, _, at) => {
      const known = new Map<string, Dim>([["pos", b]]);
      const inside = { ...at, pos: valueOf(b, at) };
      expect(valueOf(substituteDim(a, known), at)).toBe(valueOf(a, inside));
    });
  });

  it("puts in all symbols at once", () => {
    const swapped = new Map<string, Dim>([
      ["batch", "pos"],
      ["pos", "batch"],
    ]);
    expect(substituteDim("2*batch+pos", swapped)).toBe("batch+2*pos");
    expect(substituteDim("pos", new Map([["pos", 0]]))).toBe(0);
  });
});

describe("symbolsOf", () => {
  it("names each symbol once", () => {
    expect(symbolsOf("batch*pos+2*pos-1")).toEqual(["batch", "pos"]);
    expect(symbolsOf(3)).toEqual([]);
  });
});

describe("isFresh", () => {
  it("is about made-up symbols alone", () => {
    expect(isFresh("_12")).toBe(true);
    for (const dim of [12, "pos", "_", "_a", "2*_1", "past_1"]) expect(isFresh(dim)).toBe(false);
  });
});
