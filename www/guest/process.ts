/** `process`. */
import EventEmitter from "events";
import { Readable, Writable } from "readable-stream";
import { pack } from "./bytes.js";
import { host } from "./host.js";
import { hold, hooks, leave, nextTick, release } from "./loop.js";

/** Numbers of the signals that programs handle. */
const SIGNALS: Record<string, number> = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, USR1: 10, USR2: 12, PIPE: 13, TERM: 15, CONT: 18 };

class Output extends Writable {
  readonly isTTY = host.tty ? true : undefined;
  readonly columns = host.tty ? host.columns : undefined;
  readonly rows = host.tty ? host.rows : undefined;

  constructor(readonly fd: 1 | 2) {
    super({ decodeStrings: false });
  }

  override _write(chunk: unknown, encoding: string, done: () => void): void {
    host.write(this.fd, pack(chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk), encoding as BufferEncoding)));
    done();
  }

  hasColors(): boolean {
    return this.isTTY === true;
  }

  getColorDepth(): number {
    return this.isTTY === true ? 8 : 1;
  }
}

/** Standard input. It keeps the program alive only while somebody reads from it. */
class Input extends Readable {
  readonly fd = 0;
  readonly isTTY = host.tty ? true : undefined;
  private reading = false;

  override _read(): void {
    if (this.reading) return;
    this.reading = true;
    hold();
    host.readInput();
  }

  override pause(): this {
    this.rest();
    return super.pause() as this;
  }

  unref(): this {
    this.rest();
    return this;
  }

  ref(): this {
    this._read();
    return this;
  }

  receive(text: string | null): void {
    this.rest();
    this.push(text === null ? null : Buffer.from(text));
  }

  private rest(): void {
    if (!this.reading) return;
    this.reading = false;
    release();
  }
}

/** Environment variables are text, whatever is assigned. */
function environment(): Record<string, string> {
  return new Proxy({ ...host.env }, { set: (target, key, value) => Reflect.set(target, key, String(value)) });
}

let input: Input | undefined;
const started = host.now();
let directory = host.cwd;

const members = {
  title: "node",
  version: `v${host.version}`,
  versions: { node: host.version, v8: "12.4.254.21-node.33" },
  arch: "x64",
  platform: "linux",
  release: { name: "node" },
  pid: host.pid,
  ppid: 0,
  argv: ["/usr/local/bin/node", ...host.argv],
  argv0: "node",
  execArgv: [] as string[],
  execPath: "/usr/local/bin/node",
  exitCode: undefined as number | undefined,
  env: environment(),
  config: {},
  features: {},
  stdout: new Output(1),
  stderr: new Output(2),
  get stdin(): Input {
    input ??= new Input();
    return input;
  },
  cwd: () => directory,
  chdir: (path: string) => {
    directory = path;
  },
  exit: (code?: number) => leave(code),
  abort: () => leave(134),
  nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]) => nextTick(() => callback(...args)),
  uptime: () => (host.now() - started) / 1000,
  hrtime: Object.assign(
    (since?: [number, number]): [number, number] => {
      const [seconds, nanos] = split(host.now());
      if (since === undefined) return [seconds, nanos];
      const [from, fraction] = since;
      return nanos < fraction ? [seconds - from - 1, nanos + 1e9 - fraction] : [seconds - from, nanos - fraction];
    },
    { bigint: () => BigInt(Math.round(host.now() * 1e6)) },
  ),
  memoryUsage: Object.assign(() => ({ rss: 45_000_000, heapTotal: 6_000_000, heapUsed: 4_500_000, external: 1_600_000, arrayBuffers: 10_000 }), {
    rss: () => 45_000_000,
  }),
  cpuUsage: () => ({ user: 30_000, system: 10_000 }),
  getuid: () => host.uid,
  geteuid: () => host.uid,
  getgid: () => host.gid,
  getegid: () => host.gid,
  umask: () => 0o022,
  emitWarning: (warning: string | Error) => {
    const text = warning instanceof Error ? `${warning.name}: ${warning.message}` : `Warning: ${warning}`;
    process.stderr.write(`(node:${host.pid}) ${text}\n`);
  },
  kill: (pid: number, name: string | number = "SIGTERM") => {
    if (pid !== host.pid) return host.unmodelled("process.kill of another process");
    const named = Object.entries(SIGNALS).find(([key, number]) => number === name || `SIG${key}` === name);
    if (named !== undefined) nextTick(() => signal(named[0]));
  },
  binding: () => host.unmodelled("process.binding"),
};

function split(milliseconds: number): [number, number] {
  return [Math.floor(milliseconds / 1000), Math.round((milliseconds % 1000) * 1e6)];
}

type Process = EventEmitter & typeof members;

const process = globalThis.process as unknown as Process;
Object.setPrototypeOf(process, EventEmitter.prototype);
EventEmitter.call(process);
Object.defineProperties(process, Object.getOwnPropertyDescriptors(members));
export default process;

hooks.beforeExit = () => process.emit("beforeExit", process.exitCode ?? 0);
hooks.exit = (code) => {
  if (code !== undefined) process.exitCode = code;
  process.emit("exit", process.exitCode ?? 0);
  return Number(process.exitCode ?? 0);
};
hooks.uncaught = (thrown) => {
  if (process.listenerCount("uncaughtException") === 0) return false;
  process.emit("uncaughtException", thrown, "uncaughtException");
  return true;
};

/** A signal: to the program's handlers; as process 1 nothing else happens, as another process it dies. */
export function signal(name: string): void {
  if (process.emit(`SIG${name}`, `SIG${name}`, SIGNALS[name])) return;
  if (host.pid !== 1 || name === "KILL") leave(128 + (SIGNALS[name] ?? 15));
}

export function takeInput(text: string | null): void {
  process.stdin.receive(text);
}
