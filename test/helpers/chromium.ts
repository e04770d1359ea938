import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

/** A Chromium that may start here, and what it needs in its environment. */
export interface Candidate {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

const SYSTEM_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** `CHROME_PATH` alone where it is set, else what the system has, else the npm package's. */
export function* candidates(): Generator<Candidate> {
  const chosen = process.env.CHROME_PATH;
  if (chosen !== undefined && chosen !== "") {
    yield { executablePath: chosen, env: {} };
    return;
  }
  for (const executablePath of SYSTEM_PATHS) {
    if (existsSync(executablePath)) yield { executablePath, env: {} };
  }
  if (process.platform === "linux" && process.arch === "x64") yield* packagedCandidates();
}

/** The package's Chromium as it is, then with the system libraries the package carries. */
function* packagedCandidates(): Generator<Candidate> {
  const folder = unpackedChromium();
  const executablePath = path.join(folder, "chromium");
  yield { executablePath, env: {} };
  const libraries = path.join(folder, "al2023", "lib");
  if (existsSync(libraries)) yield { executablePath, env: { LD_LIBRARY_PATH: libraries } };
}

/**
 * The folder holding the unpacked `@sparticuz/chromium`. The package unpacks into the temp folder
 * of its process, so it runs in one of its own; renaming makes the result appear whole or not at
 * all.
 */
function unpackedChromium(): string {
  const cache = path.join(import.meta.dirname, "../../node_modules/.cache");
  const folder = path.join(cache, "vitrine-chromium");
  if (existsSync(folder)) return folder;
  const unpacking = mkdtempSync(`${folder}-`);
  const script = `import("@sparticuz/chromium").then((m) => m.default.executablePath())`;
  execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: import.meta.dirname,
    // The runtime's name makes the package unpack its shared libraries too.
    env: { ...process.env, TMPDIR: unpacking, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" },
  });
  try {
    renameSync(unpacking, folder);
  } catch (error) {
    rmSync(unpacking, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
