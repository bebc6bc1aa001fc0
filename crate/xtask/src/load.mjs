// Load a built wasm package once: `node load.mjs FOLDER`. Fails if the module is refused or a Lab can't be made.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const { initSync, Lab } = await import(pathToFileURL(join(folder, "layerlab.js")).href);
initSync({ module: readFileSync(join(folder, "layerlab_bg.wasm")) });
new Lab({}).free();
