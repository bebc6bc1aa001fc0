/** `layerlab/element`: the custom elements with all they need but the engine, which the package has already. */
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { licenceText } from "./www/build/licences.js";

/** Bundlers of the package's users find worker and module through the engine's files, so these stay as they are. */
function engineOutside(): Plugin {
  return {
    name: "engine-outside",
    enforce: "pre",
    resolveId(source) {
      const file = /\/engine\/(client|lab)\.js$/.exec(source)?.[1];
      // All chunks lie in lib/element, side by side.
      return file === undefined ? undefined : { id: `../src/engine/${file}.js`, external: true };
    },
  };
}

/**
 * What Vite puts around every import that comes later, which is for style sheets of chunks; there are none here. It would only make
 * other bundlers warn of addresses that they can't know.
 */
function noPreload(): Plugin {
  const helper = "\0vite/preload-helper.js";
  return {
    name: "no-preload",
    enforce: "pre",
    load: (id) => (id === helper ? "export const __vitePreload = (load) => load();" : undefined),
  };
}

/** The notices of what is bundled into the elements and the module. */
function notices(): Plugin {
  return {
    name: "notices",
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
      this.emitFile({ type: "asset", fileName: "LICENCES.txt", source: licenceText(fileURLToPath(new URL(".", import.meta.url)), modules) });
    },
  };
}

export default defineConfig({
  publicDir: false,
  plugins: [engineOutside(), noPreload(), notices()],
  build: {
    outDir: "lib/element",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: "esnext",
    sourcemap: true,
    modulePreload: false,
    rollupOptions: {
      input: { element: "www/src/embed/element.ts" },
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
    },
  },
});
