import type { Family } from "../document.ts";
import { agreement } from "./agreement.ts";
import { arithmetic } from "./arithmetic.ts";
import { facts } from "./facts.ts";
import { reasoning } from "./reasoning.ts";

/** Every family of the world. Adding one is adding its file and its line here. */
export const families: readonly Family[] = [agreement, facts, reasoning, arithmetic];
