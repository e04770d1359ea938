import { VitrineError } from "../errors.ts";
import { crc32c } from "./crc32c.ts";

/** Numbers of one step, as TensorBoard charts them. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  /** By tag; a tag's part before the first "/" is its section. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** What an event file begins with. */
export function eventFileStart(wallTime: number): Uint8Array<ArrayBuffer> {
  return record([...double(1, wallTime), ...text(3, "brain.Event:2")]);
}

/**
 * A record of an event file: an `Event` with a `Summary` of simple values (TensorFlow's
 * `event.proto`, `summary.proto`), in the TFRecord framing. Values are rounded to float32.
 *
 * @throws VitrineError `BAD_OPTION` for a step that is not a whole number from 0.
 */
export function scalarRecord({ wallTime, step, scalars }: ScalarEvent): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new VitrineError(
      "BAD_OPTION",
      `scalarRecord: steps are whole numbers from 0; expected one, got ${step}.`,
    );
  }
  const values = Object.entries(scalars).flatMap(([tag, value]) =>
    message(1, [...text(1, tag), ...float(2, value)]),
  );
  // as every field of proto3, a step of 0 is not written
  const at = step === 0 ? [] : [...key(2, 0), ...varint(step)];
  return record([...double(1, wallTime), ...at, ...message(5, values)]);
}

/** Length and data, each followed by its masked CRC-32C. */
function record(data: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, masked(bytes.subarray(12, 12 + data.length)), true);
  return bytes;
}

/** Rotated and offset, since the CRC of data that holds its own CRC tells little. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** A field's number and wire type. */
function key(field: number, wireType: number): number[] {
  return [(field << 3) | wireType];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

function message(field: number, body: readonly number[]): number[] {
  return [...key(field, 2), ...varint(body.length), ...body];
}

function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)]);
}

function double(field: number, value: number): number[] {
  return [...key(field, 1), ...new Uint8Array(Float64Array.of(value).buffer)];
}

function float(field: number, value: number): number[] {
  return [...key(field, 5), ...new Uint8Array(Float32Array.of(value).buffer)];
}
