/** A copy of the project outside the engine: what is saved, and what a fresh engine is given after a crash. */
import { LabError, type LabClient } from "../engine/lab.js";
import type { EntryKind, ProjectEntry } from "../engine/wire.js";
import { encodeText } from "./text.js";
import { isWithin } from "./tree.js";

export interface SavedEntry {
  path: string;
  kind: EntryKind;
  mode: number;
  /** Seconds since 1970. */
  mtime: number;
  bytes?: Uint8Array;
  target?: string;
}

export class Project {
  private saved = new Map<string, SavedEntry>();

  get entries(): SavedEntry[] {
    return [...this.saved.values()];
  }

  /** Bytes of all files together. */
  get size(): number {
    return this.entries.reduce((sum, entry) => sum + (entry.bytes?.length ?? 0), 0);
  }

  bytes(path: string): Uint8Array | undefined {
    return this.saved.get(path)?.bytes;
  }

  /** Follows the engine's listing; only files whose entry is new or changed are read. */
  async follow(lab: LabClient, listing = lab.files()): Promise<ProjectEntry[]> {
    const entries = await listing;
    const saved = new Map<string, SavedEntry>();
    for (const entry of entries) saved.set(entry.path, await this.entry(lab, entry));
    this.saved = saved;
    return entries;
  }

  private async entry(lab: LabClient, entry: ProjectEntry): Promise<SavedEntry> {
    const { path, kind, mode, mtime, target } = entry;
    const known = this.saved.get(path);
    const same = known?.kind === kind && known.mtime === mtime && known.bytes?.length === entry.size;
    // The same object as long as nothing changed, so that the moments of the history share it.
    if (same && known.mode === mode && known.target === target) return known;
    const bytes = kind !== "file" ? undefined : same ? known.bytes : await lab.readFile(path);
    return { path, kind, mode, mtime, ...(bytes && { bytes }), ...(target !== undefined && { target }) };
  }

  /**
   * Writes a file here and into the engine. Here first: an edit must outlive an engine that crashes over it, and one
   * within the same second must not be mistaken for no change. What the engine refuses is taken back.
   */
  async write(lab: LabClient, path: string, bytes: Uint8Array, mtime: number): Promise<void> {
    const before = this.saved.get(path);
    const mode = before?.mode ?? 0o644;
    this.saved.set(path, { path, kind: "file", mode, mtime, bytes });
    try {
      await lab.writeFile(path, bytes, mode, mtime);
    } catch (error) {
      if (LabError.from(error).code !== "crashed") {
        if (before === undefined) this.saved.delete(path);
        else this.saved.set(path, before);
      }
      throw error;
    }
  }

  /** Takes the engine's word for what is there, and knows nothing about it. */
  forget(entries: readonly ProjectEntry[]): void {
    this.saved = new Map(entries.map(({ path, kind, mode, mtime }) => [path, { path, kind, mode, mtime }]));
  }

  /** Turns the project into another one, touching only what differs. */
  async become(lab: LabClient, entries: readonly SavedEntry[]): Promise<void> {
    const before = this.saved;
    const wanted = new Map(entries.map((entry) => [entry.path, entry]));
    this.saved = wanted;
    const gone = [...before.values()].filter((entry) => wanted.get(entry.path)?.kind !== entry.kind);
    const tops = gone.filter((entry) => !gone.some((other) => other !== entry && isWithin(entry.path, other.path)));
    for (const { path } of tops) await lab.remove(path);
    const kept = (entry: SavedEntry): boolean => !gone.some((other) => isWithin(entry.path, other.path));
    await Project.restore(lab, entries.filter((entry) => before.get(entry.path) !== entry || !kept(entry)));
  }

  /** Removes every file from the engine's project. */
  static async clear(lab: LabClient): Promise<void> {
    for (const entry of await lab.files()) if (!entry.path.includes("/")) await lab.remove(entry.path);
  }

  /** Puts saved entries into the engine's project, parents before children. */
  static async restore(lab: LabClient, entries: readonly SavedEntry[]): Promise<void> {
    const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const entry of sorted) {
      if (entry.kind === "dir") await lab.makeDir(entry.path);
      else if (entry.kind === "symlink") await lab.symlink(entry.path, entry.target ?? "");
      else await lab.writeFile(entry.path, entry.bytes ?? new Uint8Array(), entry.mode, entry.mtime);
    }
    for (const entry of sorted) if (entry.kind === "dir") await lab.chmod(entry.path, entry.mode);
  }
}

/** Files that were just written; one that begins with `#!` can be run. */
export function entriesOf(files: Record<string, string>): SavedEntry[] {
  const mtime = Math.floor(Date.now() / 1000);
  return Object.entries(files).map(([path, text]) => ({ path, kind: "file", mode: text.startsWith("#!") ? 0o755 : 0o644, mtime, bytes: encodeText(text) }));
}
