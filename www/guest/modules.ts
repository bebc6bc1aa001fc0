/** `require`, and the built-in modules. */
import assert from "assert";
import * as buffer from "buffer";
import EventEmitter from "events";
import path from "path-browserify";
import querystring from "querystring-es3";
import stream from "readable-stream";
import { StringDecoder } from "string_decoder";
import { unpack } from "./bytes.js";
import console from "./console.js";
import { isRefused, missing } from "./errors.js";
import fs, { promises as fsPromises } from "./fs.js";
import { host } from "./host.js";
import { http, https } from "./http.js";
import * as os from "./os.js";
import process from "./process.js";
import * as timers from "./timers.js";
import * as urls from "./url.js";
import util from "./util.js";

/** By name without `node:`. */
const BUILTIN: Record<string, unknown> = {
  assert,
  "assert/strict": assert,
  buffer,
  console,
  events: Object.assign(EventEmitter, { EventEmitter, default: EventEmitter }),
  fs,
  "fs/promises": fsPromises,
  http,
  https,
  os,
  path: Object.assign(path, { posix: path }),
  "path/posix": path,
  process,
  querystring,
  stream,
  "stream/promises": (stream as { promises?: unknown }).promises,
  string_decoder: { StringDecoder },
  timers,
  "timers/promises": timers.promises,
  url: urls,
  util,
};

/** What Node has and the simulation has not; asking for one says so by its name. */
const MISSING = new Set(
  ("async_hooks child_process cluster crypto dgram diagnostics_channel dns dns/promises domain http2 inspector module net perf_hooks punycode " +
    "readline readline/promises repl sqlite sys test tls trace_events tty v8 vm wasi worker_threads zlib").split(" "),
);

export function builtin(name: string): unknown {
  const short = name.replace(/^node:/, "");
  if (Object.hasOwn(BUILTIN, short)) return BUILTIN[short];
  if (MISSING.has(short)) {
    host.unmodelled(`the module node:${short}`);
    throw missing(`the module node:${short}`);
  }
  return undefined;
}

export function isBuiltin(name: string): boolean {
  return name.startsWith("node:") || Object.hasOwn(BUILTIN, name) || MISSING.has(name);
}

interface Module {
  id: string;
  filename: string;
  exports: unknown;
  loaded: boolean;
  paths: string[];
}

const EXTENSIONS = [".js", ".cjs", ".json"];
const cache: Record<string, Module> = {};

function kind(where: string): "file" | "directory" | "symlink" | undefined {
  const stat = host.stat(where, true);
  return isRefused(stat) ? undefined : stat.kind;
}

function asFile(where: string): string | undefined {
  return ["", ...EXTENSIONS].map((extension) => where + extension).find((candidate) => kind(candidate) === "file");
}

function asDirectory(where: string, subpath = "."): string | undefined {
  if (kind(where) !== "directory") return undefined;
  const manifest = readManifest(where);
  const entry = target(manifest?.exports, subpath) ?? (subpath === "." ? manifest?.main : subpath);
  if (entry !== undefined) {
    const found = asFile(path.join(where, entry)) ?? asFile(path.join(where, entry, "index"));
    if (found !== undefined) return found;
  }
  return subpath === "." ? asFile(path.join(where, "index")) : undefined;
}

interface Manifest {
  main?: string;
  type?: string;
  exports?: unknown;
}

export function readManifest(directory: string): Manifest | undefined {
  const text = host.readFile(path.join(directory, "package.json"));
  return isRefused(text) ? undefined : (JSON.parse(unpack(text).toString()) as Manifest);
}

/** What a package exports under a subpath: a text, or the first condition that holds. */
function target(exports: unknown, subpath: string): string | undefined {
  if (typeof exports === "string") return subpath === "." ? exports : undefined;
  if (typeof exports !== "object" || exports === null) return undefined;
  const entries = Object.entries(exports);
  if (entries.some(([key]) => key.startsWith("."))) return target((exports as Record<string, unknown>)[subpath], ".");
  const held = entries.find(([condition, value]) => ["node", "require", "default", "import"].includes(condition) && target(value, ".") !== undefined);
  return held === undefined ? undefined : target(held[1], ".");
}

