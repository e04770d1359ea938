import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { VitrineError } from "../../src/errors.ts";
import { createModel, loadModel } from "../../src/model/load.ts";
import { extract } from "../../src/model/slice.ts";
import type { GenerateResult, Input, Model } from "../../src/model/types.ts";
import { KeptTensors } from "../../src/runtime/kept.ts";
import type { TensorRef } from "../../src/runtime/session.ts";
import { loadTokenizer } from "../../src/tokenizer/load.ts";
import { fixtureFolder, fixtureModel, readFixture, worstError } from "../helpers/fixtures.ts";

/** Float32 rounding of two orders of summation, see the fixtures' provenance. */
const ROUNDING = 5e-5;

let story: Model;
beforeAll(async () => {
  story = await loadModel("stories260k", { worker: false });
});
afterAll(() => story.close());

async function failure(work: Promise<unknown>): Promise<VitrineError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof VitrineError) return error;
  throw new Error("nothing was refused");
}

describe("what generation holds", () => {
  const keep = vi.spyOn(KeptTensors.prototype, "keep");
  const drop = vi.spyOn(KeptTensors.prototype, "drop");
  afterEach(() => {
    expect(keep).toHaveBeenCalled();
    expect(live()).toBe(0);
    vi.clearAllMocks();
  });
  afterAll(() => vi.restoreAllMocks());

  /** Tensors kept and not dropped yet. */
  function live(): number {
    const dropped = new Set(drop.mock.calls.flatMap(([refs]) => refs.map(({ ref }) => ref)));
    const kept = keep.mock.results.map(({ value }) => (value as TensorRef).ref);
    return kept.filter((ref) => !dropped.has(ref)).length;
  }

  it("is freed at the end", async () => {
    await story.generate("Once", { maxNewTokens: 3 });
  });

  it("is two steps' keys and values at most, and freed when the reader leaves early", async () => {
    const layers = story.config.nLayers;
    for await (const { step } of story.generateStream("Once", { maxNewTokens: 50 })) {
      expect(live()).toBeGreaterThan(0);
      expect(live()).toBeLessThanOrEqual(4 * layers);
      if (step === 5) break;
    }
  });

  it("is freed when the iterator is returned, and when it is stopped", async () => {
    const stream = story.generateStream("Once", { maxNewTokens: 50 });
    await stream.next();
    await stream.return();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    const controller = new AbortController();
    const stopped = story.generateStream("Once", { signal: controller.signal });
    await stopped.next();
    controller.abort();
    expect((await failure(stopped.next())).code).toBe("ABORTED");
  });

  it("is freed when an edit fails", async () => {
    const [site] = story.sites("resid_pre", { layers: [1] });
    let calls = 0;
    const work = story.generate("Once", {
      edits: [
        {
          at: site.name,
          positionwise: true,
          do: (value) => {
            if (calls++ === 2) throw new VitrineError("BAD_EDIT", "enough");
            return value;
          },
        },
      ],
    });
    expect((await failure(work)).message).toBe("enough");
  });
});

describe("stopping generation", () => {
  it("hands over what is done until then", async () => {
    const controller = new AbortController();
    const [site] = story.sites("resid_pre", { layers: [0] });
    const whole = await story.generate("Once upon a time", { maxNewTokens: 8 });
    let steps = 0;
    const work = story.generate("Once upon a time", {
      maxNewTokens: 8,
      capture: [site.name],
      signal: controller.signal,
      edits: [
        {
          at: site.name,
          positionwise: true,
          do: (value) => {
            if (++steps === 4) controller.abort();
            return value;
          },
        },
      ],
    });
    const { code, details } = await failure(work);
    expect(code).toBe("ABORTED");
    const { ids, texts, stopped, caches } = details.result as GenerateResult;
    expect(ids[0].length).toBeGreaterThanOrEqual(3);
    expect(ids[0].length).toBeLessThan(8);
    expect(ids[0]).toEqual(whole.ids[0].slice(0, ids[0].length));
    expect(whole.texts[0].startsWith(texts[0])).toBe(true);
    expect(stopped).toEqual(["aborted"]);
    expect(caches).toHaveLength(ids[0].length);
  });

  it("does nothing where the signal has fired before", async () => {
    const { details } = await failure(story.generate("Once", { signal: AbortSignal.abort() }));
    expect(details.result).toMatchObject({ ids: [[]], texts: [""], stopped: ["aborted"] });
  });

  it("takes a list of stop texts, not one", async () => {
    const stop = "Lily" as unknown as string[];
    const { code, message } = await failure(story.generate("Once", { stop }));
    expect(code).toBe("BAD_OPTION");
    expect(message).toBe('generate: stop is wrong; expected a list of texts, got "Lily".');
  });

  it("streams no part of a stop text, and the same text as at once", async () => {
    const options = { maxNewTokens: 40, stop: ["Lily", "zzz"] };
    const { texts, stopped } = await story.generate("Once upon a time", options);
    const pieces: string[] = [];
    const reasons: unknown[] = [];
    for await (const step of story.generateStream("Once upon a time", options)) {
      pieces.push(step.texts[0]);
      reasons.push(step.stopped[0]);
    }
    expect(pieces.join("")).toBe(texts[0]);
    expect(texts[0]).toBe(", there was a little girl named ");
    expect(stopped).toEqual(["stop"]);
    expect(reasons.slice(0, -1).every((reason) => reason === null)).toBe(true);
    expect(reasons.at(-1)).toBe("stop");
  });

  it("ends at the end-of-sequence token unless told not to", async () => {
    const { eos } = story.tokenizer.specialIds;
    const head = story.site("unembed.hook_out");
    // whatever came before, the end is what is most likely
    const edits = [{ at: head.name, do: "set" as const, with: 99, where: { token: eos! } }];
    const ended = await story.generate("Once", { edits, maxNewTokens: 5 });
    expect(ended).toMatchObject({ ids: [[eos]], texts: [""], stopped: ["eos"] });
    const others = await story.generate("Once", { maxNewTokens: 3, stopAtEos: false, edits });
    expect(others).toMatchObject({ ids: [[eos, eos, eos]], texts: [""], stopped: ["length"] });
  });
});

