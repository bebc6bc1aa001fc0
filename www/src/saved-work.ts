/** What survives a reload, in IndexedDB: projects, the engine's images and cache, the last build; each work under a name of its own. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Captured } from "./engine-state.js";
import type { KeptHistory } from "./history.js";
import type { Build } from "./model/build.js";
import type { SavedEntry } from "./model/project.js";

export interface SavedProject {
  tag: string;
  open?: string;
  entries: SavedEntry[];
  /** Command lines that led here, for a link. */
  commands?: string[];
  /** Milliseconds since 1970. */
  savedAt?: number;
}

interface Schema extends DBSchema {
  project: { key: string; value: SavedProject };
  engine: { key: string; value: Captured };
  /** The engines' content by digest. */
  blobs: { key: string; value: Uint8Array };
  build: { key: string; value: Build };
  history: { key: string; value: KeptHistory };
}

/** A work that is kept, as a list of them shows it. */
export interface KeptWork {
  name: string;
  tag: string;
  files: number;
  savedAt: number;
}

const VERSION = 3;
/** Works that are kept; the ones that were left alone the longest go first. */
const MAX_WORKS = 12;

export class SavedWork {
  private constructor(
    private readonly db: IDBPDatabase<Schema>,
    private readonly name: string,
  ) {}

  /** Rejects where the browser refuses storage, as some do in private windows. */
  static async open(name: string): Promise<SavedWork> {
    const db = await openDB<Schema>("layerlab", VERSION, {
      upgrade(db, before) {
        // The engine's state of version 1 knew no names; images can be built again, projects are kept.
        if (before === 1) for (const store of ["engine", "blobs", "build"] as const) db.deleteObjectStore(store);
        for (const store of ["project", "engine", "blobs", "build", "history"] as const) {
          if (!db.objectStoreNames.contains(store)) db.createObjectStore(store);
        }
      },
    });
    return new SavedWork(db, name);
  }

  project(name = this.name): Promise<SavedProject | undefined> {
    return this.db.get("project", name);
  }

  async saveProject(project: SavedProject): Promise<void> {
    await this.db.put("project", { ...project, savedAt: Date.now() }, this.name);
  }

  build(name = this.name): Promise<Build | undefined> {
    return this.db.get("build", name);
  }

  history(name = this.name): Promise<KeptHistory | undefined> {
    return this.db.get("history", name);
  }

  async saveHistory(history: KeptHistory): Promise<void> {
    await this.db.put("history", history, this.name);
  }

  /** Keeps images, cache and the build that made them: blobs that aren't there yet, then the index in one transaction. */
  async saveEngine(captured: Captured, blob: (digest: string) => Uint8Array | undefined, build: Build): Promise<void> {
    const known = new Set(await this.db.getAllKeys("blobs"));
    for (const digest of captured.digests) {
      const bytes = known.has(digest) ? undefined : blob(digest);
      if (bytes !== undefined) await this.db.put("blobs", bytes, digest);
    }
    const change = this.db.transaction(["engine", "build"], "readwrite");
    await Promise.all([
      change.objectStore("engine").put(captured, this.name),
      change.objectStore("build").put(build, this.name),
      change.done,
    ]);
  }

  /** What the engine held when it was saved. */
  async engineIndex(name = this.name): Promise<Uint8Array | undefined> {
    return (await this.db.get("engine", name))?.index;
  }

  blob(digest: string): Promise<Uint8Array | undefined> {
    return this.db.get("blobs", digest);
  }

  /** The other works that are kept, the latest first. */
  async others(): Promise<KeptWork[]> {
    const names = await this.db.getAllKeys("project");
    const works = await Promise.all(names.map(async (name) => ({ name, project: await this.db.get("project", name) })));
    return works
      .flatMap(({ name, project }) =>
        project === undefined || name === this.name
          ? []
          : [{ name, tag: project.tag, files: project.entries.length, savedAt: project.savedAt ?? 0 }],
      )
      .sort((a, b) => b.savedAt - a.savedAt);
  }

  /** Lets go of the works that were left alone the longest, and of blobs that no work needs. */
  async tidy(): Promise<void> {
    for (const { name } of (await this.others()).slice(MAX_WORKS)) {
      await Promise.all([this.db.delete("project", name), this.db.delete("engine", name), this.db.delete("build", name), this.db.delete("history", name)]);
    }
    const change = this.db.transaction(["engine", "blobs", "history"], "readwrite");
    const engines = await change.objectStore("engine").getAll();
    const histories = await change.objectStore("history").getAll();
    engines.push(...histories.flatMap(({ moments }) => moments.flatMap(({ engine }) => engine ?? [])));
    const wanted = new Set(engines.flatMap((captured) => captured.digests));
    const known = await change.objectStore("blobs").getAllKeys();
    await Promise.all([
      ...known.filter((digest) => !wanted.has(digest)).map((digest) => change.objectStore("blobs").delete(digest)),
      change.done,
    ]);
  }
}
