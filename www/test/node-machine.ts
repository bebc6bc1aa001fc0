/** A machine of maps and lists for programs in tests: its files, its part of the network, what was written. */
import { readFileSync } from "node:fs";
import { answerOf } from "../src/guest/hosts.js";
import type { FileStat, Files, Machine, Program, Refusal } from "../src/guest/machine.js";
import { NodeProgram, type Assets } from "../src/guest/node.js";
import type * as QuickJs from "../src/guest/quickjs.js";

const packaged = (name: string) => readFileSync(new URL(`../../pkg/${name}`, import.meta.url));

/** QuickJS and Node's modules, as built. */
export async function loadAssets(): Promise<Assets> {
  const wasm = packaged("quickjs.wasm");
  const bytes = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer;
  // Built by `npm run build:guest`, so it is not there when types are checked in a fresh clone.
  const { loadQuickJs } = (await import(new URL("../../pkg/quickjs.js", import.meta.url).href)) as typeof QuickJs;
  return { quickjs: await loadQuickJs(bytes), modules: packaged("node-guest.js").toString() };
}

export function filesOf(contents: Map<string, Uint8Array>): Files {
  const absent: Refusal = { code: "ENOENT" };
  const isDirectory = (path: string) => path === "/" || [...contents.keys()].some((name) => name.startsWith(`${path}/`));
  const stat = (path: string): FileStat | Refusal => {
    const bytes = contents.get(path);
    if (bytes === undefined && !isDirectory(path)) return absent;
    const shape = bytes === undefined ? ({ kind: "directory", mode: 0o755, size: 4096 } as const) : ({ kind: "file", mode: 0o644, size: bytes.length } as const);
    return { ...shape, mtime: START, uid: 0, gid: 0 };
  };
  return {
    read: (path) => contents.get(path) ?? (isDirectory(path) ? { code: "EISDIR" } : absent),
    write: (path, bytes, append) => {
      contents.set(path, append ? Buffer.concat([contents.get(path) ?? new Uint8Array(), bytes]) : bytes);
      return undefined;
    },
    stat,
    list: (path) => {
      if (!isDirectory(path)) return absent;
      const below = [...contents.keys()].filter((name) => name.startsWith(path === "/" ? "/" : `${path}/`));
      return [...new Set(below.map((name) => name.slice(path === "/" ? 1 : path.length + 1).split("/")[0]!))].sort();
    },
    readLink: () => ({ code: "EINVAL" }),
    makeDir: () => undefined,
    remove: (path) => (contents.delete(path) ? undefined : absent),
    rename: () => ({ code: "EPERM" }),
    chmod: () => undefined,
    symlink: () => ({ code: "EPERM" }),
  };
}

/** When programs of tests start, in milliseconds since the epoch. */
export const START = Date.UTC(2026, 0, 2, 3, 4, 5);

export interface Run {
  program: NodeProgram;
  contents: Map<string, Uint8Array>;
  /** What was written so far: stdout, and stderr in angle brackets. */
  output(): string;
  exit(): number | undefined;
  /** Lets the clock go on by so many milliseconds. */
  pass(milliseconds: number): void;
}

/** Starts `node` with these words over these files. */
export function runNode(assets: Assets, argv: string[], files: Record<string, string>, given: Partial<Program> = {}): Run {
  const contents = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text) as Uint8Array]));
  let output = "";
  let exit: number | undefined;
  let now = START;
  const served = new Map<number, Parameters<Machine["network"]["listen"]>[1]>();
  const machine: Machine = {
    files: filesOf(contents),
    network: {
      send: (request, done) => {
        const serve = request.host === "localhost" ? served.get(request.port) : undefined;
        if (serve !== undefined) return serve(request, "127.0.0.1", (response) => done(response, 1));
        done(...answerOf(request));
      },
      talk: () => {},
      listen: (port, serve) => !served.has(port) && served.set(port, serve) !== undefined,
      listenTo: () => false,
      close: (port) => void served.delete(port),
      closeAll: () => served.clear(),
      resolve: () => undefined,
      isOpen: (_, port) => served.has(port),
    },
    now: () => now,
    keep: () => {},
    tell: () => false,
    write: (stream, bytes) => {
      const text = Buffer.from(bytes).toString();
      output += stream === "stdout" ? text : `<${text}>`;
    },
    exit: (code) => {
      exit = code;
    },
  };
  const program = new NodeProgram(
    { argv, env: { NODE_VERSION: "22.12.0" }, cwd: "/app", pid: 7, uid: 0, gid: 0, hostname: "box", tty: false, columns: 80, rows: 24, started: START, resumed: false, memory: "", ...given },
    machine,
    assets,
  );
  program.start();
  program.advance(now);
  const pass = (milliseconds: number) => {
    now += milliseconds;
    program.advance(now);
  };
  return { program, contents, output: () => output, exit: () => exit, pass };
}
