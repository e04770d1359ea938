import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

/** What both sides train, and on what. */
export interface TrainingJob {
  readonly config: Readonly<Record<string, unknown>>;
  readonly batch: number;
  readonly length: number;
  readonly threads: number;
}

/** A training that goes one step further each time it is asked. */
export interface Stepper {
  step(): Promise<void>;
  close(): Promise<void>;
}

/** The Python that has PyTorch and Transformers, `VITRINE_PYTHON` or `python3`; null where it lacks them. */
export function pythonWithTorch(): string | null {
  const python = process.env.VITRINE_PYTHON ?? "python3";
  const { status } = spawnSync(python, ["-c", "import torch, transformers"]);
  return status === 0 ? python : null;
}

/** PyTorch's side, in a process of its own. */
export async function torchTrainer(python: string, job: TrainingJob): Promise<Stepper> {
  const script = path.join(import.meta.dirname, "torch_trainer.py");
  const child = spawn(python, [script, JSON.stringify(job)], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async (): Promise<void> => {
    const { done } = await lines.next();
    if (done === true) throw new Error("bench: the Python process ended.");
  };
  await answer();
  return {
    step: async () => {
      child.stdin.write("step\n");
      await answer();
    },
    close: async () => {
      child.stdin.end();
    },
  };
}
