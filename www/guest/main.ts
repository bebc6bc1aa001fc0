/** What runs inside QuickJS before the program: Node's globals, then the program's file or text. */
import "./stack.js";
import "./globals.js";
import path from "path-browserify";
import { unpack } from "./bytes.js";
import console from "./console.js";
import { fetch } from "./fetch.js";
import { host, type Delivery } from "./host.js";
import * as http from "./http.js";
import { call, check, idle, nextTick, tick } from "./loop.js";
import { builtin, isBuiltin, readManifest, requireFrom, resolve, runMain } from "./modules.js";
import process, { signal, takeInput } from "./process.js";
import * as timers from "./timers.js";

const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = timers;

Object.assign(globalThis, {
  console,
  process,
  fetch,
  setTimeout,
  setInterval,
  setImmediate,
  clearTimeout,
  clearInterval,
  clearImmediate,
  queueMicrotask: (task: () => void) => void Promise.resolve().then(task),
  structuredClone: (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown,
  performance: { now: () => host.now(), timeOrigin: host.now() },
});

function deliver(event: Delivery): void {
  switch (event.kind) {
    case "timer":
      return call(() => timers.fire(event.id));
    case "response":
      return call(() => http.deliver(event.id, event.answer));
    case "failed":
      return call(() => http.deliver(event.id, event.error));
    case "request":
      return http.serve(event.request);
    case "input":
      return call(() => takeInput(event.text));
    case "end":
      return call(() => takeInput(null));
    case "signal":
      return call(() => signal(event.name));
  }
}

/** Whether a file is an ECMAScript module: by its ending, or by the nearest package.json. */
function isModule(filename: string): boolean {
  if (!filename.endsWith(".js")) return filename.endsWith(".mjs");
  for (let directory = path.dirname(filename); ; directory = path.dirname(directory)) {
    const manifest = readManifest(directory);
    if (manifest !== undefined || directory === "/") return manifest?.type === "module";
  }
}

/** Source of a module that hands on the members of a built-in or CommonJS one. */
function bridge(expression: string, value: unknown): string {
  const names = typeof value === "object" || typeof value === "function" ? Object.keys(value as object) : [];
  const members = names.filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
  const exports = members.map((name, at) => `const m${at} = m[${JSON.stringify(name)}];\nexport { m${at} as ${name} };`);
  return [`const m = ${expression};`, "export default m;", ...exports].join("\n");
}

/** For the host's module loader. */
const esm = {
  normalize: (base: string, name: string): string => {
    if (isBuiltin(name)) return name;
    return resolve(name.replace(/^file:\/\//, ""), path.dirname(base));
  },
  load: (name: string): string => {
    if (isBuiltin(name)) return bridge(`__node.builtin(${JSON.stringify(name)})`, builtin(name));
    const text = host.readFile(name);
    if (typeof text !== "string") throw Object.assign(new Error(`Cannot find module '${name}'`), { code: "ERR_MODULE_NOT_FOUND" });
    const source = unpack(text).toString();
    if (name.endsWith(".json")) return `export default ${source};`;
    if (isModule(name)) return source.replace(/^#!.*/, "");
    const load = requireFrom(name) as (name: string) => unknown;
    return bridge(`__node.requireFrom(${JSON.stringify(name)})(${JSON.stringify(name)})`, load(name));
  },
};

/** What the command line says: a file, a text (`-e`), or a text whose value is printed (`-p`). */
function start(filename: string | undefined, text: string | undefined, prints: boolean): string | undefined {
  let module: string | undefined;
  call(() => {
    if (text !== undefined) {
      const root = path.join(process.cwd(), "[eval]");
      Object.assign(globalThis, { require: requireFrom(root), __filename: "[eval]", __dirname: "." });
      const value: unknown = __evaluate(text, "[eval]");
      if (prints) console.log(value);
      return;
    }
    const file = resolve(path.resolve(process.cwd(), filename ?? ""), "/");
    process.argv[1] = file;
    if (isModule(file)) module = file;
    else runMain(file);
  });
  return module;
}

declare function __evaluate(source: string, filename: string): unknown;

Object.assign(globalThis, { __node: { builtin, check, deliver, esm, idle, requireFrom, start, tick, rejected: (reason: unknown) => nextTick(() => { throw reason; }) } });
