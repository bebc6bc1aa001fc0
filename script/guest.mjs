// Bundles what runs JavaScript in containers into pkg/: Node's modules as a text for QuickJS to evaluate, QuickJS itself as
// a module without imports, and its WebAssembly. The npm package and the page load them when a program first needs them.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const require = createRequire(import.meta.url);
process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/** Bundlers put a WebAssembly file that is named in such a way into the text; ours is handed over by whoever loads it. */
const withoutWasm = {
  name: "without-wasm",
  transform: (code, id) => (id.includes("emscripten-module") ? code.replace(/\(?new URL\("emscripten-module\.wasm",\s*import\.meta\.url\)\)?\.href/, '""') : null),
};

/** One file in pkg/, and the files that it was made of. Programs find Node's modules by their npm names, so Vite must not leave them out for browsers. */
async function bundle(entry, fileName, format) {
  const outputs = await build({
    configFile: false,
    logLevel: "warn",
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    // What packages keep for browsers relies on what browsers have; QuickJS has as little as a bare engine.
    resolve: { mainFields: ["module", "main"], alias: [{ find: /^readable-stream$/, replacement: require.resolve("readable-stream/lib/ours/browser.js") }, { find: /^punycode$/, replacement: require.resolve("punycode/") }] },
    plugins: [withoutWasm],
    build: {
      outDir: "pkg",
      emptyOutDir: false,
      copyPublicDir: false,
      target: "es2022",
      rolldownOptions: { output: { codeSplitting: false } },
      lib: { entry, formats: [format], name: "guest", fileName: () => fileName },
    },
  });
  return outputs.flatMap(({ output }) => output.flatMap((file) => file.moduleIds ?? []));
}

mkdirSync("pkg", { recursive: true });
const modules = [
  ...(await bundle("www/guest/main.ts", "node-guest.js", "iife")),
  ...(await bundle("www/src/guest/quickjs.ts", "quickjs.js", "es")),
];
// For the notices of licences, which are written with the site and the package: the folders of the packages below the repository.
const folders = modules.flatMap((module) => /node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(module.slice(process.cwd().length + 1))?.[0] ?? []);
writeFileSync("pkg/guest-packages.json", JSON.stringify([...new Set([...folders, "node_modules/@jitl/quickjs-wasmfile-release-sync"])].sort()));
copyFileSync(require.resolve("@jitl/quickjs-wasmfile-release-sync/wasm"), "pkg/quickjs.wasm");
