// Makes a first visit with an instrumented wasm package, and prints which functions that took, as numbers:
// `node profile.mjs FOLDER`.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { visit } from "./visit.mjs";

const folder = resolve(process.argv[2]);
const { initSync, Lab } = await import(pathToFileURL(join(folder, "layerlab.js")).href);
const exports = initSync({ module: readFileSync(join(folder, "instrumented.wasm")) });
visit(Lab);
const hits = Object.entries(exports).filter(([name, value]) => name.startsWith("hit_") && value.value !== 0);
console.log(hits.map(([name]) => name.slice("hit_".length)).join("\n"));
