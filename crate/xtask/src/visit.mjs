// A first visit: the example is built and shown, its files are changed, and it is built again. What that executes is the
// half of the module that comes first. A step that runs a shell needs the rest, as it needs the catalog's packages. What
// was kept for a later visit is not read again here: whoever has something to restore has loaded the rest before.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

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
  lab.forecast({ dockerfile: "Dockerfile", builder: "buildkit" });
  const task = lab.startBuild(request);
  let state;
  do ({ state } = loading(lab, () => lab.advance(task)));
  while (state === "running");
  if (state !== "done") throw new Error(`the build of a first visit ended as ${state}`);
  lab.forecast({ dockerfile: "Dockerfile", builder: "buildkit" });
  lab.images();
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

function load(lab, part) {
  lab.loadCatalog(gunzipSync(readFileSync(new URL(`../../../pkg/catalog-${part}.bin`, import.meta.url))));
}

/** Makes a call, and gives the engine the part of the catalog that it asks for. */
function loading(lab, call) {
  try {
    return call();
  } catch (error) {
    const part = /^needs-(.*)$/.exec(error.code)?.[1];
    if (part === undefined) throw error;
    load(lab, part);
    return loading(lab, call);
  }
}

/** Makes the visit with a package's `Lab`. */
export function visit(Lab) {
  // Every way in which a front end makes one.
  for (const options of [undefined, {}, { seed: 1 }, { seed: undefined, now: undefined }]) new Lab(options).free();
  const lab = new Lab({ now: 1_700_000_000 });
  load(lab, "index");
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
  lab.writeFile("Dockerfile", bytes("FROM nothere\nRUNN x\nCOPPY a b\n"));
  look(lab, "Dockerfile");
  lab.free();
}
