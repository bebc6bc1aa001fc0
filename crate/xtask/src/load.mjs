// Load a built wasm package once: `node load.mjs FOLDER`. Fails if the module is refused, a Lab can't be made, or the rest
// doesn't work with the first half.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const { initSync, Lab } = await import(pathToFileURL(join(folder, "layerlab.js")).href);
const exports = initSync({ module: readFileSync(join(folder, "layerlab_bg.wasm")) });
new Lab({}).free();

// What calls into the rest before it is there would trap here; `www/src/engine/rest.ts` loads it then.
new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(folder, "layerlab_rest.wasm"))), { "": exports });
exports.rest_loaded.value = 1;
const lab = new Lab({});
const task = lab.exec(["version", "--format", "{{.Client.Version}}"], { env: {}, cwd: "", stdoutIsTerminal: false, project: false });
let progress;
do progress = lab.advanceExec(task);
while (progress.exitCode === undefined);
if (progress.exitCode !== 0) throw new Error(`docker version ended with ${progress.exitCode}`);
lab.free();
