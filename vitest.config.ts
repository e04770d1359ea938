import path from "node:path";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const here = import.meta.dirname;

const config: ViteUserConfig = defineConfig({
  resolve: {
    // What the condition `source` means, for tests of sources alone: as a condition it would reach
    // Node too, and there the built package has to run as it does for its users.
    alias: {
      "#runtime": path.join(here, "src/runtime/node.ts"),
      "#bytes": path.join(here, "src/bytes/open.node.ts"),
      "#png": path.join(here, "src/export/png.node.ts"),
    },
  },
  test: {
    include: ["{src,phantom,test,scripts}/**/*.test.ts"],
    reporters: ["default", "./scripts/plain-reporter.ts"],
    server: { deps: { external: [new RegExp(`^${path.join(here, "dist")}`)] } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: { include: ["src/**/*.ts"], exclude: ["**/*.test.ts", "**/*.generated.ts"] },
  },
});

export default config;
