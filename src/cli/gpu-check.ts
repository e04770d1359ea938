import { spawn } from "node:child_process";
import { VitrineError } from "../errors.ts";
import { translator } from "../view/text.ts";
import { parityMessages } from "./parity-messages.ts";
import type { Shell } from "./shell.ts";

const RUNTIME = new URL("../runtime/node.js", import.meta.url).href;

/** A driver that needs longer than this to start will not be waited for. */
const PATIENCE_S = 60;

/** Opens the GPU and writes the error, if it ends with one, to standard output. */
const SCRIPT = `
  const { createEngine } = await import(${JSON.stringify(RUNTIME)});
  try {
    await (await createEngine({ backend: "webgpu", worker: false })).close();
  } catch ({ message, id, details }) {
    process.stdout.write(JSON.stringify({ message, id, details }));
  }`;

interface Written {
  readonly message: string;
  readonly id?: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Why WebGPU cannot be used on this machine; null where it can. Tried in a process of its own: the
 * GPU's libraries write to standard error, and a bad driver ends the process that loads it.
 */
export async function checkGpu({ language, signal }: Shell): Promise<VitrineError | null> {
  const text = translator(language, parityMessages);
  const { written, code, killedBy } = await runScript(signal);
  if (written !== "") return fromWritten(JSON.parse(written) as Written);
  if (code === 0) return null;
  const id = killedBy === "SIGTERM" ? "parity.gpu.silent" : "parity.gpu.crashed";
  const cause = killedBy ?? `exit code ${code}`;
  return new VitrineError("UNSUPPORTED", text(id, { seconds: PATIENCE_S, cause }));
}

interface Ended {
  readonly written: string;
  readonly code: number | null;
  readonly killedBy: string | null;
}

function runScript(signal: AbortSignal): Promise<Ended> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", SCRIPT], {
    stdio: ["ignore", "pipe", "ignore"],
    timeout: PATIENCE_S * 1000,
    signal,
  });
  let written = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => void (written += piece));
  return new Promise((resolve) => {
    child.on("error", ({ message }) => resolve({ written: "", code: null, killedBy: message }));
    child.on("close", (code, killedBy) => resolve({ written, code, killedBy }));
  });
}

function fromWritten({ message, id, details = {} }: Written): VitrineError {
  const named = typeof id === "string" ? { id } : {};
  return new VitrineError("UNSUPPORTED", message, { ...named, details });
}
