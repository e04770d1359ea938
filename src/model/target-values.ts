import type { ModelConfig } from "../architectures/define.ts";
import { unknownName, VitrineError } from "../errors.ts";
import { int64, type Tensor } from "../tensor/tensor.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { Batch } from "./batch.ts";
import type { RunSource } from "./edit.ts";
import { select } from "./selection.ts";
import { maskOf } from "./slice.ts";
import type { TargetShape } from "./target-graph.ts";
import type { PerRow, Target } from "./target.ts";
import type { Site } from "./types.ts";

/** Reads targets for a batch: which positions to unembed, which ids to look up. */
export interface TargetContext {
  readonly config: ModelConfig;
  readonly heads: readonly string[];
  readonly tokenizer: Tokenizer | null;
  readonly batch: Batch;
  readonly site: (name: string) => Site;
  readonly dims: (site: Site) => readonly number[];
  /** Logits `[vocab]` of a source run at a position, per row of this batch. */
  readonly reference: (source: RunSource, row: number, position: number) => Float32Array;
}

/** Targets of one batch, as shapes, feeds and the positions they unembed. */
export class TargetReader {
  readonly feeds: Record<string, Tensor> = {};
  readonly #context: TargetContext;
  readonly #slots: number[][] = [];
  readonly #slotKeys = new Map<string, number>();
  #next = 0;

  constructor(context: TargetContext) {
    this.#context = context;
  }

  /** Padded positions to unembed, `[slot][row]`. */
  get slots(): readonly (readonly number[])[] {
    return this.#slots;
  }

  /** Reads one target, the same for every row or one per row. */
  read(targets: readonly Target[]): TargetShape {
    const [first] = targets;
    if (targets.some((target) => target.kind !== first.kind)) {
      throw bad("rows have targets of unlike kinds", first.kind, "another");
    }
    if (first.kind === "diff") {
      const sides = targets as readonly Extract<Target, { kind: "diff" }>[];
      return sum([
        { weight: 1, target: this.read(sides.map((t) => t.a)) },
        { weight: -1, target: this.read(sides.map((t) => t.b)) },
      ]);
    }
    if (first.kind === "sum") {
      const all = targets as readonly Extract<Target, { kind: "sum" }>[];
      return sum(
        first.terms.map(({ weight }, i) => ({
          weight,
          target: this.read(all.map((t) => t.terms[i].target)),
        })),
      );
    }
    return this.#leaf(first.kind, targets);
  }

