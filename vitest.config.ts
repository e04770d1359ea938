import { defineConfig } from "vitest/config";

export default defineConfig({
  // `#runtime` and `#bytes` resolve to src/, so that tests of sources never load dist/.
  ssr: {
    resolve: { conditions: ["source", "module", "node", "development|production"] },
  },
  test: {
    include: ["{src,test,scripts}/**/*.test.ts"],
    benchmark: { include: ["bench/**/*.bench.ts"] },
    reporters: ["default", "./scripts/plain-reporter.ts"],
    // The built package runs as users run it: by Node itself, without the `source` condition.
    server: { deps: { external: [new RegExp(`^${import.meta.dirname}/dist/`)] } },
    testTimeout: 30_000,
    coverage: { include: ["src/**/*.ts"], exclude: ["**/*.test.ts", "**/*.generated.ts"] },
  },
});
