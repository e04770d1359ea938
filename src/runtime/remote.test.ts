import { afterEach, describe, expect, it } from "vitest";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { smallFeeds, smallModel, smallPlan } from "../../test/helpers/small-model.ts";
import { VitrineError } from "../errors.ts";
import { float32 } from "../tensor/tensor.ts";
import { createLocalEngine } from "./local.node.ts";
import type { Request, Response } from "./protocol.ts";
import { RemoteEngine, type WorkerLine } from "./remote.ts";
import type { Engine, EngineOptions } from "./session.ts";
import { type CreateEngine, serveEngine } from "./worker.ts";

/** Both ends of the protocol in this thread; what crosses is cloned as between threads. */
class Loop {
  readonly requests: Request[] = [];
  readonly busy: boolean[] = [];
  fail: (reason: string) => void = () => {};
  readonly #ports: readonly MessagePort[];
  readonly line: WorkerLine;

  constructor(create: CreateEngine = createLocalEngine) {
    const { port1, port2 } = new MessageChannel();
    this.#ports = [port1, port2];
    const served = {
      post: (response: Response, transfer: readonly ArrayBuffer[]) =>
        port2.postMessage(response, transfer),
      listen: (receive: (request: Request) => void) => void port2.on("message", receive),
    };
    serveEngine(served, create);
    this.line = {
      post: (request) => {
        this.requests.push(request);
        port1.postMessage(request);
      },
      listen: (receive, fail) => {
        port1.on("message", receive);
        this.fail = fail;
      },
      setBusy: (isBusy) => void this.busy.push(isBusy),
      terminate: async () => this.close(),
    };
  }

