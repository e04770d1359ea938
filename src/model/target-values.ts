import type { ModelConfig } from "../architectures/define.ts";
import { unknownName, VitrineError } from "../errors.ts";
import { int64, type Tensor } from "../tensor/tensor.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { Batch } from "./batch.ts";
import type { RunSource } from "./edit.ts";
import { select } from "./selection.ts";
import { maskOf } from "./slice.ts";
import { logitsAt, type SourceRun } from "./sources.ts";
import type { TargetShape } from "./target-graph.ts";
import type { PerRow, Target } from "./target.ts";
import type { Site } from "./types.ts";

/** Reads targets for a batch, nothing in them per row any more: which positions to unembed, which ids to look up. */
export interface TargetContext {
  readonly config: ModelConfig;
  readonly heads: readonly string[];
  readonly tokenizer: Tokenizer | null;
  readonly batch: Batch;
  readonly site: (name: string) => Site;
  readonly dims: (site: Site) => readonly number[];
  readonly reference: (source: RunSource) => SourceRun;
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
        this.#requireHead("lm", kind);
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
    const ids = targets.map((target) => tokenId(target, this.#context));
    return { kind, id: this.#ids(ids), slot: this.#slot(targets) };
  }

  #class(targets: readonly Extract<Target, { kind: "class" }>[]): TargetShape {
    this.#requireHead("class", "class");
    const { labels } = this.#context.config;
    const ids = targets.map((target) => classIndex(target, labels));
    return { kind: "class", id: this.#ids(ids), of: targets[0].of ?? "logit" };
  }

  #kl(targets: readonly Extract<Target, { kind: "kl" }>[]): TargetShape {
    this.#requireHead("lm", "kl");
    const slot = this.#slot(targets);
    const { dVocab } = this.#context.config;
    const data = new Float32Array(targets.length * dVocab);
    targets.forEach(({ to, position }, row) => {
      data.set(this.#reference(to, row, position as number | undefined), row * dVocab);
    });
    const reference = this.#name("reference");
    this.feeds[reference] = { dtype: "float32", dims: [targets.length, dVocab], data };
    return { kind: "kl", reference, slot, forward: targets[0].direction !== "reverse" };
  }

  /** Logits of the reference run, of its row of that number or its only one. */
  #reference(source: RunSource, row: number, position: number | undefined): Float32Array {
    const run = this.#context.reference(source);
    const count = run.batch.rows.length;
    const rows = this.#context.batch.rows.length;
    if (count !== 1 && count !== rows) {
      throw bad("the reference has another number of rows", `${rows} or 1`, `${count}`);
    }
    const from = count === 1 ? 0 : row;
    return logitsAt(run, from, position ?? this.#defaultPosition(run.batch.rows[from].ids));
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
      const own = batch.own[row];
      const ids = batch.rows[row].ids.slice(0, own);
      const index = (position as number | undefined) ?? this.#defaultPosition(ids);
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

  #defaultPosition(ids: readonly number[]): number {
    const { config, tokenizer } = this.#context;
    if (config.attentionDir === "causal") return -1;
    const masks = ids.flatMap((id, i) => (id === tokenizer?.specialIds.mask ? [i] : []));
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
    requireHead(this.#context.heads, head, kind);
  }
}

/** @throws VitrineError `BAD_TARGET` where the model lacks the head that a target reads. */
export function requireHead(heads: readonly string[], head: string, kind: string): void {
  if (heads.includes(head)) return;
  const got = heads.join(", ") || "no head";
  throw bad(`"${kind}" needs a head that this model lacks`, `the head "${head}"`, got);
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

function tokenId(target: TokenTarget, context: TargetContext): number {
  const { tokenizer, config } = context;
  const id = target.id as number | undefined;
  if (id !== undefined) {
    if (Number.isInteger(id) && id >= 0 && id < config.dVocab) return id;
    throw bad("id outside the vocabulary", `0 to ${config.dVocab - 1}`, String(id));
  }
  const token = target.token as string;
  if (tokenizer !== null) return tokenizer.find(token);
  throw bad("a token was named, but the model has no tokenizer", "an id", JSON.stringify(token));
}

function classIndex(target: Extract<Target, { kind: "class" }>, labels: readonly string[]): number {
  const index = target.index as number | undefined;
  if (index !== undefined) {
    if (Number.isInteger(index) && index >= 0 && index < labels.length) return index;
    throw bad("class index out of range", `0 to ${labels.length - 1}`, String(index));
  }
  const found = labels.indexOf(String(target.label));
  if (found >= 0) return found;
  throw bad("unknown class label", labels.join(", "), String(target.label));
}

function bad(wrong: string, expected: string, got: string): VitrineError {
  return new VitrineError("BAD_TARGET", `target: ${wrong}; expected ${expected}, got ${got}.`);
}
