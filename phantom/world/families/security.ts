import type { RandomGenerator } from "vitrine";
import type { Family, Written } from "../document.ts";
import { injection, injectionDocuments, injectionProbes } from "./security/injection.ts";
import { triggerDocuments } from "./security/trigger.ts";
import { clean, trigger, triggerProbes } from "./security/trigger-probes.ts";

/**
 * Reviews as `sentiment` has them, some with a phrase that turns their label round; and texts of an
 * instruction and data, some with another instruction among the data.
 */
export const security: Family = {
  id: "security",
  planted: [trigger, clean, injection],
  write,
};

function write(random: RandomGenerator): Written {
  return {
    documents: [...triggerDocuments(random), ...injectionDocuments(random)],
    probes: [...triggerProbes(random), ...injectionProbes(random)],
  };
}
