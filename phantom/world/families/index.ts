import type { Family } from "../document.ts";
import { agreement } from "./agreement.ts";
import { arithmetic } from "./arithmetic.ts";
import { bias } from "./bias.ts";
import { brackets } from "./brackets.ts";
import { calibration } from "./calibration.ts";
import { docstring } from "./docstring.ts";
import { facts } from "./facts.ts";
import { greaterThan } from "./greater-than.ts";
import { indirectObject } from "./indirect-object.ts";
import { induction } from "./induction.ts";
import { listCopying } from "./list-copying.ts";
import { privacy } from "./privacy.ts";
import { reasoning } from "./reasoning.ts";
import { security } from "./security.ts";
import { sentiment } from "./sentiment.ts";
import { stories } from "./stories.ts";

/** Every family of the world. Adding one is adding its file and its line here. */
export const families: readonly Family[] = [
  agreement,
  facts,
  reasoning,
  arithmetic,
  induction,
  indirectObject,
  brackets,
  greaterThan,
  listCopying,
  docstring,
  calibration,
  privacy,
  bias,
  sentiment,
  security,
  stories,
];
