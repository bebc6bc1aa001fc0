/** The static site: `www/` → `dist/`, with relative addresses so that it works under any path. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: "www",
  base: "./",
  publicDir: "public",
  worker: { format: "es" },
  build: { outDir: "../dist", emptyOutDir: true, target: "esnext", cssTarget: "esnext", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { host: "127.0.0.1", port: 5173, fs: { allow: [".."] } },
  preview: { host: "127.0.0.1", port: 4173 },
  test: { root: "www", include: ["test/**/*.test.ts"] },
});