describe("the end of a text", () => {
  const folder = new URL(`file://${fixtureFolder("gpt2")}/`);
  const files = new Map<string, Uint8Array | string>(
    ["config.json", "model.safetensors"].map((file) => [file, readFileSync(new URL(file, folder))]),
  );

  it.each([
    [
      "generation_config.json",
      { generation_config: (id: number) => ({ eos_token_id: [1000, id] }) },
    ],
    ["config.json", { config: (id: number) => ({ eos_token_id: id }) }],
  ] as const)("is a token that %s names", async (_, change) => {
    const gpt2 = await fixtureModel("gpt2");
    const options = { maxNewTokens: 12, temperature: 4 };
    const { ids } = await gpt2.generate({ ids: [5, 9, 33] }, { ...options, stopAtEos: false });
    await gpt2.close();
    const end = ids[0].findIndex((id, i) => i > 1 && ids[0].indexOf(id) === i);
    const config = JSON.parse(readFileSync(new URL("config.json", folder), "utf8")) as object;
    const changed = new Map(files);
    for (const [file, of] of Object.entries(change)) {
      const base = file === "config" ? config : {};
      changed.set(`${file}.json`, JSON.stringify({ ...base, ...of(ids[0][end]) }));
    }
    const model = await loadModel(changed, { worker: false });
    const ended = await model.generate({ ids: [5, 9, 33] }, options);
    expect(ended).toMatchObject({ ids: [ids[0].slice(0, end + 1)], stopped: ["eos"] });
    await model.close();
  });

  it("is refused where it is no id", async () => {
    const odd = new Map(files).set("generation_config.json", '{ "eos_token_id": "</s>" }');
    const { code, message } = await failure(loadModel(odd, { worker: false }));
    expect(code).toBe("BAD_FILE");
    expect(message).toMatch(/eos_token_id is malformed.*got "<\/s>"/);
  });
});

