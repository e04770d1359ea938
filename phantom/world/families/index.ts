import type { Family } from "../document.ts";
import { agreement } from "./agreement.ts";
import { facts } from "./facts.ts";

/** Every family of the world. Adding one is adding its file and its line here. */
export const families: readonly Family[] = [agreement, facts];
