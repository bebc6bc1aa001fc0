/** `fs` over the container's files: every call is made at once; callbacks and promises get the same answers later. */
import path from "path-browserify";
import { Readable, Writable } from "readable-stream";
import { pack, unpack } from "./bytes.js";
import { isRefused, missing, refused } from "./errors.js";
import { host, type FileStat, type SystemError } from "./host.js";
import { immediately } from "./loop.js";
import process from "./process.js";

type PathLike = string | URL | Uint8Array;
type Options = string | { encoding?: string | null; flag?: string; mode?: number; recursive?: boolean; force?: boolean; withFileTypes?: boolean; throwIfNoEntry?: boolean } | null | undefined;

function locate(where: PathLike): string {
  const text = where instanceof Uint8Array ? Buffer.from(where).toString() : typeof where === "string" ? where : fileUrl(where);
  return path.resolve(process.cwd(), text);
}

function fileUrl(url: URL): string {
  return decodeURIComponent(url.pathname);
}

/** The value, or the error that the system gave. */
function take<T>(answer: T | SystemError, syscall: string, where: PathLike): T {
  if (isRefused(answer)) throw refused(answer, syscall, String(where));
  return answer;
}

function done(answer: SystemError | undefined, syscall: string, where: PathLike, dest?: PathLike): void {
  if (answer !== undefined) throw refused(answer, syscall, String(where), dest === undefined ? undefined : String(dest));
}

function option(options: Options): Exclude<Options, string | null | undefined> {
  return typeof options === "string" ? { encoding: options } : (options ?? {});
}

function encoded(bytes: Buffer, options: Options): Buffer | string {
  const { encoding } = option(options);
  return encoding ? bytes.toString(encoding as BufferEncoding) : bytes;
}

function packed(data: unknown, options?: Options): string {
  return pack(data instanceof Uint8Array ? data : Buffer.from(String(data), (option(options).encoding ?? "utf8") as BufferEncoding));
}

class Stats {
  readonly mtimeMs: number;
  readonly mtime: Date;
  readonly atime: Date;
  readonly ctime: Date;
  readonly birthtime: Date;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;

  constructor(private readonly stat: FileStat) {
    const type = { file: 0o100000, directory: 0o040000, symlink: 0o120000 }[stat.kind];
    this.mode = type | stat.mode;
    this.size = stat.size;
    this.uid = stat.uid;
    this.gid = stat.gid;
    this.mtimeMs = stat.mtime;
    this.mtime = this.atime = this.ctime = this.birthtime = new Date(stat.mtime);
  }

  isFile = () => this.stat.kind === "file";
  isDirectory = () => this.stat.kind === "directory";
  isSymbolicLink = () => this.stat.kind === "symlink";
  isFIFO = () => false;
  isSocket = () => false;
  isBlockDevice = () => false;
  isCharacterDevice = () => false;
}

function stat(where: PathLike, follow: boolean, options?: Options): Stats | undefined {
  const answer = host.stat(locate(where), follow);
  if (isRefused(answer) && option(options).throwIfNoEntry === false) return undefined;
  return new Stats(take(answer, follow ? "stat" : "lstat", where));
}

function readdir(where: PathLike, options?: Options): unknown[] {
  const full = locate(where);
  const names = take(host.list(full), "scandir", where);
  const { withFileTypes, recursive } = option(options);
  const all = recursive ? names.flatMap((name) => [name, ...below(full, name)]) : names;
  if (!withFileTypes) return all;
  return all.map((name) => Object.assign(stat(path.join(full, name), false) as Stats, { name: path.basename(name), parentPath: full, path: full }));
}

function below(full: string, name: string): string[] {
  const inner = host.list(path.join(full, name));
  return isRefused(inner) ? [] : inner.flatMap((more) => [path.join(name, more), ...below(full, path.join(name, more))]);
}

function mkdir(where: PathLike, options?: Options | number): string | undefined {
  const { recursive, mode } = typeof options === "number" ? { mode: options, recursive: false } : option(options);
  const full = locate(where);
  if (!recursive) return done(host.makeDir(full, mode ?? 0o777), "mkdir", where) as undefined;
  let first: string | undefined;
  const parts = full.split("/").filter(Boolean);
  parts.forEach((_, at) => {
    const dir = `/${parts.slice(0, at + 1).join("/")}`;
    const there = host.stat(dir, true);
    if (!isRefused(there)) {
      if (there.kind !== "directory") throw refused({ code: at + 1 === parts.length ? "EEXIST" : "ENOTDIR" }, "mkdir", String(where));
      return;
    }
    done(host.makeDir(dir, mode ?? 0o777), "mkdir", where);
    first ??= dir;
  });
  return first;
}

function rm(where: PathLike, options?: Options): void {
  const { recursive, force } = option(options);
  const full = locate(where);
  const there = host.stat(full, false);
  if (isRefused(there)) {
    if (force && there.code === "ENOENT") return;
    throw refused(there, "rm", String(where));
  }
  if (there.kind !== "directory") return done(host.remove(full, false), "rm", where);
  if (!recursive) {
    const error = new Error(`Path is a directory: rm returned EISDIR (is a directory) ${where}`);
    throw Object.assign(error, { code: "ERR_FS_EISDIR", syscall: "rm", path: String(where) });
  }
  for (const name of take(host.list(full), "scandir", where)) rm(path.join(full, name), options);
  done(host.remove(full, true), "rmdir", where);
}

function access(where: PathLike): void {
  take(host.stat(locate(where), true), "access", where);
}

