import type { Architecture, ModelConfig } from "../architectures/define.ts";
import { unknownName, VitrineError } from "../errors.ts";
import { Builder } from "../graph/builder.ts";
import { substituteDim, type Dim } from "../graph/dim.ts";
import { hooks, type Graph } from "../graph/graph.ts";
import type { OpTable } from "../graph/op.ts";
import { selectPositions } from "./select-positions.ts";
import { shorthand } from "./shorthand.ts";
import type { Site } from "./types.ts";

const KEY_VALUE_KINDS = new Set(["attn.k", "attn.v", "attn.rot_k", "k_input", "v_input"]);

/**
 * Every place of a model that can be read, edited and differentiated: what its graph hooks, and
 * the names that lead there.
 */
export class SiteTable {
  readonly all: readonly Site[];
  readonly #byName: ReadonlyMap<string, Site>;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #config: ModelConfig;
  readonly #dims: ReadonlyMap<string, readonly Dim[]>;

  constructor(architecture: Architecture, config: ModelConfig, table: OpTable) {
    this.#config = config;
    this.#aliases = architecture.aliases(config);
    const plain = hooks(build(architecture, config, table, []));
    const everything = hooks(build(architecture, config, table, onDemandNames(config)));
    this.all = Array.from(everything, ([name, { attrs }]) =>
      siteOf(name, attrs.axes as readonly string[], config, !plain.has(name)),
    );
    this.#byName = new Map(this.all.map((site) => [site.name, site]));
    this.#dims = new Map(Array.from(everything, ([name, node]) => [name, node.outputs[0].dims]));
  }

  /** Sites of one kind, or all, in layer order. */
  select(
    kind: string | undefined,
    options: { readonly layers?: readonly number[]; readonly stack?: string } = {},
  ): readonly Site[] {
    const { layers, stack } = options;
    if (kind !== undefined && !this.all.some((site) => site.kind === kind)) {
      throw unknownName("sites", "kind", kind, new Set(this.all.map((site) => site.kind)));
    }
    return this.all.filter(
      (site) =>
        (kind === undefined || site.kind === kind) &&
        (layers === undefined || (site.layer !== null && layers.includes(site.layer))) &&
        (stack === undefined || site.stack === stack),
    );
  }

  /** The site a canonical name, an alias or a shorthand (`k6`, `scale4ln1`) stands for. */
  find(name: string): Site {
    const site = this.#byName.get(this.canonical(name));
    if (site !== undefined) return site;
    if (name.endsWith("hook_attn_in")) throw this.#noSharedInput(name);
    throw unknownName("hook", "name", name, [...this.#byName.keys(), ...this.#aliases.keys()]);
  }

  /** Dims of a site's value in a batch. */
  dims(site: Site, batch: number, length: number, keys: number = length): number[] {
    const known = new Map<string, Dim>([
      ["batch", batch],
      ["pos", length],
      ["slot", length],
    ]);
    const dims = this.#dims.get(site.name)!;
    return dims.map((dim, i) =>
      site.axes[i] === "key" ? keys : (substituteDim(dim, known) as number),
    );
  }

  /** The site is computed for unembedded positions only. */
  isUnembedded(site: Site): boolean {
    return this.#dims.get(site.name)!.includes("slot");
  }

  /** The name of the node an alias resolves to; the name itself where it is none. */
  canonical(name: string): string {
    if (this.#byName.has(name)) return name;
    const written = shorthand(name) ?? name;
    return this.#aliases.get(written) ?? written;
  }

  /** The sites a name, an alias or a glob stands for, in order. Globs skip on-demand sites. */
  match(pattern: string): readonly Site[] {
    if (!pattern.includes("*")) return [this.find(pattern)];
    const glob = globExpression(pattern);
    const byAlias = new Set<string>();
    for (const [alias, name] of this.#aliases) if (glob.test(alias)) byAlias.add(name);
    const found = this.all.filter(
      (site) => !site.onDemand && (glob.test(site.name) || byAlias.has(site.name)),
    );
    if (found.length > 0) return found;
    throw unknownName("hook", "pattern", pattern, this.#byName.keys());
  }

  #noSharedInput(name: string): VitrineError {
    const { nKeyValueHeads, nHeads } = this.#config;
    return new VitrineError(
      "UNKNOWN_NAME",
      `hook: "${name}" does not exist where ${nHeads} query heads share ${nKeyValueHeads} key-value heads. Use hook_q_input, hook_k_input and hook_v_input.`,
      { details: { name } },
    );
  }
}

function build(
  architecture: Architecture,
  config: ModelConfig,
  table: OpTable,
  demand: readonly string[],
): Graph {
  const g = new Builder(table);
  const slots = { heads: config.heads, padded: false, demand: new Set(demand) };
  architecture.build(g, config, { ...slots, select: (x) => selectPositions(g, x) });
  return g.build();
}

function onDemandNames({ nLayers, nHeads, nKeyValueHeads }: ModelConfig): string[] {
  const perLayer = [
    "attn.hook_result",
    "hook_q_input",
    "hook_k_input",
    "hook_v_input",
    "hook_mlp_in",
  ];
  if (nHeads === nKeyValueHeads) perLayer.push("hook_attn_in");
  return Array.from({ length: nLayers }, (_, layer) =>
    perLayer.map((name) => `blocks.${layer}.${name}`),
  ).flat();
}

function siteOf(
  name: string,
  axes: readonly string[],
  config: ModelConfig,
  onDemand: boolean,
): Site {
  const inBlock = /^blocks\.(\d+)\.(.*)$/.exec(name);
  const kind = (inBlock?.[2] ?? name).replace("hook_", "");
  const group = config.nHeads / config.nKeyValueHeads;
  return {
    name,
    kind,
    stack: config.attentionDir === "causal" ? "decoder" : "encoder",
    layer: inBlock === null ? null : Number(inBlock[1]),
    axes,
    ...(group > 1 && KEY_VALUE_KINDS.has(kind) && { group }),
    onDemand,
  };
}

function globExpression(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
