/** The static site: `www/` → `dist/`, with relative addresses so that it works under any path. */
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { xtermUnderPolicy } from "./www/build/xterm.js";
import { serviceWorker } from "./www/build/service-worker.js";
import { labHead, site } from "./www/build/site.js";

/** Fonts that the first paint needs: without a preload they would come too late to be used at all. */
const FIRST_FONTS = /(ibm-plex-sans-latin-wght|ibm-plex-mono-latin-[46]00)-normal[^/]*\.woff2$/;

function preloadFonts(): Plugin {
  return {
    name: "preload-fonts",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => FIRST_FONTS.test(file))
          .map((file) => ({
            tag: "link",
            attrs: { rel: "preload", as: "font", type: "font/woff2", href: `./${file}`, crossorigin: true },
            injectTo: "head" as const,
          })),
    },
  };
}

export default defineConfig({
  root: "www",
  base: "./",
  plugins: [preloadFonts(), labHead(), site(), serviceWorker(), xtermUnderPolicy()],
  worker: { format: "es" },
  // Left as it is, so that the change for the content security policy reaches it.
  optimizeDeps: { exclude: ["@xterm/xterm"] },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "esnext",
    cssTarget: "esnext",
    // Data URIs would need a weaker content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { index: "www/index.html", embed: "www/embed.html" } },
  },
  server: { host: "127.0.0.1", port: 5173, fs: { allow: [".."] } },
  preview: { host: "127.0.0.1", port: 4173 },
  test: { root: "www", include: ["test/**/*.test.ts"] },
});
