import { describe, expect, it } from "vitest";
import { tinyGraph } from "../../../test/helpers/tiny-models.ts";
import { opTable } from "../../ops/table.generated.ts";
import { hooks } from "../graph.ts";
import { supply } from "./supply.ts";

const graph = tinyGraph("gpt2");

describe("supply", () => {
  it("feeds a hook from outside and drops what only it needed", () => {
    const cut = supply(graph, opTable, ["blocks.1.hook_resid_pre"]);
    const input = cut.inputs.find((port) => port.name === "blocks.1.hook_resid_pre");
    expect(input?.value).toMatchObject({ dtype: "float32", dims: ["batch", "pos", 8] });
    expect(
      cut.params.map((port) => port.name).filter((name) => name.startsWith("blocks.0")),
    ).toEqual([]);
    expect(cut.params.map((port) => port.name)).not.toContain("W_pos");
    expect(cut.params.map((port) => port.name)).toContain("blocks.1.attn.W_Q");
    expect([...hooks(cut).keys()]).toContain("blocks.1.hook_resid_pre");
    expect([...hooks(cut).keys()]).not.toContain("blocks.0.hook_resid_post");
  });

  it("keeps what something else upstream is used for", () => {
    const cut = supply(graph, opTable, ["blocks.0.hook_attn_out"]);
    expect([...hooks(cut).keys()]).toContain("blocks.0.hook_resid_pre");
    expect([...hooks(cut).keys()]).not.toContain("blocks.0.attn.hook_pattern");
  });

  it("names the hooks that are near a name it does not know", () => {
    expect(() => supply(graph, opTable, ["blocks.0.hook_resid_prev"])).toThrow(
      /^supply: unknown hook "blocks\.0\.hook_resid_prev"\. Did you mean "blocks\.0\.hook_resid_pre"/,
    );
  });
});
