/** What survives a reload, in IndexedDB: the project, the engine's images and cache, the last build. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Captured } from "./engine-state.js";
import type { Build } from "./model/build.js";
import type { SavedEntry } from "./model/project.js";

export interface SavedProject {
  tag: string;
  open?: string;
  entries: SavedEntry[];
}

interface Schema extends DBSchema {
  project: { key: "current"; value: SavedProject };
  engine: { key: "index"; value: Uint8Array };
  /** The engine's content by digest. */
  blobs: { key: string; value: Uint8Array };
  build: { key: "last"; value: Build };
}

const VERSION = 1;

export class SavedWork {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  /** Rejects where the browser refuses storage, as some do in private windows. */
  static async open(): Promise<SavedWork> {
    const db = await openDB<Schema>("layerlab", VERSION, {
      upgrade(db) {
        db.createObjectStore("project");
        db.createObjectStore("engine");
        db.createObjectStore("blobs");
        db.createObjectStore("build");
      },
    });
    return new SavedWork(db);
  }

  project(): Promise<SavedProject | undefined> {
    return this.db.get("project", "current");
  }

  async saveProject(project: SavedProject): Promise<void> {
    await this.db.put("project", project, "current");
  }

  build(): Promise<Build | undefined> {
    return this.db.get("build", "last");
  }

  /** Keeps images, cache and the build that made them: blobs that aren't there yet, then the index in one transaction. */
  async saveEngine({ index, digests }: Captured, blob: (digest: string) => Uint8Array | undefined, build: Build): Promise<void> {
    const known = new Set(await this.db.getAllKeys("blobs"));
    for (const digest of digests) {
      const bytes = known.has(digest) ? undefined : blob(digest);
      if (bytes !== undefined) await this.db.put("blobs", bytes, digest);
    }
    const change = this.db.transaction(["engine", "blobs", "build"], "readwrite");
    const wanted = new Set(digests);
    await Promise.all([
      change.objectStore("engine").put(index, "index"),
      change.objectStore("build").put(build, "last"),
      ...[...known].filter((digest) => !wanted.has(digest)).map((digest) => change.objectStore("blobs").delete(digest)),
      change.done,
    ]);
  }

  /** What the engine held when it was saved. */
  engineIndex(): Promise<Uint8Array | undefined> {
    return this.db.get("engine", "index");
  }

  blob(digest: string): Promise<Uint8Array | undefined> {
    return this.db.get("blobs", digest);
  }
}