  close(): void {
    for (const port of this.#ports) port.close();
  }
}

const open: Loop[] = [];

async function engineOver(
  create?: CreateEngine,
  options: EngineOptions = {},
): Promise<[Engine, Loop]> {
  const loop = new Loop(create);
  open.push(loop);
  return [await RemoteEngine.open(loop.line, { backend: "node", threads: 1, ...options }), loop];
}

afterEach(() => {
  for (const loop of open.splice(0)) loop.close();
});

describe("RemoteEngine", () => {
  it("gives what the engine behind it gives", async () => {
    const [engine] = await engineOver();
    const local = await createLocalEngine({ backend: "node", threads: 1 });
    const bytes: number[] = [];
    await engine.load(smallPlan(), { onBytes: (count) => bytes.push(count) });
    await local.load(smallPlan());
    const feeds = smallFeeds(2, 3);
    expect(await engine.session(smallModel()).run(feeds)).toEqual(
      await local.session(smallModel()).run(feeds),
    );
    expect(await engine.weight("embed")).toEqual(await local.weight("embed"));
    expect(await engine.stats()).toEqual(await local.stats());
    expect(engine.backend).toBe("node");
    await local.close();
  });

  it("sends a graph once", async () => {
    const [engine, loop] = await engineOver();
    await engine.load(smallPlan());
    await engine.session(smallModel()).run(smallFeeds(1, 2));
    await engine.session(smallModel()).run(smallFeeds(1, 3));
    const graphs = loop.requests.flatMap((r) =>
      r.call === "run" ? [r.takes.graph !== undefined] : [],
    );
    expect(graphs).toEqual([true, false]);
    expect((await engine.stats()).sessions).toBe(1);
  });

  it("keeps tensors on the other side, and releases and drops there", async () => {
    const [engine] = await engineOver();
    await engine.load(smallPlan());
    const session = engine.session(smallModel());
    const feeds = smallFeeds(1, 4);
    const { refs, tensors } = await session.run(feeds, { keep: ["residual"], outputs: [] });
    expect(tensors).toEqual({});
    const again = { ids: feeds.ids, shift: refs.residual };
    await session.run(again);
    await session.release();
    expect((await engine.stats()).sessions).toBe(0);
    await engine.drop([refs.residual]);
    await expect(session.run(again)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  it("moves results instead of copying them, and leaves the caller's feeds alone", async () => {
    const given = float32([4], [1, 2, 3, 4]);
    const fake = { session: () => ({ run: async () => ({ tensors: { y: given }, refs: {} }) }) };
    const [engine] = await engineOver(async () => fake as unknown as Engine);
    const feeds = smallFeeds(1, 2);
    const { tensors } = await engine.session(smallModel()).run(feeds);
    expect(tensors.y.data).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(given.data.byteLength).toBe(0);
    expect(feeds.shift.data.length).toBe(16);
  });

  it("sends only the window of a big buffer that a tensor looks at", async () => {
    const [engine, loop] = await engineOver();
    await engine.load(smallPlan());
    const big = new Float32Array(1e6);
    const shift = { dtype: "float32", dims: [1, 2, 8], data: big.subarray(8, 24) } as const;
    await engine.session(smallModel()).run({ ...smallFeeds(1, 2), shift });
    const sent = loop.requests.find((request) => request.call === "run")!.takes.feeds.shift;
    expect("data" in sent && sent.data.buffer.byteLength).toBe(64);
  });

  it("throws the engine's errors, with code and details", async () => {
    const [engine] = await engineOver();
    await engine.load(smallPlan());
    const run = engine.session(smallModel()).run({ ...smallFeeds(1, 2), shift: float32([1], [0]) });
    await expect(run).rejects.toBeInstanceOf(VitrineError);
    await expect(run).rejects.toMatchObject({
      code: "BAD_SHAPE",
      details: { name: "shift", got: [1] },
    });
    await expect(engine.weight("embod")).rejects.toMatchObject({
      details: { candidates: ["embed"] },
    });
  });

  it("stops a run that has not begun, and only that", async () => {
    const [engine] = await engineOver();
    await engine.load(smallPlan());
    const session = engine.session(smallModel());
    const controller = new AbortController();
    const first = session.run(smallFeeds(1, 2));
    const second = session.run(smallFeeds(1, 3), { signal: controller.signal });
    const third = session.run(smallFeeds(1, 4));
    controller.abort();
    await expect(second).rejects.toMatchObject({ code: "ABORTED" });
    expect((await first).tensors.ids.dims).toEqual([1, 2]);
    expect((await third).tensors.ids.dims).toEqual([1, 4]);
    await expect(
      session.run(smallFeeds(1, 2), { signal: controller.signal }),
    ).rejects.toMatchObject({
      code: "ABORTED",
    });
  });

  it("is busy only while a call waits", async () => {
    const [engine, loop] = await engineOver();
    expect(loop.busy.at(-1)).toBe(false);
    const stats = engine.stats();
    expect(loop.busy.at(-1)).toBe(true);
    await stats;
    expect(loop.busy.at(-1)).toBe(false);
  });

  it("rejects what waits, and what comes after, when the worker is lost", async () => {
    const [engine, loop] = await engineOver();
    const waiting = engine.stats();
    loop.fail("the engine's thread ended with code 134");
    const message = "worker: the engine's thread ended with code 134. Load the model again.";
    await expect(waiting).rejects.toMatchObject({ code: "RUNTIME", message });
    await expect(engine.stats()).rejects.toMatchObject({ code: "RUNTIME", message });
    await engine.close();
  });

  it("hands warnings over and reports an engine that does not start", async () => {
    const warnings: string[] = [];
    await engineOver(
      async ({ onWarning, ...rest }) => {
        onWarning?.("slow today");
        return createLocalEngine(rest);
      },
      { onWarning: (message) => warnings.push(message) },
    );
    expect(warnings).toEqual(["slow today"]);
    const failing = engineOver(async () => {
      throw new VitrineError("UNSUPPORTED", "createEngine: no engine today.");
    });
    await expect(failing).rejects.toMatchObject({ code: "UNSUPPORTED" });
  });
});

describe.each(["local", "remote"])("a closed %s engine", (kind) => {
  it("lets the runs it has finish, refuses new ones, and may be closed twice", async () => {
    const engine =
      kind === "local" ? await createLocalEngine({ threads: 1 }) : (await engineOver())[0];
    await engine.load(smallPlan());
    const session = engine.session(smallModel());
    const running = session.run(smallFeeds(1, 2));
    const closing = Promise.all([engine.close(), engine.close()]);
    await expect(session.run(smallFeeds(1, 2))).rejects.toMatchObject({ code: "CLOSED" });
    expect((await running).tensors.ids.dims).toEqual([1, 2]);
    await closing;
    await engine[Symbol.asyncDispose]();
    await expect(session.run(smallFeeds(1, 2))).rejects.toMatchObject({ code: "CLOSED" });
    await expect(engine.weight("embed")).rejects.toMatchObject({ code: "CLOSED" });
    await expect(engine.load(smallPlan())).rejects.toMatchObject({ code: "CLOSED" });
    expect(() => engine.session(smallModel())).toThrow("the engine is closed");
  });
});
