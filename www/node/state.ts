/**
 * Images, cache and containers between two calls of the command: a folder with an index and the blobs it names.
 *
 * The index is replaced by a rename and blobs are named by their digest, so a crash leaves either the old state or the
 * new one. A lock keeps a second process waiting, so that neither loses what the other one saved.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../src/engine/wire.js";

/** How long the lock of a running process is waited for, in milliseconds, and how often it is looked at. */
const PATIENCE = 120_000;
const INTERVAL = 50;

/** The user's state folder for this program. */
export function defaultFolder(env: NodeJS.ProcessEnv = process.env): string {
  switch (process.platform) {
    case "win32":
      return join(env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "layerlab");
    case "darwin":
      return join(homedir(), "Library", "Application Support", "layerlab");
    default:
      return join(env["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "layerlab");
  }
}

/** A state folder, locked until `close`. */
export class State {
  /** The index as it is on disk, so that a command that changed nothing writes nothing. */
  private saved: Uint8Array | undefined;

  private constructor(readonly folder: string) {}

  /**
   * Make the folder if need be and wait for its lock; `onWait` is told once who holds it. Throws when the lock isn't
   * given up in time.
   */
  static async open(folder: string, onWait: (pid: number) => void): Promise<State> {
    mkdirSync(join(folder, "blobs"), { recursive: true });
    const lock = join(folder, "lock");
    const until = Date.now() + PATIENCE;
    for (let told = false; !take(lock); ) {
      const holder = holderOf(lock);
      if (holder !== undefined && !alive(holder)) {
        breakLock(lock, holder);
        continue;
      }
      if (Date.now() > until) {
        throw new Error(`${folder} is in use by process ${holder ?? "?"}; if that is not a layerlab, remove ${lock}`);
      }
      if (!told && holder !== undefined) onWait(holder);
      told ||= holder !== undefined;
      await sleep(INTERVAL);
    }
    return new State(folder);
  }

  /**
   * Give the lab what was saved. A state that is damaged is put aside, `onAside` is told where and why, and the lab
   * begins empty. One of a newer program is left alone: whoever wrote it will want it back. Then this throws.
   */
  load(lab: Lab, onAside: (folder: string, why: string) => void): void {
    const index = readIfThere(join(this.folder, "index"));
    if (index === undefined) return;
    try {
      for (const digest of lab.importState(index)) lab.putBlob(readFileSync(this.blob(digest)));
      lab.finishImport();
      this.saved = index;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof Error && Reflect.get(error, "code") === "newer-state") {
        throw new Error(`the state in ${this.folder} can't be used: ${why}; name another folder with --state`);
      }
      onAside(this.putAside(), why);
    }
  }

  /** Move the index and the blobs into a folder of their own, which nothing writes to any more. */
  private putAside(): string {
    let number = 1;
    while (existsSync(join(this.folder, `aside-${number}`))) number++;
    const aside = join(this.folder, `aside-${number}`);
    mkdirSync(aside);
    renameSync(join(this.folder, "blobs"), join(aside, "blobs"));
    renameSync(join(this.folder, "index"), join(aside, "index"));
    mkdirSync(join(this.folder, "blobs"));
    return aside;
  }

  /** Save the lab's state, then drop the blobs that it no longer names. */
  save(lab: Lab): void {
    const index = lab.stateIndex();
    if (this.saved !== undefined && Buffer.compare(index, this.saved) === 0) return;
    const kept = new Set<string>();
    const there = new Set(readdirSync(join(this.folder, "blobs")));
    for (const digest of lab.stateBlobs()) {
      const name = nameOf(digest);
      kept.add(name);
      if (!there.has(name)) this.replace(join("blobs", name), lab.blob(digest));
    }
    this.replace("index", index);
    this.saved = index;
    for (const name of there) if (!kept.has(name)) rmSync(join(this.folder, "blobs", name), { force: true });
  }

  close(): void {
    rmSync(join(this.folder, "lock"), { force: true });
  }

  private blob(digest: string): string {
    return join(this.folder, "blobs", nameOf(digest));
  }

  private replace(name: string, bytes: Uint8Array): void {
    const draft = join(this.folder, "draft");
    const file = openSync(draft, "w");
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, join(this.folder, name));
  }
}

/** `sha256:abc` → `sha256-abc`: a colon is no part of a file name everywhere. */
function nameOf(digest: string): string {
  return digest.replace(":", "-");
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, "code") : undefined;
}

/** Make a file that must not be there, with this process's number in it. */
function take(lock: string): boolean {
  try {
    const file = openSync(lock, "wx");
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** The process that holds a lock; `undefined` while it is still writing its number, or has just let go. */
function holderOf(lock: string): number | undefined {
  const pid = Number.parseInt(readIfThere(lock)?.toString() ?? "", 10);
  return Number.isNaN(pid) ? undefined : pid;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/**
 * Remove the lock that a dead process left. Several may find it at once; a second lock makes sure that only the dead
 * process's is removed, and not the new one of whoever was faster.
 */
function breakLock(lock: string, holder: number): void {
  const breaking = `${lock}.break`;
  if (!take(breaking)) {
    const other = holderOf(breaking);
    if (other !== undefined && !alive(other)) rmSync(breaking, { force: true });
    return;
  }
  try {
    if (holderOf(lock) === holder) rmSync(lock, { force: true });
  } finally {
    rmSync(breaking, { force: true });
  }
}
