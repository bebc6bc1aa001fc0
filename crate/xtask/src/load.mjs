// Load a built wasm package once: `node load.mjs FOLDER`. Fails if the module is refused, if its first half is not enough for
// a first visit, or if the rest doesn't work with it.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { visit } from "./visit.mjs";

const folder = resolve(process.argv[2]);
const { initSync, Lab } = await import(pathToFileURL(join(folder, "layerlab.js")).href);
const exports = initSync({ module: readFileSync(join(folder, "layerlab_bg.wasm")) });
// What calls into the rest before it is there traps here; `www/src/engine/rest.ts` would load it.
visit(Lab);
new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(folder, "layerlab_rest.wasm"))), { "": exports });
exports.rest_loaded.value = 1;
const lab = new Lab({});
const task = lab.exec(["version", "--format", "{{.Client.Version}}"], { env: {}, cwd: "", stdoutIsTerminal: false, project: false });
let progress;
do progress = lab.advanceExec(task);
while (progress.exitCode === undefined);
if (progress.exitCode !== 0) throw new Error(`docker version ended with ${progress.exitCode}`);
lab.free();