function copy(from: PathLike, to: PathLike): void {
  const body = take(host.readFile(locate(from)), "copyfile", from);
  done(host.writeFile(locate(to), body, false, 0o666), "copyfile", to);
}

function mkdtemp(prefix: string): string {
  const name = prefix + Array.from({ length: 6 }, () => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ"[Math.floor(host.random() * 36)]).join("");
  mkdir(name);
  return name;
}

/** Calls by their names without `Sync`. */
const calls = {
  readFile: (where: PathLike, options?: Options) => encoded(unpack(take(host.readFile(locate(where)), "open", where)), options),
  writeFile: (where: PathLike, data: unknown, options?: Options) =>
    done(host.writeFile(locate(where), packed(data, options), option(options).flag === "a", option(options).mode ?? 0o666), "open", where),
  appendFile: (where: PathLike, data: unknown, options?: Options) => done(host.writeFile(locate(where), packed(data, options), true, 0o666), "open", where),
  stat: (where: PathLike, options?: Options) => stat(where, true, options),
  lstat: (where: PathLike, options?: Options) => stat(where, false, options),
  readdir,
  mkdir,
  mkdtemp,
  rm,
  rmdir: (where: PathLike, options?: Options) => (option(options).recursive ? rm(where, options) : done(host.remove(locate(where), true), "rmdir", where)),
  unlink: (where: PathLike) => done(host.remove(locate(where), false), "unlink", where),
  rename: (from: PathLike, to: PathLike) => done(host.rename(locate(from), locate(to)), "rename", from, to),
  copyFile: copy,
  access,
  chmod: (where: PathLike, mode: number | string) => done(host.chmod(locate(where), typeof mode === "string" ? parseInt(mode, 8) : mode), "chmod", where),
  symlink: (target: string, where: PathLike) => done(host.symlink(target, locate(where)), "symlink", target, where),
  readlink: (where: PathLike) => take(host.readLink(locate(where)), "readlink", where),
  realpath: (where: PathLike) => real(locate(where), 0),
  truncate: (where: PathLike, length = 0) => {
    const body = take(host.readFile(locate(where)), "open", where);
    done(host.writeFile(locate(where), body.slice(0, length).padEnd(length, "\u0100"), false, 0o666), "truncate", where);
  },
};

/** Links resolved, as often as the system does. */
function real(full: string, depth: number): string {
  if (depth > 40) throw refused({ code: "ELOOP" }, "realpath", full);
  const parts = full.split("/").filter(Boolean);
  let at = "/";
  for (const [index, part] of parts.entries()) {
    const next = path.join(at, part);
    const link = host.readLink(next);
    if (!isRefused(link)) return real(path.resolve(at, link, ...parts.slice(index + 1)), depth + 1);
    take(host.stat(next, false), "realpath", full);
    at = next;
  }
  return at;
}

type Call = (...args: never[]) => unknown;
type Callback = (error: unknown, value?: unknown) => void;

function withCallback(call: Call): (...args: unknown[]) => void {
  return (...args) => {
    const callback = args.pop() as Callback;
    if (typeof callback !== "function") throw new TypeError('The "cb" argument must be of type function. Received undefined');
    let outcome: [unknown, unknown?];
    try {
      outcome = [null, call(...(args as never[]))];
    } catch (error) {
      outcome = [error];
    }
    immediately(() => callback(...outcome));
  };
}

function withPromise(call: Call): (...args: unknown[]) => Promise<unknown> {
  return (...args) => new Promise((resolve, reject) => withCallback(call)(...args, (error: unknown, value: unknown) => (error ? reject(error) : resolve(value))));
}

function each<T>(make: (call: Call) => T, rename: (name: string) => string): Record<string, T> {
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [rename(name), make(call as Call)]));
}

function createReadStream(where: PathLike, options?: Options): Readable {
  const stream = new Readable({
    ...(option(options).encoding ? { encoding: option(options).encoding as BufferEncoding } : {}),
    read() {
      try {
        this.push(calls.readFile(where));
        this.push(null);
      } catch (error) {
        this.destroy(error as Error);
      }
    },
  });
  return Object.assign(stream, { path: where });
}

function createWriteStream(where: PathLike, options?: Options & { flags?: string }): Writable {
  if ((options as { flags?: string } | undefined)?.flags !== "a") calls.writeFile(where, "");
  const stream = new Writable({
    write(chunk: unknown, _encoding: string, next: (error?: Error) => void) {
      try {
        calls.appendFile(where, chunk);
        next();
      } catch (error) {
        next(error as Error);
      }
    },
  });
  return Object.assign(stream, { path: where });
}

function exists(where: PathLike): boolean {
  try {
    return !isRefused(host.stat(locate(where), true));
  } catch {
    return false;
  }
}

const constants = { F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4, O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_TRUNC: 512, O_APPEND: 1024 };

export const promises = { ...each(withPromise, (name) => name), constants };

const fs: Record<string, unknown> = {
  ...each(withCallback, (name) => name),
  ...each((call) => call, (name) => `${name}Sync`),
  exists: (where: PathLike, callback: (there: boolean) => void) => void immediately(() => callback(exists(where))),
  existsSync: exists,
  createReadStream,
  createWriteStream,
  promises,
  constants,
  ...constants,
  Stats,
};

for (const name of ["watch", "watchFile", "open", "openSync", "readSync", "writeSync", "closeSync", "read", "write"]) {
  fs[name] = () => {
    throw missing(`fs.${name}`);
  };
}

export default fs;
