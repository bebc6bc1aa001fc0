/** The catalog's parts: a call of the engine that lacks one fails, and is made again once the part is there. */
import { LabError } from "./lab.js";
import type { Lab } from "./wire.js";

/** The parts: the files of modelled images, and what package managers find. */
export type CatalogPart = "images" | "packages";

/** What the catalog is kept in. The index tells which images there are; an engine is given it before anything else. */
export type CatalogFile = "index" | CatalogPart;

/** Where the bytes of a part come from. */
export type LoadPart = (part: CatalogPart) => Promise<Uint8Array>;

const PARTS: Record<string, CatalogPart> = { "needs-images": "images", "needs-packages": "packages" };

/** The part whose lack is told by an error. */
function partFor(thrown: unknown): CatalogPart | undefined {
  return PARTS[LabError.from(thrown).code];
}

/** The catalog's parts on their way into one engine. */
export class Catalog {
  readonly #loading = new Map<CatalogPart, Promise<void>>();
  /** Settles when the last call that waits is done. */
  #order: Promise<void> | undefined;

  constructor(
    private readonly lab: Lab,
    private readonly load: LoadPart,
  ) {}

  /** What a call returns, after the parts that it needs were loaded; a call that lacks one has changed nothing. */
  async with<Value>(call: () => Value): Promise<Value> {
    for (;;) {
      try {
        return call();
      } catch (thrown) {
        const part = partFor(thrown);
        if (part === undefined) throw thrown;
        await this.#take(part);
      }
    }
  }

  /** As `with`, after every earlier call of this kind; at once where nothing has to be waited for. */
  inOrder<Value>(call: () => Value): Value | Promise<Value> {
    if (this.#order === undefined) {
      try {
        return call();
      } catch (thrown) {
        if (partFor(thrown) === undefined) throw thrown;
      }
    }
    const turn = (this.#order ?? Promise.resolve()).then(() => this.with(call));
    const settled = turn
      .then(() => {}, () => {})
      .then(() => {
        if (this.#order === settled) this.#order = undefined;
      });
    this.#order = settled;
    return turn;
  }

  /** Calls that lack the same part wait for it together; one that could not be loaded is tried again by the next. */
  #take(part: CatalogPart): Promise<void> {
    const known = this.#loading.get(part);
    if (known !== undefined) return known;
    const taken = this.load(part)
      .then((bytes) => this.lab.loadCatalog(bytes))
      .finally(() => this.#loading.delete(part));
    this.#loading.set(part, taken);
    return taken;
  }
}
