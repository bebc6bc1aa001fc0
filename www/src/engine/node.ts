/** The engine in this process, for Node. */
import { readFileSync } from "node:fs";
import { initSync, Lab } from "../../../pkg/layerlab.js";
import { GuestDriver } from "../guest/driver.js";
import { programs } from "../guest/programs.js";
import { readPart } from "./catalog-node.js";
import { Catalog } from "./catalog.js";
import { drive } from "./drive.js";
import { LabError, passThrough, type LabClient } from "./lab.js";
import { loadRestOnDemand } from "./rest.js";
import { driveCommand, Talk } from "./talk.js";
import type { LabOptions } from "./wire.js";

export * from "./lab.js";
export type * from "./wire.js";

let loaded = false;

/** A new engine for direct, synchronous use, with the whole catalog. */
export function loadLab(options: LabOptions = {}): Lab {
  const lab = makeLab(options);
  lab.loadCatalog(readPart("images"));
  lab.loadCatalog(readPart("packages"));
  return lab;
}

/** A new engine with no more of the catalog than its index; the module is compiled once per process. */
function makeLab(options: LabOptions): Lab {
  if (!loaded) {
    const exports = initSync({ module: readFileSync(new URL("../../../pkg/layerlab_bg.wasm", import.meta.url)) });
    loadRestOnDemand(exports, () => new WebAssembly.Module(readFileSync(new URL("../../../pkg/layerlab_rest.wasm", import.meta.url))));
  }
  loaded = true;
  const lab = new Lab(options);
  lab.loadCatalog(readPart("index"));
  return lab;
}

/** An engine behind the same interface as in a browser. Rejects with a `LabError` when the module can't be loaded. */
export async function createLab(options: LabOptions = {}): Promise<LabClient> {
  let lab: Lab | undefined;
  let guests: GuestDriver | undefined;
  let catalog: Catalog | undefined;
  const current = (): Lab => {
    if (lab === undefined) throw new LabError("disposed", "this lab has been disposed of");
    return lab;
  };
  try {
    lab = makeLab(options);
    catalog = new Catalog(lab, async (part) => readPart(part));
    guests = new GuestDriver(lab, programs(async () => (await import("../guest/assets-node.js")).loadAssets()));
  } catch (thrown) {
    throw LabError.from(thrown);
  }
  return {
    ...passThrough(async (method, args) => {
      const engine = current();
      try {
        const call = (): unknown => (engine[method] as (...args: unknown[]) => unknown).apply(engine, args);
        return await (catalog === undefined ? call() : catalog.inOrder(call));
      } catch (thrown) {
        throw LabError.from(thrown);
      }
    }),
    build: (request, { signal } = {}) => told(() => drive(current(), request, signal, catalog)),
    exec: (argv, { signal, stdin, ...options } = {}) =>
      told(() => driveCommand(current(), argv, options, { ...(stdin && { stdin }), ...(signal && { signal }), ...(guests && { guests }), ...(catalog && { catalog }) })),
    open(opened, { signal } = {}) {
      const talk = new Talk(current(), opened, guests, catalog);
      return { tell: (what) => talk.tell(what), [Symbol.asyncIterator]: () => told(() => talk.run(signal)) };
    },
    fetch: async (request) => guests?.fetch(request),
    dispose() {
      guests?.dispose();
      lab?.free();
      lab = undefined;
    },
  };
}

/** Work whose errors are `LabError`s. */
async function* told<Slice>(work: () => AsyncIterable<Slice>): AsyncGenerator<Slice> {
  try {
    yield* work();
  } catch (thrown) {
    throw LabError.from(thrown);
  }
}
