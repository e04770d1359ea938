import { asVitrineError, VitrineError } from "../errors.ts";
import type { Input, Model, Row } from "../model/types.ts";
import type { InputRow, ResultInput } from "./result.ts";
import type {
  LabelledSubject,
  LabelledText,
  Subject,
  Takes,
  Texts,
  TextsSubject,
} from "./subject.ts";
import { digestOfDigests, sha256 } from "../bytes/sha256.ts";
import { suiteDigest } from "../suites/digest.ts";
import type { Suite } from "../suites/suite.ts";

/** Up to this many rows are written into a result; of more, their number and digest. */
const MOST_ROWS = 64;

/** A subject whose texts are counted as the method reads them, and the record of what was read. */
export interface Recorded {
  readonly subject: Subject;
  readonly input: () => Promise<ResultInput>;
}

/** Watches what a method reads, so that its result can say what it is about. */
export function recordInput(form: Takes, subject: Subject): Recorded {
  if ("texts" in subject) {
    const recorder = new TextRecorder();
    const texts = recorder.watch(subject.texts);
    return {
      subject: { ...subject, texts },
      input: () => recorder.input(subject.model, subject),
    };
  }
  if ("suite" in subject) return { subject, input: () => suiteInput(subject.suite as Suite) };
  return { subject, input: () => Promise.resolve(inputOf(form, subject)) };
}

async function suiteInput(suite: Suite): Promise<ResultInput> {
  const { name, variant, seed, source, cases } = suite;
  return {
    kind: "suite",
    count: cases.length,
    sha256: await suiteDigest(suite),
    suite: { name, variant, seed },
    ...(source !== null && { source }),
  };
}

function inputOf(form: Takes, subject: Subject): ResultInput {
  if ("clean" in subject) {
    const { model, clean, corrupted } = subject;
    const row = (role: "clean" | "corrupted", input: string | Row): InputRow => ({
      role,
      ...rowsOf(model, input)[0],
    });
    return { kind: "pair", rows: [row("clean", clean), row("corrupted", corrupted)] };
  }
  if ("models" in subject) return { kind: "text", rows: rowsOf(subject.models[0], subject.input) };
  if ("input" in subject) return { kind: "text", rows: rowsOf(subject.model, subject.input) };
  return { kind: form.input === "arrays" ? "arrays" : "none" };
}

function rowsOf(model: Model, input: Input): InputRow[] {
  return model.prepare(input).map(({ text, units }) => ({ text, units }));
}

class TextRecorder {
  readonly #kept: string[] = [];
  readonly #digests: Promise<Uint8Array>[] = [];

  watch(texts: Texts | readonly LabelledText[]): Texts | readonly LabelledText[] {
    if (!(Symbol.asyncIterator in texts)) {
      for (const text of texts) this.#add(typeof text === "string" ? text : text.text);
      return texts;
    }
    return this.#watchStream(texts);
  }

  /** The rows where they are few and each fits the model's context; else their number and digest. */
  async input(model: Model, subject: TextsSubject | LabelledSubject): Promise<ResultInput> {
    const kind = "labels" in subject ? "labelled" : "texts";
    const rows = this.#digests.length <= MOST_ROWS ? fittingRows(model, this.#kept) : null;
    if (rows !== null) return { kind, rows };
    const source = "source" in subject ? subject.source : undefined;
    return {
      kind,
      count: this.#digests.length,
      sha256: await digestOfDigests(await Promise.all(this.#digests)),
      ...(source === undefined ? {} : { source }),
    };
  }

  async *#watchStream(texts: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const text of texts) {
      this.#add(text);
      yield text;
    }
  }

  #add(text: string): void {
    if (typeof text !== "string") {
      throw new VitrineError("BAD_INPUT", `texts: expected texts, got ${typeof text}.`);
    }
    if (this.#kept.length < MOST_ROWS) this.#kept.push(text);
    this.#digests.push(sha256(text));
  }
}

function fittingRows(model: Model, texts: readonly string[]): InputRow[] | null {
  try {
    return texts.length === 0 ? [] : rowsOf(model, texts);
  } catch (error) {
    // Too long for one run: a method that cuts texts into windows can still read it.
    if (asVitrineError(error, "BAD_INPUT", "texts").code === "BAD_INPUT") return null;
    throw error;
  }
}
