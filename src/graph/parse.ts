import { asVitrineError, unknownName, VitrineError } from "../errors.ts";
import { arrayFor, BYTES, type DType } from "../tensor/dtype.ts";
import { tensor, type Tensor } from "../tensor/tensor.ts";
import { Builder } from "./builder.ts";
import { addDims, isStatic, type Dim } from "./dim.ts";
import { FreshLengths } from "./fresh-lengths.ts";
import type { Attribute, Attributes, Graph, Value, ValueType } from "./graph.ts";
import type { OpTable } from "./op.ts";
import { LEFT_OUT, PLAIN_NAME, printType } from "./print.ts";
import { Scanner } from "./scanner.ts";

/** What has been read so far. */
interface Reading {
  readonly g: Builder;
  /** By their names in the text. */
  readonly values: Map<string, Value>;
  readonly fresh: FreshLengths;
}

/**
 * Reads what `printGraph` wrote: printing the result gives the same text again. Shapes are inferred
 * anew and compared with the printed ones. Empty lines, and lines that start with `#`, are passed
 * over.
 *
 * @throws VitrineError naming the line: `BAD_FILE` for text of another form and for constants
 * printed by their digest, `UNKNOWN_NAME` for ops and values that do not exist, `BAD_SHAPE` where a
 * printed type is not what the op gives.
 */
export function parseGraph(text: string, table: OpTable): Graph {
  const reading: Reading = { g: new Builder(table), values: new Map(), fresh: new FreshLengths() };
  text.split("\n").forEach((content, i) => {
    if (/^\s*(#|$)/.test(content)) return;
    const line = new Scanner(content.trimEnd(), `parseGraph: line ${i + 1}`);
    try {
      readLine(reading, line);
    } catch (error) {
      throw located(error, line.where);
    }
  });
  return reading.g.build();
}

function readLine(reading: Reading, line: Scanner): void {
  if (line.accepts("input ")) readPort(reading, line, "input");
  else if (line.accepts("param ")) readPort(reading, line, "param");
  else if (line.accepts("output ")) readOutput(reading, line);
  else readNode(reading, line);
}

function readPort({ g, values, fresh }: Reading, line: Scanner, kind: "input" | "param"): void {
  const [name, { dtype, dims }] = readTyped(line);
  line.end();
  fresh.share(dims);
  define(values, name, g[kind](name, dtype, dims));
}

function readOutput({ g, values }: Reading, line: Scanner): void {
  const name = readName(line);
  line.expect(" = ");
  const value = readUse(values, line);
  line.end();
  g.output(name, value);
}

function readNode({ g, values, fresh }: Reading, line: Scanner): void {
  const claims = line.list(() => readTyped(line));
  line.expect(" = ");
  const op = readName(line);
  line.expect("(");
  const inputs = line.listUntil(")", () => (line.accepts(LEFT_OUT) ? null : readUse(values, line)));
  const attrs = line.accepts(" {") ? readAttributes(line) : {};
  const path = line.accepts("  # ") ? readName(line) : "";
  line.end();
  const outputs = g.scope(path, () => g.emit(op, inputs, attrs));
  requireTypes(
    op,
    outputs,
    claims.map(([, type]) => type),
    fresh,
  );
  claims.forEach(([name], i) => define(values, name, outputs[i]));
}

function requireTypes(
  op: string,
  inferred: readonly ValueType[],
  printed: readonly ValueType[],
  fresh: FreshLengths,
): void {
  const types = fresh.rename(inferred, printed).map(printType).join(", ");
  const claimed = printed.map(printType).join(", ");
  if (types === claimed) return;
  throw new VitrineError(
    "BAD_SHAPE",
    `${op} gives other types; expected ${types}, got ${claimed}.`,
  );
}

function define(values: Map<string, Value>, name: string, value: Value): void {
  if (values.has(name)) throw new VitrineError("BAD_FILE", `the name "${name}" is taken.`);
  values.set(name, value);
}

function readUse(values: ReadonlyMap<string, Value>, line: Scanner): Value {
  const name = readName(line);
  const value = values.get(name);
  if (value === undefined) throw unknownName(line.where, "value", name, values.keys());
  return value;
}

const NAME = new RegExp(`%\\d+|${PLAIN_NAME.source}`, "y");
const STRING = /"(?:[^"\\]|\\.)*"/y;
const NUMBER = /-?(?:Infinity|\d+(?:\.\d+)?(?:e[+-]?\d+)?)|NaN/y;
const DIM = /-?[\w.]+(?:[-+*][\w.]+)*/y;
const DTYPE = /\w+(?=\[)/y;

function readName(line: Scanner): string {
  return line.match(NAME) ?? readString(line) ?? line.refuse("a name");
}

function readString(line: Scanner): string | null {
  const text = line.match(STRING);
  return text === null ? null : (JSON.parse(text) as string);
}

function readNumber(line: Scanner): number | null {
  const text = line.match(NUMBER);
  return text === null ? null : Number(text);
}

/** `name: dtype[dims]` */
function readTyped(line: Scanner): [name: string, type: ValueType] {
  const name = readName(line);
  line.expect(": ");
  return [name, readType(line) ?? line.refuse("a type such as float32[batch, 4]")];
}

function readType(line: Scanner): ValueType | null {
  const dtype = line.match(DTYPE);
  if (dtype === null) return null;
  if (!Object.hasOwn(BYTES, dtype))
    throw unknownName(line.where, "dtype", dtype, Object.keys(BYTES));
  line.expect("[");
  return { dtype: dtype as DType, dims: line.listUntil("]", () => readDim(line)) };
}

function readDim(line: Scanner): Dim {
  const text = line.match(DIM) ?? line.refuse("a length");
  return /^\d+$/.test(text) ? Number(text) : addDims(text, 0);
}

/** `key: value, …}` */
function readAttributes(line: Scanner): Attributes {
  const entries = line.listUntil("}", (): [string, Attribute] => {
    const key = readName(line);
    line.expect(": ");
    return [key, readAttribute(line)];
  });
  return Object.fromEntries(entries);
}

function readAttribute(line: Scanner): Attribute {
  const scalar = readString(line) ?? readNumber(line);
  if (scalar !== null) return scalar;
  const type = readType(line);
  if (type !== null) return readTensor(line, type);
  line.expect("[");
  const items = line.listUntil(
    "]",
    () => readString(line) ?? readNumber(line) ?? line.refuse("a number or a string"),
  );
  return items as Attribute;
}

/** ` (elements)`, after its type. */
function readTensor(line: Scanner, { dtype, dims }: ValueType): Tensor {
  if (!isStatic(dims)) return line.refuse("a constant of known lengths");
  line.expect(" (");
  if (line.accepts("digest ")) {
    throw new VitrineError(
      "BAD_FILE",
      "a constant is printed by its digest, which does not give its elements back. Pass it as a param.",
    );
  }
  const texts = line.listUntil(")", () => line.match(NUMBER) ?? line.refuse("a number"));
  const data = arrayFor(dtype, texts.length);
  const isBig = data instanceof BigInt64Array || data instanceof BigUint64Array;
  texts.forEach((text, i) => (data[i] = isBig ? BigInt(text) : Number(text)));
  return tensor(dtype, dims, data);
}

/** The same error, saying which line it is about. */
function located(error: unknown, where: string): VitrineError {
  const known = asVitrineError(error, "BAD_FILE", where);
  if (known.message.startsWith(where)) return known;
  const { code, message, details } = known;
  return new VitrineError(code, `${where}: ${message}`, { details, cause: error });
}
