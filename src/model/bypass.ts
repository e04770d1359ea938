import { VitrineError } from "../errors.ts";
import type { SiteTable } from "./sites.ts";
import type { Site } from "./types.ts";

const PER_HEAD = ["attn_in", "q_input", "k_input", "v_input"];

/**
 * Per-head inputs are copies of the stream, each normed by itself: the block's own first norm then
 * feeds no head that has one, so changing it, or asking for its slope, would miss that head.
 *
 * @throws VitrineError `BAD_EDIT` where both are asked for in one run.
 */
export function refuseBypass(
  sites: SiteTable,
  used: readonly Site[],
  meant: readonly Site[],
): void {
  for (const norm of meant) {
    if (!norm.kind.startsWith("ln1.") || !isBeforeAttention(sites, norm)) continue;
    const input = used.find((site) => PER_HEAD.includes(site.kind) && site.layer === norm.layer);
    if (input === undefined) continue;
    throw new VitrineError(
      "BAD_EDIT",
      `${norm.name}: cannot be edited or differentiated together with ${input.name}, whose heads read norms of their own. Use one of the two, or two runs.`,
      { details: { norm: norm.name, input: input.name } },
    );
  }
}

/** Post-norm blocks have no norm that per-head inputs could pass by. */
function isBeforeAttention({ all }: SiteTable, norm: Site): boolean {
  const index = (kind: string): number =>
    all.findIndex((site) => site.kind === kind && site.layer === norm.layer);
  return all.indexOf(norm) < index("attn.q");
}
