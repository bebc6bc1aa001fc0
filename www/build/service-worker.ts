/** Writes the service worker with the list of everything that the site consists of, so that it works without a network. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

export function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const files = Object.keys(bundle).filter((file) => !file.endsWith(".map")).sort();
        const html = files.filter((file) => file.endsWith(".html")).map((file) => bundle[file]);
        // Names of assets carry hashes of their content; the pages' own content counts besides.
        const seed = JSON.stringify([files, html.map((page) => (page?.type === "asset" ? String(page.source) : ""))]);
        const version = createHash("sha256").update(seed).digest("hex").slice(0, 12);
        const template = readFileSync(new URL("./sw.js", import.meta.url), "utf8");
        const list = ["./", "icon.svg", "manifest.webmanifest", ...files.filter((file) => file !== "index.html")];
        this.emitFile({
          type: "asset",
          fileName: "sw.js",
          source: template.replace("__VERSION__", version).replace("__FILES__", JSON.stringify(list)),
        });
      },
    },
  };
}
