// Does what a first visit does with an instrumented wasm package, and prints which functions that took, as numbers:
// `node profile.mjs FOLDER CATALOG`. They are the half of the module that comes first. What was kept for a later visit
// is not read again here: whoever has something to restore has loaded the rest before.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, catalog] = process.argv.slice(2).map((path) => resolve(path));
const { initSync, Lab } = await import(pathToFileURL(join(folder, "layerlab.js")).href);
const exports = initSync({ module: readFileSync(join(folder, "instrumented.wasm")) });
const bytes = (text) => new TextEncoder().encode(text);

/** What the editor asks for at every keystroke. */
function look(lab, path) {
  const text = new TextDecoder().decode(lab.readFile(path));
  lab.tokens(text);
  lab.parse(text);
  lab.check(path);
  lab.checkText(text);
  lab.advise(path);
  lab.folds(text);
  lab.files();
  return text;
}

/** A build with everything that the page shows of it, and what it keeps for the next visit. */
function build(lab, request = {}) {
  lab.forecast({ dockerfile: "Dockerfile" });
  const task = lab.startBuild(request);
  for (let state = "running"; state === "running"; ) state = loading(lab, () => lab.advance(task)).state;
  lab.forecast({ dockerfile: "Dockerfile" });
  for (const image of lab.images()) {
    lab.imageDetails(image.id);
    for (const { diffId } of image.layers) lab.layerFiles(diffId);
  }
  lab.sharing();
  keep(lab);
}

function keep(lab) {
  lab.stateIndex();
  for (const digest of lab.stateBlobs()) lab.blob(digest);
}

/** A call that fails says so in its own words; that takes functions too. */
function fails(call) {
  try {
    call();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
  }
}

/** Makes a call, and gives the engine the part of the catalog that it asks for. */
function loading(lab, call) {
  try {
    return call();
  } catch (error) {
    const part = /^needs-(.*)$/.exec(error.code)?.[1];
    if (part === undefined) throw error;
    lab.loadCatalog(readFileSync(join(catalog, `catalog-${part}.bin`)));
    return loading(lab, call);
  }
}

// Every way in which a front end makes one.
for (const options of [undefined, {}, { seed: 1 }, { seed: undefined, now: undefined }]) new Lab(options).free();
const lab = new Lab({ now: 1_700_000_000 });
// Short lists are sorted by other functions than long ones, and so are those that are sorted already.
for (const length of [3, 17, 24, 60]) {
  const names = Array.from({ length }, (_, program) => `program-${(program * 7) % length}`);
  lab.setGuests(names);
  lab.setGuests(names.toSorted());
}
lab.guests();
lab.loadExample("web-ping");
keep(lab);
const text = look(lab, "Dockerfile");
fails(() => lab.readFile("missing"));
build(lab, { dockerfile: "Dockerfile", tags: ["web-ping"] });
lab.writeFile("app.js", bytes("console.log(1);\n"), 0o644, 1_700_000_000);
build(lab, { dockerfile: "Dockerfile", tags: ["web-ping"], buildArgs: { A: "b" } });
lab.makeDir("src");
lab.writeFile("src/a", bytes("a\n"));
lab.chmod("src/a", 0o755);
lab.remove("src");
lab.writeFile("Dockerfile", bytes(text.replace("WORKDIR", "RUN echo hello > /hello && mkdir -p /srv && ls / | head -n 1\nWORKDIR")));
look(lab, "Dockerfile");
build(lab);
lab.writeFile("Dockerfile", bytes('FROM diamol/node AS base\nLABEL a=b c=d\nEXPOSE 80 443\nVOLUME ["/a", "/b"]\nFROM base\nCOPY --from=base /etc/passwd /etc/group /x/\n'));
build(lab, { tags: ["one", "two:3"] });
lab.writeFile("Dockerfile", bytes("FROM nothere\nRUNN x\nCOPPY a b\n"));
look(lab, "Dockerfile");
build(lab);
lab.free();

const hits = Object.entries(exports).filter(([name, value]) => name.startsWith("hit_") && value.value !== 0);
console.log(hits.map(([name]) => name.slice("hit_".length)).join("\n"));