describe("prompts", () => {
  it("may be empty where texts begin with a token", async () => {
    const { bos } = story.tokenizer.specialIds;
    const options = { maxNewTokens: 6 };
    const fromNothing = await story.generate("", options);
    expect(fromNothing.prompts[0].ids).toEqual([bos]);
    expect(fromNothing.ids).toEqual((await story.generate({ ids: [bos!] }, options)).ids);
    const refused = await failure(story.generate("", { prependBos: false }));
    expect(refused).toMatchObject({ code: "BAD_INPUT" });
    expect(refused.message).toMatch(/the text is empty/);
  });

  it("are refused where they are longer than the context, and fill it to the end", async () => {
    const { nCtx } = story.config;
    const ids = (length: number): number[] => Array.from({ length }, (_, i) => 3 + (i % 400));
    const refused = await failure(story.generate({ ids: ids(nCtx + 1) }));
    expect(refused.message).toMatch(/too long.*at most 512 tokens, got 513/);
    const last = await story.generate({ ids: ids(nCtx) }, { stopAtEos: false });
    expect(last).toMatchObject({ stopped: ["context"] });
    expect(last.ids[0]).toHaveLength(1);
  });

  it("that are short go on when a long one beside them has reached the context", async () => {
    const gpt2 = await fixtureModel("gpt2");
    const { nCtx } = gpt2.config;
    const long = Array.from({ length: nCtx - 1 }, (_, i) => (i * 7) % 50);
    const options = { maxNewTokens: 6, stopAtEos: false };
    for (const cache of [true, false]) {
      const both = await gpt2.generate([{ ids: long }, { ids: [4, 8, 1] }], { ...options, cache });
      expect(both.stopped).toEqual(["context", "length"]);
      expect(both.ids.map((row) => row.length)).toEqual([2, 6]);
      const alone = await gpt2.generate({ ids: [4, 8, 1] }, { ...options, cache });
      expect(both.ids[1]).toEqual(alone.ids[0]);
    }
    await gpt2.close();
  });

  it("give the same whichever side is padded, by option or by mask", async () => {
    const rows: Input = [{ ids: [1, 403, 407, 261, 378] }, { ids: [1, 317, 269] }];
    const options = { maxNewTokens: 8 };
    const { ids } = await story.generate(rows, options);
    expect((await story.generate(rows, { ...options, padding: "right" })).ids).toEqual(ids);
    const padded = {
      ids: [
        [1, 403, 407, 261, 378],
        [1, 317, 269, 0, 0],
      ],
      mask: [
        [1, 1, 1, 1, 1],
        [1, 1, 1, 0, 0],
      ],
    };
    expect((await story.generate(padded, options)).ids).toEqual(ids);
  });

  it("may be conversations, with their special tokens once", async () => {
    const { cases } = readFixture<{
      readonly cases: readonly {
        readonly tokenizer: string;
        readonly text?: string;
        readonly ids?: readonly number[];
      }[];
    }>("chat/cases.json");
    const rendered = cases.find((one) => one.tokenizer === "metaspace" && one.ids !== undefined)!;
    const read = (file: string): unknown =>
      JSON.parse(
        readFileSync(new URL(`../../fixtures/chat/metaspace/${file}`, import.meta.url), "utf8"),
      );
    const tokenizer = loadTokenizer({
      json: read("tokenizer.json"),
      config: read("tokenizer_config.json"),
    });
    const config = { model_type: "llama", vocab_size: 600, hidden_size: 8, num_hidden_layers: 1 };
    const sizes = { num_attention_heads: 2, intermediate_size: 8, max_position_embeddings: 256 };
    const model = await createModel(
      { config: { ...config, ...sizes }, seed: 1 },
      { tokenizer, worker: false },
    );
    const row = { text: rendered.text!, addSpecialTokens: false };
    expect((await model.generate(row, { maxNewTokens: 1 })).prompts[0].ids).toEqual(rendered.ids);
    const [{ ids, units }] = model.prepare(row);
    expect(ids).toEqual(rendered.ids);
    const places = units.filter(({ part }) => part === undefined || part[0] === 0);
    const covered = places.map(({ place }) => row.text.slice(...place!.text)).join("");
    expect(covered).toBe(row.text);
    await model.close();
  });

  it("are refused by models that do not write on", async () => {
    const bert = await fixtureModel("bert-masked-lm");
    expect((await failure(bert.generate({ ids: [4, 5] }))).message).toMatch(
      /needs a causal language model; this one is bidirectional/,
    );
    await bert.close();
  });
});

describe("captures of generation", () => {
  const kinds = ["resid_post", "attn.q", "attn.v", "attn.pattern", "attn.attn_scores"] as const;

  it.each(kinds)("of %s are those of the whole text run at once", async (kind) => {
    const [site] = story.sites(kind, { layers: [2] });
    const capture = [site.name];
    const { prompts, ids, caches } = await story.generate("Tom and his dog", {
      maxNewTokens: 4,
      capture,
    });
    const whole = [...prompts[0].ids, ...ids[0].slice(0, -1)];
    const { cache } = await story.run({ ids: whole }, { capture });
    const all = cache.get(site.name);
    const length = prompts[0].ids.length;
    expect(caches).toHaveLength(4);
    caches.forEach((one, step) => {
      const made = one.get(site.name);
      const cells = site.axes.map((axis, i) => {
        const from = axis === "pos" || axis === "query" ? (step === 0 ? 0 : length + step - 1) : 0;
        const to =
          axis === "batch" || axis === "head" || axis === "unit" ? all.dims[i] : length + step;
        return Array.from({ length: to - from }, (_, at) => from + at);
      });
      const expected = { ...extract(all, cells), axes: site.axes };
      expect(made.axes).toEqual(site.axes);
      expect(made.dims).toEqual(expected.dims);
      expect(worstError(made, expected)).toBeLessThan(ROUNDING);
    });
  });
});