/** The file that a name means, seen from a directory. */
export function resolve(name: string, from: string): string {
  if (/^\.{0,2}\//.test(name) || name === "." || name === "..") {
    const where = path.resolve(from, name);
    const found = (name.endsWith("/") ? undefined : asFile(where)) ?? asDirectory(where);
    if (found !== undefined) return found;
  } else {
    const parts = name.split("/");
    const length = name.startsWith("@") ? 2 : 1;
    const [bare, rest] = [parts.slice(0, length).join("/"), parts.slice(length).join("/")];
    for (const directory of lookIn(from)) {
      const where = path.join(directory, bare);
      const found = asDirectory(where, rest === "" ? "." : `./${rest}`) ?? asFile(path.join(directory, name));
      if (found !== undefined) return found;
    }
  }
  return notFound(name, from);
}

function lookIn(from: string): string[] {
  const parts = from.split("/");
  const above = parts.map((_, at) => parts.slice(0, parts.length - at).join("/"));
  return above.filter((directory) => !directory.endsWith("/node_modules")).map((directory) => `${directory}/node_modules`);
}

function notFound(name: string, from: string): never {
  const stack = requiring.length > 0 ? `\nRequire stack:\n${[...requiring].reverse().map((file) => `- ${file}`).join("\n")}` : "";
  const shown = requiring.length > 0 ? name : path.resolve(from, name);
  throw Object.assign(new Error(`Cannot find module '${shown}'${stack}`), { code: "MODULE_NOT_FOUND", requireStack: [...requiring].reverse() });
}

const requiring: string[] = [];

function load(filename: string): unknown {
  const known = cache[filename];
  if (known) return known.exports;
  const module: Module = { id: filename, filename, exports: {}, loaded: false, paths: lookIn(path.dirname(filename)) };
  cache[filename] = module;
  try {
    run(module);
  } catch (thrown) {
    delete cache[filename];
    throw thrown;
  }
  return module.exports;
}

function run(module: Module): void {
  const { filename } = module;
  const text = host.readFile(filename);
  if (isRefused(text)) return notFound(filename, "/");
  const source = unpack(text).toString();
  if (filename.endsWith(".json")) {
    module.exports = JSON.parse(source);
  } else {
    requiring.push(filename);
    try {
      const body = source.replace(/^#!.*/, "");
      const wrapped = compile(`(function (exports, require, module, __filename, __dirname) {${body}\n})`, filename);
      wrapped.call(module.exports, module.exports, requireFrom(filename, module), module, filename, path.dirname(filename));
    } finally {
      requiring.pop();
    }
  }
  module.loaded = true;
}

type Wrapped = (exports: unknown, require: unknown, module: Module, filename: string, dirname: string) => void;

/** Evaluates with the file's name in stack traces; set by the host, since `eval` names nothing. */
declare function __compile(source: string, filename: string): Wrapped;

function compile(source: string, filename: string): Wrapped {
  return __compile(source, filename);
}

export function requireFrom(filename: string, main?: Module): unknown {
  const directory = path.dirname(filename);
  const require = (name: string): unknown => {
    if (typeof name !== "string") throw new TypeError(`The "id" argument must be of type string. Received ${util.inspect(name)}`);
    const own = builtin(name);
    if (own !== undefined) return own;
    if (name.startsWith("node:")) throw Object.assign(new Error(`No such built-in module: ${name}`), { code: "ERR_UNKNOWN_BUILTIN_MODULE" });
    return load(resolve(name, directory));
  };
  return Object.assign(require, {
    main: mainModule ?? main,
    cache,
    resolve: (name: string) => (isBuiltin(name) ? name : resolve(name, directory)),
  });
}

let mainModule: Module | undefined;

/** Runs the program's file. */
export function runMain(filename: string): void {
  const module: Module = { id: ".", filename, exports: {}, loaded: false, paths: lookIn(path.dirname(filename)) };
  mainModule = module;
  cache[filename] = module;
  run(module);
}
