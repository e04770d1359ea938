import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";

/** The built engine in processes of its own: what only threads and whole processes show. */
const ROOT = path.join(import.meta.dirname, "../..");

const folder = mkdtempSync(path.join(tmpdir(), "vitrine-built-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let scripts = 0;

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a module that has the built engine at hand; rejects if it fails or does not end. */
function runModule(
  body: string,
  { root = ROOT, flags = [] as readonly string[] } = {},
): Promise<Outcome> {
  const script = `
    const { createEngine } = await import("${root}/dist/runtime/node.js");
    const { Builder } = await import("${root}/dist/graph/builder.js");
    const { opTable } = await import("${root}/dist/ops/table.generated.js");
    const floats = (dims, fill) => ({
      dtype: "float32", dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(fill),
    });
    const plan = {
      checkpoint: { kind: "tensors", tensors: { W: floats([64, 64], 0.01) } },
      weights: { W: { from: "W", dims: [64, 64], dtype: "float32" } },
    };
    // layers of tanh((x + bias)·Wᵀ)
    function stack(layers, bias) {
      const g = new Builder(opTable);
      let x = g.input("x", "float32", ["batch", 64]);
      const w = g.param("W", "float32", [64, 64]);
      for (let i = 0; i < layers; i++) {
        x = g.op("Tanh", g.op("Gemm", g.op("Add", x, bias + i), w, null, { transB: 1 }));
      }
      g.output("y", x);
      return g.build();
    }
    ${body}`;
  const file = path.join(folder, `script-${++scripts}.mjs`);
  writeFileSync(file, script);
  return promisify(execFile)(process.execPath, [...flags, file], { timeout: 25_000, cwd: root });
}

const open = `const engine = await createEngine({ threads: 2 }); await engine.load(plan);`;
const run = `const { tensors } = await engine.session(stack(1, 0)).run({ x: floats([2, 64], 1) });`;

describe("the built engine", () => {
  it.each(["node", "web", "reference"])(
    "computes on %s in a worker, and an open engine lets the process end",
    async (backend) => {
      const options = `{ backend: "${backend}", threads: 2 }`;
      const { stdout } = await runModule(`
        const engine = await createEngine(${options});
        await engine.load(plan);
        ${run}
        console.log(engine.backend, tensors.y.dims.join(), tensors.y.data[0].toFixed(5));`);
      // tanh(64 · 1 · 0.01)
      expect(stdout.trim()).toBe(`${backend} 2,64 ${Math.tanh(0.64).toFixed(5)}`);
    },
  );

  it.each(["node", "web"])("lets the process end without a worker, on %s", async (backend) => {
    const options = `{ backend: "${backend}", threads: 2, worker: false }`;
    const { stdout } = await runModule(
      `const engine = await createEngine(${options}); await engine.load(plan); ${run} console.log("done");`,
    );
    expect(stdout.trim()).toBe("done");
  });

  it("leaves the calling thread free while it computes", async () => {
    const { stdout } = await runModule(`${open}
      let ticks = 0;
      const timer = setInterval(() => ticks++, 1);
      const session = engine.session(stack(200, 0));
      await session.run({ x: floats([1, 64], 1) });
      ticks = 0;
      await session.run({ x: floats([20000, 64], 1) });
      clearInterval(timer);
      console.log(ticks > 5 ? "free" : "blocked: " + ticks + " ticks");`);
    expect(stdout.trim()).toBe("free");
  });

  it("ends its worker when closed", async () => {
    const { stdout } = await runModule(`${open} ${run}
      await engine.close();
      const { getActiveResourcesInfo } = process;
      console.log(getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name)).length);
      await engine.stats().catch((error) => console.log(error.code));`);
    expect(stdout.trim().split("\n")).toEqual(["0", "CLOSED"]);
  });
});

describe("sessions", () => {
  /** Resident megabytes after 100 and after 300 session creations. */
  async function residentAcross(maxSessions: number): Promise<[number, number]> {
    const { stdout } = await runModule(
      `const engine = await createEngine({ threads: 2, worker: false, maxSessions: ${maxSessions} });
      await engine.load(plan);
      const x = floats([4, 64], 1);
      const resident = () => {
        for (let i = 0; i < 3; i++) globalThis.gc();
        return process.memoryUsage.rss() / 2 ** 20;
      };
      const seen = [];
      for (let i = 1; i <= 300; i++) {
        await engine.session(stack(12, i)).run({ x });
        if (i === 100 || i === 300) seen.push(resident());
      }
      console.log(JSON.stringify(seen));`,
      { flags: ["--expose-gc"] },
    );
    return JSON.parse(stdout) as [number, number];
  }

  it("leave no memory behind: 200 more are within 10 % of the resident set", async () => {
    const [before, after] = await residentAcross(8);
    expect(after / before).toBeLessThan(1.1);
  });

  it("would show in the resident set if they were not released", async () => {
    const [before, after] = await residentAcross(1000);
    expect(after / before).toBeGreaterThan(1.1);
  });
});

describe("without onnxruntime-node", () => {
  const bare = path.join(folder, "bare");

  /** The package installed where its optional dependency is missing. */
  function installBare(): void {
    for (const part of ["package.json", "dist"]) {
      cpSync(path.join(ROOT, part), path.join(bare, part), { recursive: true });
    }
    const modules = path.join(bare, "node_modules");
    mkdirSync(modules, { recursive: true });
    for (const name of readdirSync(path.join(ROOT, "node_modules"))) {
      if (name === "onnxruntime-node" || name.startsWith(".")) continue;
      symlinkSync(path.join(ROOT, "node_modules", name), path.join(modules, name), "junction");
    }
  }

  it("runs on WASM and says once how to install it", async () => {
    installBare();
    const { stdout } = await runModule(
      `const warnings = [];
      const engine = await createEngine({ threads: 1, onWarning: (text) => warnings.push(text) });
      await engine.load(plan);
      ${run}
      console.log(JSON.stringify({ backend: engine.backend, y: tensors.y.data[0], warnings }));
      await createEngine({ backend: "node" }).catch((error) => console.log(error.code));`,
      { root: bare },
    );
    const [seen, refused] = stdout.trim().split("\n");
    const { backend, y, warnings } = JSON.parse(seen) as {
      backend: string;
      y: number;
      warnings: string[];
    };
    expect(backend).toBe("web");
    expect(y).toBeCloseTo(Math.tanh(0.64), 6);
    expect(warnings).toEqual([expect.stringContaining("ONNXRUNTIME_NODE_INSTALL=skip")]);
    expect(refused).toBe("UNSUPPORTED");
  });
});