  #leaf(kind: Exclude<Target["kind"], "diff" | "sum">, targets: readonly Target[]): TargetShape {
    switch (kind) {
      case "value":
        return this.#value(targets as readonly Extract<Target, { kind: "value" }>[]);
      case "class":
        return this.#class(targets as readonly Extract<Target, { kind: "class" }>[]);
      case "span":
        return this.#span(targets as readonly Extract<Target, { kind: "span" }>[]);
      case "entropy":
        return {
          kind,
          slot: this.#slot(targets as readonly Extract<Target, { kind: "entropy" }>[]),
        };
      case "kl":
        return this.#kl(targets as readonly Extract<Target, { kind: "kl" }>[]);
      case "logit":
      case "logprob":
      case "logodds":
        return this.#token(kind, targets as readonly TokenTarget[]);
      default:
        throw unknownName("target", "kind", String(kind), KINDS);
    }
  }

  #token(kind: TokenTarget["kind"], targets: readonly TokenTarget[]): TargetShape {
    this.#requireHead("lm", kind);
    const ids = targets.map((target, row) => tokenId(target, row, this.#context));
    return { kind, id: this.#ids(ids), slot: this.#slot(targets) };
  }

  #class(targets: readonly Extract<Target, { kind: "class" }>[]): TargetShape {
    this.#requireHead("class", "class");
    const { labels } = this.#context.config;
    const ids = targets.map((target, row) => classIndex(target, row, labels));
    return { kind: "class", id: this.#ids(ids), of: targets[0].of ?? "logit" };
  }

  #kl(targets: readonly Extract<Target, { kind: "kl" }>[]): TargetShape {
    this.#requireHead("lm", "kl");
    const slot = this.#slot(targets);
    const { dVocab } = this.#context.config;
    const data = new Float32Array(targets.length * dVocab);
    targets.forEach(({ to, position }, row) => {
      const at = perRow(position, row) ?? -1;
      data.set(this.#context.reference(to, row, at), row * dVocab);
    });
    const reference = this.#name("reference");
    this.feeds[reference] = { dtype: "float32", dims: [targets.length, dVocab], data };
    return { kind: "kl", reference, slot, forward: targets[0].direction !== "reverse" };
  }

  #value(targets: readonly Extract<Target, { kind: "value" }>[]): TargetShape {
    const site = this.#context.site(targets[0].at);
    const dims = this.#context.dims(site);
    const selections = targets.map(({ where }, row) =>
      select(site, dims, where, this.#context.batch, [row]),
    );
    const named = selections.map((s) => ({ ...s, listed: s.listed.map((l, i) => l || i === 0) }));
    const { whole, tensor } = maskOf(named, dims);
    const mask = this.#name("mask");
    this.feeds[mask] = tensor;
    return { kind: "value", at: site.name, mask, whole, reduce: targets[0].reduce };
  }

  /** The continuation's tokens are in the rows already: each is predicted one place before it. */
  #span(targets: readonly Extract<Target, { kind: "span" }>[]): TargetShape {
    this.#requireHead("lm", "span");
    const { batch, config } = this.#context;
    const { own } = batch;
    if (config.attentionDir !== "causal") {
      throw bad(
        "a span needs a causal model",
        "a model that predicts the next token",
        config.architecture,
      );
    }
    const spans = batch.rows.map((row, b) => row.ids.slice(own[b]));
    const count = Math.max(...spans.map((span) => span.length));
    const slots = Array.from({ length: count }, (_, i) =>
      this.#newSlot(
        spans.map((span, b) => batch.places[b][own[b] - 1 + Math.min(i, span.length - 1)]),
      ),
    );
    const dims = [targets.length, count];
    const id = this.#name("id");
    const weight = this.#name("weight");
    const cells = spans.flatMap((span) => Array.from({ length: count }, (_, i) => span[i] ?? -1));
    this.feeds[id] = int64(
      dims,
      cells.map((cell) => Math.max(cell, 0)),
    );
    this.feeds[weight] = {
      dtype: "float32",
      dims,
      data: Float32Array.from(cells, (cell) => (cell < 0 ? 0 : 1)),
    };
    return { kind: "span", id, weight, slots };
  }

  /** The slot whose row entries are these targets' positions. */
  #slot(targets: readonly { readonly position?: PerRow<number> }[]): number {
    const { batch } = this.#context;
    const at = targets.map(({ position }, row) => {
      const index = perRow(position, row) ?? this.#defaultPosition(row);
      const own = batch.own[row];
      const resolved = index < 0 ? index + own : index;
      if (Number.isInteger(resolved) && resolved >= 0 && resolved < own) {
        return batch.places[row][resolved];
      }
      throw bad("position out of range", `${-own} to ${own - 1}`, String(index));
    });
    const key = at.join();
    const known = this.#slotKeys.get(key);
    if (known !== undefined) return known;
    this.#slotKeys.set(key, this.#slots.length);
    return this.#newSlot(at);
  }

  #newSlot(at: readonly number[]): number {
    this.#slots.push([...at]);
    return this.#slots.length - 1;
  }

  #defaultPosition(row: number): number {
    const { config, tokenizer, batch } = this.#context;
    if (config.attentionDir === "causal") return -1;
    const masks = batch.rows[row].ids.flatMap((id, i) =>
      id === tokenizer?.specialIds.mask ? [i] : [],
    );
    if (masks.length === 1) return masks[0];
    throw bad(
      "no position given, and it cannot be guessed",
      "exactly one mask token in the row, or a position",
      `${masks.length} mask tokens`,
    );
  }

  #ids(ids: readonly number[]): string {
    const name = this.#name("id");
    this.feeds[name] = int64([ids.length, 1], ids);
    return name;
  }

  #name(what: string): string {
    return `target:${this.#next++}:${what}`;
  }

  #requireHead(head: string, kind: string): void {
    if (this.#context.heads.includes(head)) return;
    throw bad(
      `"${kind}" needs a head that this model lacks`,
      `the head "${head}"`,
      this.#context.heads.join(", ") || "no head",
    );
  }
}

type TokenTarget = Extract<Target, { readonly kind: "logit" | "logprob" | "logodds" }>;

const KINDS: readonly string[] = [
  "logit",
  "logprob",
  "logodds",
  "span",
  "entropy",
  "kl",
  "class",
  "value",
  "diff",
  "sum",
];

function sum(terms: { weight: number; target: TargetShape }[]): TargetShape {
  return { kind: "sum", terms };
}

/** The entry of a value that may be given once or per row. */
export function perRow<T>(value: PerRow<T> | undefined, row: number): T | undefined {
  if (typeof value !== "object" || value === null || !("rows" in value))
    return value as T | undefined;
  if (row < value.rows.length) return value.rows[row];
  throw bad(`no entry for row ${row}`, "one per row", `${value.rows.length}`);
}

function tokenId(target: TokenTarget, row: number, context: TargetContext): number {
  const { tokenizer, config } = context;
  const id = perRow(target.id, row);
  if (id !== undefined) {
    if (Number.isInteger(id) && id >= 0 && id < config.dVocab) return id;
    throw bad("id outside the vocabulary", `0 to ${config.dVocab - 1}`, String(id));
  }
  const token = perRow(target.token, row);
  if (token === undefined)
    throw bad(`"${target.kind}" names no token`, "a token or an id", "neither");
  if (tokenizer !== null) return tokenizer.find(token);
  throw bad("a token was named, but the model has no tokenizer", "an id", JSON.stringify(token));
}

function classIndex(
  target: Extract<Target, { kind: "class" }>,
  row: number,
  labels: readonly string[],
): number {
  const index = perRow(target.index, row);
  if (index !== undefined) {
    if (Number.isInteger(index) && index >= 0 && index < labels.length) return index;
    throw bad("class index out of range", `0 to ${labels.length - 1}`, String(index));
  }
  const label = perRow(target.label, row);
  const found = labels.indexOf(String(label));
  if (found >= 0) return found;
  throw bad("unknown class label", labels.join(", "), String(label));
}

function bad(wrong: string, expected: string, got: string): VitrineError {
  return new VitrineError("BAD_TARGET", `target: ${wrong}; expected ${expected}, got ${got}.`);
}
