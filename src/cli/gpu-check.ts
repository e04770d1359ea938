import { spawn } from "node:child_process";
import { translator } from "../view/text.ts";
import { parityMessages } from "./parity-messages.ts";
import type { Shell } from "./shell.ts";

const RUNTIME = new URL("../runtime/node.js", import.meta.url).href;

/** A driver that needs longer than this to start will not be waited for. */
const PATIENCE_S = 60;

/** Opens the GPU and says on standard output why it cannot. */
const SCRIPT = `
  const { createEngine } = await import(${JSON.stringify(RUNTIME)});
  try {
    await (await createEngine({ backend: "webgpu", worker: false })).close();
  } catch (error) {
    process.stdout.write(error.message);
  }`;

/**
 * Why WebGPU cannot be used on this machine; null where it can. Tried in a process of its own: the
 * GPU's libraries write to standard error, and a bad driver ends the process that loads it.
 */
export function checkGpu({ language, signal }: Shell): Promise<string | null> {
  const text = translator(language, parityMessages);
  const child = spawn(process.execPath, ["--input-type=module", "--eval", SCRIPT], {
    stdio: ["ignore", "pipe", "ignore"],
    timeout: PATIENCE_S * 1000,
    signal,
  });
  let reason = "";
  child.stdout.setEncoding("utf8").on("data", (said: string) => void (reason += said));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, killedBy) => {
      if (killedBy === "SIGTERM") resolve(text("parity.gpu.silent", { seconds: PATIENCE_S }));
      else if (killedBy !== null) resolve(text("parity.gpu.crashed", { signal: killedBy }));
      else resolve(reason === "" && code === 0 ? null : reason || `exit code ${code}`);
    });
  });
}
