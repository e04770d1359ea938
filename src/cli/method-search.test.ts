import { describe, expect, it } from "vitest";
import { type MethodEntry, registry } from "../methods/registry.generated.ts";
import { familyTerms } from "./families.ts";
import { familyMessages } from "./family-messages.ts";
import { searchMethods } from "./method-search.ts";

const entry = (id: string, family: string, given: Partial<MethodEntry> = {}): MethodEntry => ({
  id,
  family,
  title: { en: `Title of ${id}`, zh: `${id} 的标题` },
  about: { en: "What is it?", zh: "这是什么？" },
  aliases: [],
  paper: null,
  takes: [],
  needs: [],
  load: () => Promise.reject(new Error("not needed")),
  ...given,
});

const METHODS: readonly MethodEntry[] = [
  entry("integrated-gradients", "attribution", {
    title: { en: "Integrated gradients", zh: "积分梯度" },
    aliases: ["ig"],
    paper: { cite: "Sundararajan, Taly & Yan 2017", url: "https://arxiv.org/abs/1703.01365" },
  }),
  entry("gradient-norm", "attribution"),
  entry("patch", "causal", { aliases: ["causal-tracing"] }),
  entry("lens", "features", { about: { en: "What would each layer answer?", zh: "各层的答案？" } }),
];

const ids = (found: readonly MethodEntry[]): string[] => found.map(({ id }) => id);
const search = (words: string) => searchMethods(METHODS, words);

describe("searchMethods", () => {
  it("finds ids, titles, other names, papers and what methods are about, in both languages", () => {
    for (const words of ["ig", "IG", "Sundararajan", "1703.01365", "积分", "taly 2017"]) {
      expect([words, ids(search(words).methods)]).toEqual([words, ["integrated-gradients"]]);
    }
    expect(ids(search("each layer").methods)).toEqual(["lens"]);
    expect(ids(search("各层").methods)).toEqual(["lens"]);
    expect(ids(search("causal_tracing").methods)).toEqual(["patch"]);
  });

  it("puts names before what stands elsewhere", () => {
    const about = { en: "Like a patch.", zh: "。" };
    const found = searchMethods([entry("other", "steer", { about }), ...METHODS], "patch");
    expect(ids(found.methods)).toEqual(["patch", "other"]);
  });

  it("names the family of a technique that is not here, and its methods", () => {
    expect(search("SHAP")).toMatchObject({ methods: [], family: "attribution" });
    expect(ids(search("kernel shap").closest)).toEqual(["integrated-gradients", "gradient-norm"]);
    expect(search("ROME").family).toBe("causal");
    expect(search("显著性").family).toBe("attribution");
    expect(search("sparse autoencoders").family).toBe("features");
  });

  it("forgives a few wrong letters", () => {
    expect(ids(search("integrated gradeints").closest)[0]).toBe("integrated-gradients");
    expect(ids(search("ptach").closest)).toEqual(["patch"]);
    expect(search("saleincy").family).toBe("attribution");
  });

  it("finds nothing where nothing comes near", () => {
    expect(search("qqq")).toEqual({ methods: [], closest: [], family: null });
  });
});

describe("families", () => {
  it("are known and named for every method", () => {
    for (const { family } of registry) {
      expect(familyTerms).toHaveProperty(family);
      expect(familyMessages.en).toHaveProperty([`family.${family}`]);
    }
    expect(Object.keys(familyTerms).map((family) => `family.${family}`)).toEqual(
      Object.keys(familyMessages.en),
    );
  });
});
