/**
 * The length of an axis: a number, or a polynomial in symbols in canonical text
 * (`"batch"`, `"batch*pos"`, `"past+pos"`, `"2*pos+1"`), so that equal dims are equal strings.
 */
export type Dim = number | string;

/** Monomial (symbols sorted, joined by `*`; `""` is the constant) → integer coefficient. */
type Polynomial = ReadonlyMap<string, number>;

export function addDims(a: Dim, b: Dim): Dim {
  if (typeof a === "number" && typeof b === "number") return a + b;
  const sum = new Map(parse(a));
  for (const [monomial, k] of parse(b)) sum.set(monomial, (sum.get(monomial) ?? 0) + k);
  return print(sum);
}

export function subDims(a: Dim, b: Dim): Dim {
  return addDims(a, mulDims(b, -1));
}

export function mulDims(a: Dim, b: Dim): Dim {
  if (typeof a === "number" && typeof b === "number") return a * b + 0; // no −0
  const key = `${a} ${b}`;
  const known = products.get(key) ?? multiply(a, b);
  products.set(key, known);
  return known;
}

/** Models multiply the same few dims many thousand times. */
const products = new Map<string, Dim>();

function multiply(a: Dim, b: Dim): Dim {
  const product = new Map<string, number>();
  for (const [m, k] of parse(a)) {
    for (const [n, l] of parse(b)) {
      const monomial = joinSymbols(splitSymbols(m).concat(splitSymbols(n)));
      product.set(monomial, (product.get(monomial) ?? 0) + k * l);
    }
  }
  return print(product);
}

/** `a / b` when it divides exactly, else null. Divides by a number or by one monomial. */
export function divDims(a: Dim, b: Dim): Dim | null {
  if (b === 0) return null;
  if (a === 0) return 0;
  if (a === b) return 1;
  const divisor = [...parse(b)];
  if (divisor.length !== 1) return null;
  const [symbols, factor] = divisor[0];
  const quotient = new Map<string, number>();
  for (const [monomial, k] of parse(a)) {
    const rest = without(splitSymbols(monomial), splitSymbols(symbols));
    if (rest === null || k % factor !== 0) return null;
    quotient.set(joinSymbols(rest), k / factor);
  }
  return print(quotient);
}

/** Product of all dims; 1 for a scalar. */
export function sizeOfDims(dims: readonly Dim[]): Dim {
  let size: Dim = 1;
  for (const dim of dims) size = mulDims(size, dim);
  return size;
}

/** Replaces symbols by dims. Symbols not in `known` stay. */
export function substituteDim(dim: Dim, known: ReadonlyMap<string, Dim>): Dim {
  if (typeof dim === "number" || known.size === 0) return dim;
  const whole = known.get(dim);
  if (whole !== undefined) return whole;
  let sum: Dim = 0;
  for (const [monomial, k] of parse(dim)) {
    let product: Dim = k;
    for (const symbol of splitSymbols(monomial)) {
      product = mulDims(product, known.get(symbol) ?? symbol);
    }
    sum = addDims(sum, product);
  }
  return sum;
}

/**
 * Whether a dim is one of the symbols `_0`, `_1`, … that builders make up for lengths only a run
 * knows.
 */
export function isFresh(dim: Dim): dim is string {
  return typeof dim === "string" && /^_\d+$/.test(dim);
}

/** The symbols a builder made up that a dim is made of. */
export function freshSymbolsOf(dim: Dim): string[] {
  // most dims have none, and need not be taken apart
  return typeof dim === "string" && dim.includes("_") ? symbolsOf(dim).filter(isFresh) : [];
}

/** The plain symbols a dim is made of. */
export function symbolsOf(dim: Dim): string[] {
  if (typeof dim === "number") return [];
  return [...new Set([...parse(dim).keys()].flatMap(splitSymbols))];
}

export function formatDims(dims: readonly Dim[]): string {
  return `[${dims.join(", ")}]`;
}

export function substituteDims(dims: readonly Dim[], known: ReadonlyMap<string, Dim>): Dim[] {
  return dims.map((dim) => substituteDim(dim, known));
}

export function sameDims(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

export function isStatic(dims: readonly Dim[]): dims is readonly number[] {
  return dims.every((dim) => typeof dim === "number");
}

const parsed = new Map<string, Polynomial>();

function parse(dim: Dim): Polynomial {
  if (typeof dim === "number") return new Map([["", dim]]);
  const cached = parsed.get(dim);
  if (cached !== undefined) return cached;
  const polynomial = new Map<string, number>();
  for (const term of dim.replace(/-/g, "+-").split("+")) {
    if (term === "") continue;
    const negative = term.startsWith("-");
    const factors = (negative ? term.slice(1) : term).split("*");
    const numeric = factors.filter((f) => /^\d+$/.test(f));
    const k = numeric.reduce((product, f) => product * Number(f), negative ? -1 : 1);
    const monomial = joinSymbols(factors.filter((f) => !/^\d+$/.test(f)));
    polynomial.set(monomial, (polynomial.get(monomial) ?? 0) + k);
  }
  parsed.set(dim, polynomial);
  return polynomial;
}

function print(polynomial: Polynomial): Dim {
  const terms = [...polynomial].filter(([, k]) => k !== 0);
  if (terms.length === 0) return 0;
  if (terms.length === 1 && terms[0][0] === "") return terms[0][1];
  // the constant last, otherwise alphabetical
  terms.sort(([a], [b]) => (a === "" ? 1 : b === "" ? -1 : a < b ? -1 : 1));
  const text = terms.map(([monomial, k]) => {
    if (monomial === "") return `${k}`;
    return k === 1 ? monomial : k === -1 ? `-${monomial}` : `${k}*${monomial}`;
  });
  return text.join("+").replace(/\+-/g, "-");
}

function splitSymbols(monomial: string): string[] {
  return monomial === "" ? [] : monomial.split("*");
}

function joinSymbols(symbols: readonly string[]): string {
  return [...symbols].sort().join("*");
}

function without(symbols: readonly string[], removed: readonly string[]): string[] | null {
  const rest = [...symbols];
  for (const symbol of removed) {
    const at = rest.indexOf(symbol);
    if (at < 0) return null;
    rest.splice(at, 1);
  }
  return rest;
}
