import { type Browser, chromium } from "playwright-core";
import { type Candidate, candidates } from "./chromium.ts";

const WEBGPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

export interface BrowserOptions {
  /** Software WebGPU, which Debian's Chromium has. */
  readonly webgpu?: boolean;
}

/** A running browser, or why there is none. */
export async function launchBrowser(options: BrowserOptions = {}): Promise<Browser | string> {
  const reasons: string[] = [];
  try {
    for (const candidate of candidates()) {
      const browser = await start(candidate, options).catch((error: unknown) => {
        reasons.push(`${candidate.executablePath} ${reasonOf(error)}`);
      });
      if (browser !== undefined) return browser;
    }
  } catch (error) {
    reasons.push(`the packaged Chromium cannot be unpacked (${reasonOf(error)})`);
  }
  if (reasons.length === 0) reasons.push("none found; install Chromium or set CHROME_PATH");
  return `no browser: ${reasons.join("; ")}`;
}

function start({ executablePath, env }: Candidate, options: BrowserOptions): Promise<Browser> {
  const args = ["--no-sandbox", ...(options.webgpu === true ? WEBGPU : ["--disable-gpu"])];
  const inherited = process.env as Record<string, string>;
  return chromium.launch({ executablePath, args, env: { ...inherited, ...env } });
}

/** The missing library where that is what stopped it, else the first line of the error. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const library = /loading shared libraries: ([^:\s]+)/.exec(message);
  if (library !== null) return `lacks the system library ${library[1]}`;
  return `does not start: ${message.split("\n")[0]}`;
}
