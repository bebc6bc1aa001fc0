/** Answers the engine's questions about the machine it runs on, from the real disk. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  type BigIntStats,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { getSystemErrorMap } from "node:util";
import type { EntryColumns, EntryKind, HostEntry, HostQuestion, HostResponse, Unread } from "../src/engine/wire.js";

/** Permission, set-id and sticky bits: what `chmod` can set. */
const PERMISSIONS = 0o7777n;
const NANOSECONDS = 1_000_000_000n;

/** Answer one question. Whatever goes wrong on the disk is an answer too. Relative paths count from `cwd`. */
export function answer(question: HostQuestion, cwd: string): HostResponse {
  try {
    return ask(question, cwd);
  } catch (error) {
    return { kind: "failed", message: describe(error) };
  }
}

function ask(question: HostQuestion, cwd: string): HostResponse {
  switch (question.kind) {
    case "stat":
      return stat(resolve(cwd, question.path));
    case "readFile":
      return { kind: "bytes", bytes: readFileSync(resolve(cwd, question.path)) };
    case "readStdin":
      return { kind: "bytes", bytes: readFileSync(0) };
    case "list":
      return { kind: "list", entries: list(resolve(cwd, question.path)) };
    case "readFiles":
      return readFiles(resolve(cwd, question.root), question.paths);
    case "writeFile":
      replaceFile(resolve(cwd, question.path), question.bytes, question.mode);
      return { kind: "done" };
    case "makeDir":
      mkdirSync(resolve(cwd, question.path), { recursive: true, mode: question.mode });
      return { kind: "done" };
    case "symlink": {
      const path = resolve(cwd, question.path);
      rmSync(path, { force: true });
      symlinkSync(question.target, path);
      return { kind: "done" };
    }
    case "remove":
      remove(resolve(cwd, question.path));
      return { kind: "done" };
    case "input":
    case "edit":
      // Only sessions of the lab's own shell ask; here the user's shell is the shell.
      return { kind: "failed", message: "there is no session to type in" };
  }
}

/** A file or a link, or a directory with nothing in it; one that holds something is left as it is. */
function remove(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return rmSync(path, { force: true });
  if (readdirSync(path).length === 0) rmdirSync(path);
}

/** What strerror says, as Docker's own messages have it: `no such file or directory`. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const number: unknown = Reflect.get(error, "errno");
  const known = typeof number === "number" ? getSystemErrorMap().get(number) : undefined;
  return known === undefined ? error.message : known[1];
}

function stat(path: string): HostResponse {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  const kind = found && kindOf(found);
  return found === undefined || kind === undefined ? { kind: "stat" } : { kind: "stat", entry: entry("", kind, found) };
}

function kindOf(stats: BigIntStats): EntryKind | undefined {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "dir";
  if (stats.isSymbolicLink()) return "symlink";
  if (stats.isFIFO()) return "fifo";
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return "device";
  // A socket: no image can hold one, and Docker leaves it out as well.
  return undefined;
}

function entry(path: string, kind: EntryKind, stats: BigIntStats): HostEntry {
  return {
    path,
    kind,
    mode: Number(stats.mode & PERMISSIONS),
    seconds: Number(floorDivide(stats.mtimeNs, NANOSECONDS)),
    nanoseconds: Number(((stats.mtimeNs % NANOSECONDS) + NANOSECONDS) % NANOSECONDS),
    size: Number(stats.size),
  };
}

/** Times before 1970 round down, as in a `timespec`. */
function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

/** The kinds by their number in a listing. */
const KINDS: readonly EntryKind[] = ["file", "dir", "symlink", "fifo", "device"];

/** The folder itself and everything below it, symbolic links as links. Owners are left out: a context has none. */
function list(root: string): EntryColumns {
  const paths: string[] = [];
  const targets: string[] = [];
  const numbers: number[] = [];
  const inodes = new Map<string, number>();
  const add = (path: string): boolean => {
    const place = join(root, path);
    // The folder itself may be named by a link; below it links stay what they are.
    const stats = path === "" ? statSync(place, { bigint: true }) : lstatSync(place, { bigint: true });
    const kind = kindOf(stats);
    if (kind === undefined) return false;
    const { mode, seconds, nanoseconds, size } = entry(path, kind, stats);
    paths.push(path);
    targets.push(kind === "symlink" ? readlinkSync(place) : "");
    numbers.push(KINDS.indexOf(kind), mode, seconds, nanoseconds, size, linkGroup(stats, inodes));
    return kind === "dir";
  };
  const pending = add("") ? [""] : [];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of readdirSync(join(root, folder))) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (add(path)) pending.push(path);
    }
  }
  return { paths: paths.join("\0"), targets: targets.join("\0"), numbers };
}

/** The same number from 1 for all names of one file, 0 for a file with one name. */
function linkGroup(stats: BigIntStats, inodes: Map<string, number>): number {
  if (stats.nlink < 2n || !stats.isFile()) return 0;
  const file = `${stats.dev}:${stats.ino}`;
  const known = inodes.get(file) ?? inodes.size + 1;
  inodes.set(file, known);
  return known;
}

function readFiles(root: string, paths: string[]): HostResponse {
  const failures: Unread[] = [];
  const contents = paths.map((path, index) => {
    try {
      return readFileSync(join(root, path));
    } catch (error) {
      failures.push({ index, message: describe(error) });
      return new Uint8Array();
    }
  });
  return { kind: "files", contents, failures };
}

/** Write beside the file and rename, so that nobody ever sees half of it; a pipe or device is written to directly. */
function replaceFile(path: string, bytes: Uint8Array, mode: number): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) return writeFileSync(path, bytes);
  const draft = join(dirname(path), `.layerlab-${process.pid}-${Date.now()}`);
  try {
    writeFileSync(draft, bytes, { mode });
    chmodSync(draft, there === undefined ? mode & ~process.umask() : there.mode & 0o7777);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
