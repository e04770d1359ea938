import type { Tensor } from "../../tensor/tensor.ts";
import type { OptionSchemas } from "../options.ts";
import type { Claim } from "../recovery.ts";
import type { ModelSubject, TextSubject } from "../subject.ts";
import type { ByScore } from "./head-scoring.ts";
import { headsWhere, headsWithRole } from "./planted-prompts.ts";

/** That scores on random tokens tell the heads that were built to look there. */
export const headRoleClaim: Claim<
  ModelSubject | TextSubject,
  OptionSchemas,
  { readonly scores: ByScore<Tensor> }
> = {
  id: "roles",
  model: "phantom-wired",
  truth: "wired",
  planted: ["induction", "indirect-object"],
  about: {
    en: "previous-token, duplicate-token and induction heads: score of a half or more on random tokens",
    zh: "前一词元头、重复词元头与归纳头：在随机词元上得分达到一半",
  },
  measure: "f1",
  controls: ["random-weights"],
  recover: async (trial) => {
    const options = { length: 15, batch: 8, controls: false };
    const { data } = await trial.run({ model: trial.model }, options);
    return (["previous", "duplicate", "induction"] as const).map((name) => ({
      found: headsWhere(data.scores[name], (share) => share >= 0.5),
      planted: headsWithRole(trial, name === "induction" ? name : `${name}-token`),
    }));
  },
};
