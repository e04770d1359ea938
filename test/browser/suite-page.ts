import { loadModel } from "vitrine";
import { loadSuite } from "vitrine/suites";

/** What a test calls in the page. */
export interface SuiteApi {
  /** SHA-256, hex, of the JSON of a suite's cases. */
  digest(suite: string, model: string, seed: number): Promise<string>;
}

declare global {
  interface Window {
    suite: SuiteApi;
  }
}

export const suite: SuiteApi = {
  async digest(name, source, seed) {
    await using model = await loadModel(source);
    const { cases } = await loadSuite(name, { model, seed });
    const bytes = new TextEncoder().encode(JSON.stringify(cases));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  },
};
