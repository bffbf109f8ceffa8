import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const results = process.env["VITEST_RESULTS"];

export default defineConfig({
  // The tests run the source, and package.json names what is built.
  resolve: {
    alias: {
      "#node-opener": `${import.meta.dirname}/runtime/transport/node-opener.ts`,
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/properties.ts"],
    // Two noisy processors: whole builds and real machines need their time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
    // Runs of the generator outside of a project keep their records in the user's cache folder.
    env: { XDG_CACHE_HOME: join(tmpdir(), "qapi-ts-test-cache") },
    // The gate reads the counts from a report.
    reporters: results ? ["default", ["json", { outputFile: results }]] : ["default"],
  },
});
