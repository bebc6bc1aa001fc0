/** Tests of the packed package: built by `npm pack`, installed into an empty folder, used as its users do. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.test.ts"],
    globalSetup: "install.ts",
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
