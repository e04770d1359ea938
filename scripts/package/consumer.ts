import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const ROOT: string = path.join(import.meta.dirname, "../..");

/** What is packed, as a file; made once. */
export function pack(folder: string): string {
  const packed = run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: ROOT,
  });
  const [{ filename }] = JSON.parse(packed) as readonly { readonly filename: string }[];
  return path.join(folder, filename);
}

/** An empty folder elsewhere, to install the package in. */
export class Consumer {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), "vitrine-package-"));

  install(packed: string, options: RunOptions = {}): void {
    this.write("package.json", `{ "private": true, "type": "module" }\n`);
    this.run("npm", ["install", packed], options);
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.folder, file), text);
  }

  read(file: string): string {
    return readFileSync(path.join(this.folder, file), "utf8");
  }

  has(file: string): boolean {
    return existsSync(path.join(this.folder, file));
  }

  remove(file: string): void {
    rmSync(path.join(this.folder, file), { recursive: true });
  }

  run(command: string, args: readonly string[], options: RunOptions = {}): string {
    return run(command, args, { cwd: this.folder, ...options });
  }

  /** What a module prints that lies in the folder. */
  evaluate(code: string): string {
    return this.run(process.execPath, ["--input-type=module", "--eval", code]).trim();
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until the program is ended. */
  readonly timeout?: number;
}

/** Without what npm hands down to a script: this repository's own settings. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")),
);

function run(command: string, args: readonly string[], { env, ...options }: RunOptions): string {
  return execFileSync(command, args, {
    ...options,
    env: { ...environment, ...env },
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "pipe"],
  });
}
