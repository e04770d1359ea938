import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { VitrineError } from "../../src/errors.ts";
import { createEngine } from "../../src/runtime/node.ts";

/** Where Debian's Chromium keeps its Vulkan and SwiftShader, a driver that computes on CPU. */
const CHROMIUM = "/usr/lib/chromium";
const LOADER = path.join(CHROMIUM, "libvulkan.so.1");
const DRIVER = path.join(CHROMIUM, "vk_swiftshader_icd.json");

/** glibc's RTLD_NODELETE, which Node does not name: Node closes what is no module of its own. */
const KEEP_LOADED = 0x1000;

/**
 * Gives this process a GPU for WebGPU: SwiftShader where Debian's Chromium is installed, else the
 * machine's own.
 *
 * @returns Why there is none; null where there is one.
 */
export async function findGpu(): Promise<string | null> {
  const isSoftware = softwareGpu() !== null;
  if (isSoftware) loadVulkan();
  try {
    await (await createEngine({ backend: "webgpu", worker: false })).close();
    return null;
  } catch (error) {
    const isMissing = error instanceof VitrineError && error.code === "UNSUPPORTED";
    if (isSoftware || !isMissing) throw error;
    return error.message;
  }
}

/** The environment in which another process finds SwiftShader; null where it is not installed. */
export function softwareGpu(): Readonly<Record<string, string>> | null {
  const isThere = process.platform === "linux" && existsSync(LOADER) && existsSync(DRIVER);
  return isThere ? { LD_LIBRARY_PATH: CHROMIUM, VK_ICD_FILENAMES: DRIVER } : null;
}

/** ONNX Runtime asks for `libvulkan.so.1`, and gets the one that is loaded already. */
function loadVulkan(): void {
  process.env.VK_ICD_FILENAMES = DRIVER;
  try {
    process.dlopen({ exports: {} }, LOADER, constants.dlopen.RTLD_LAZY | KEEP_LOADED);
  } catch {
    // it is no module of Node's, as expected, but stays loaded
  }
}
