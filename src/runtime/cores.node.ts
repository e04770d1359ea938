import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/**
 * Cores that can compute at the same time: two hardware threads of one core count once, where the
 * system tells (Linux); never more than this process may use.
 */
export function physicalCores(): number {
  return Math.min(availableParallelism(), coresOf(cpuInfo()) ?? Infinity);
}

/** Distinct pairs of socket and core in Linux's `/proc/cpuinfo`; null where it lists none. */
export function coresOf(text: string): number | null {
  const cores = new Set<string>();
  let socket = "";
  for (const line of text.split("\n")) {
    const [key, value] = line.split(":").map((part) => part.trim());
    if (key === "physical id") socket = value;
    if (key === "core id") cores.add(`${socket}/${value}`);
  }
  return cores.size === 0 ? null : cores.size;
}

function cpuInfo(): string {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "";
  }
}
