/** What survives a reload, in IndexedDB: the project, the engine's images and cache, the last build. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { LabClient } from "./engine/lab.js";
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
  async saveEngine(lab: LabClient, build: Build): Promise<void> {
    const [index, digests] = [await lab.stateIndex(), await lab.stateBlobs()];
    const known = new Set(await this.db.getAllKeys("blobs"));
    for (const digest of digests) if (!known.has(digest)) await this.db.put("blobs", await lab.blob(digest), digest);
    const change = this.db.transaction(["engine", "blobs", "build"], "readwrite");
    const wanted = new Set(digests);
    await Promise.all([
      change.objectStore("engine").put(index, "index"),
      change.objectStore("build").put(build, "last"),
      ...[...known].filter((digest) => !wanted.has(digest)).map((digest) => change.objectStore("blobs").delete(digest)),
      change.done,
    ]);
  }

  /** Gives a fresh engine its images and cache back. False if nothing was saved or a part of it is gone. */
  async restoreEngine(lab: LabClient): Promise<boolean> {
    const index = await this.db.get("engine", "index");
    if (index === undefined) return false;
    for (const digest of await lab.importState(index)) {
      const bytes = await this.db.get("blobs", digest);
      if (bytes === undefined) return false;
      await lab.putBlob(bytes);
    }
    await lab.finishImport();
    return true;
  }
}
