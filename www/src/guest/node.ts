/** A program that `node` runs: QuickJS with Node's modules, its timers on the simulated clock, its work limited. */
import type { Delivery, Host, Incoming } from "../../guest/host.js";
import { pack, unpack } from "./bytes.js";
import type { HttpFailure, HttpResponse, Machine, Program } from "./machine.js";
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSWASMModule } from "./quickjs.js";

/** The most memory that a program may hold, in bytes. */
const MOST_MEMORY = 128 * 2 ** 20;
/** The most stack, in bytes. */
const MOST_STACK = 512 * 2 ** 10;
/** How often QuickJS may ask whether to go on for one event: about half a second of work. */
const MOST_WORK = 5_000;
/** How many events are handled in one go; the rest waits for the next. */
const MOST_EVENTS = 10_000;

/** What Node's options mean that programs are started with; others are said not to be modelled. */
const IGNORED = /^--(enable-source-maps|no-warnings|trace-warnings|unhandled-rejections=.*|max-old-space-size=.*|inspect.*)$/;

export interface Assets {
  quickjs: QuickJSWASMModule;
  /** The text of `node-guest.js`. */
  modules: string;
}

interface Due {
  time: number;
  order: number;
  event: Delivery;
}

export class NodeProgram {
  /** The simulated time, in milliseconds since the epoch. */
  private time: number;
  private readonly runtime: QuickJSRuntime;
  private readonly context: QuickJSContext;
  private due: Due[] = [];
  private order = 0;
  private work = 0;
  private ended = false;
  private seed: number;
  private readonly answers = new Map<number, (response: HttpResponse) => void>();
  private reading = false;
  private readonly input: Delivery[] = [];

  constructor(
    private readonly program: Program,
    private readonly machine: Machine,
    private readonly assets: Assets,
  ) {
    this.time = program.started;
    this.seed = seedOf(program);
    this.runtime = assets.quickjs.newRuntime();
    this.runtime.setMemoryLimit(MOST_MEMORY);
    this.runtime.setMaxStackSize(MOST_STACK);
    this.runtime.setInterruptHandler(() => ++this.work > MOST_WORK);
    this.context = this.runtime.newContext();
  }

  /** Whether it is over. */
  get isOver(): boolean {
    return this.ended;
  }

  /** When something happens next by itself, in milliseconds since the epoch. */
  get next(): number | undefined {
    return this.due.length === 0 ? undefined : Math.min(...this.due.map(({ time }) => time));
  }

  /** Begins the program: everything up to the first thing it waits for. */
  start(): void {
    const options = this.commandLine();
    if (options === undefined) return;
    this.define(options.rest);
    this.run(() => {
      this.evaluate(this.assets.modules, "node:internal");
      this.loadModules();
      const filename = options.text === undefined ? options.rest[0] : undefined;
      const module = this.callGuest("start", filename, options.text, options.prints);
      if (typeof module === "string") this.evaluateModule(module);
    });
  }

  /** Handles everything that is due up to a time. */
  advance(now: number): void {
    for (let count = 0; count < MOST_EVENTS && !this.ended; count += 1) {
      const next = this.next;
      if (next === undefined || next > now) break;
      const found = this.due.filter(({ time }) => time === next).sort((a, b) => a.order - b.order)[0];
      if (found === undefined) break;
      this.due = this.due.filter((other) => other !== found);
      this.time = Math.max(this.time, next);
      this.deliver(found.event);
    }
    if (!this.ended) this.time = Math.max(this.time, now);
  }

  /** Something typed or piped in; null at its end. */
  take(text: string | null): void {
    this.input.push(text === null ? { kind: "end" } : { kind: "input", text });
    this.feed();
  }

  /** A signal by its name without SIG. */
  signal(name: string): void {
    if (name === "KILL") return this.end(137);
    this.deliver({ kind: "signal", name });
  }

  /** Lets go of its memory. */
  dispose(): void {
    this.ended = true;
    this.due = [];
    if (!this.context.alive) return;
    this.context.dispose();
    this.runtime.dispose();
  }

  private feed(): void {
    if (!this.reading) return;
    const event = this.input.shift();
    if (event === undefined) return;
    this.reading = false;
    this.deliver(event);
  }

  private deliver(event: Delivery): void {
    if (this.ended) return;
    this.run(() => this.callGuest("deliver", event));
  }

  private schedule(delay: number, event: Delivery): void {
    this.due.push({ time: this.time + delay, order: this.order++, event });
  }

  /** Runs a piece of the program and everything that follows from it at once. */
  private run(piece: () => void): void {
    this.work = 0;
    try {
      piece();
      do {
        while (!this.ended && (this.callGuest("tick") === true || this.runtime.hasPendingJob())) this.runJobs();
      } while (!this.ended && (this.callGuest("check") === true || this.callGuest("idle") === true));
    } catch (thrown) {
      this.broken(thrown);
    }
    if (this.ended) this.due = [];
    else this.feed();
  }

  private runJobs(): void {
    while (!this.ended && this.runtime.hasPendingJob()) {
      const outcome = this.runtime.executePendingJobs(100);
      if (outcome.error === undefined) continue;
      const thrown: unknown = this.context.dump(outcome.error);
      outcome.error.dispose();
      throw new GuestError(thrown);
    }
  }

  /** An error that no part of the program could catch. */
  private broken(thrown: unknown): void {
    if (this.ended) return;
    if (this.work > MOST_WORK) {
      this.complain("\nnode: stopped: the program worked too long without a pause\n");
      return this.end(137);
    }
    const text = thrown instanceof GuestError ? thrown.message : String(thrown);
    if (/out of memory/.test(text)) {
      this.complain("\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n");
      return this.end(134);
    }
    this.complain(`${text}\n\nNode.js v${this.version}\n`);
    this.end(1);
  }

  private end(code: number): void {
    if (this.ended) return;
    this.ended = true;
    this.machine.exit(code);
  }

  private get version(): string {
    return this.program.env["NODE_VERSION"] ?? "22.0.0";
  }

  private complain(text: string): void {
    this.machine.write("stderr", new TextEncoder().encode(text));
  }

  /** What the words behind `node` say; undefined if they were wrong, which then has been said. */
  private commandLine(): { rest: string[]; text?: string; prints: boolean } | undefined {
    const rest = [...this.program.argv];
    let prints = false;
    for (let word = rest[0]; word?.startsWith("-") === true; word = rest[0]) {
      rest.shift();
      if (word === "--") break;
      if (["-e", "--eval", "-p", "--print", "-pe"].includes(word)) {
        prints = word !== "-e" && word !== "--eval";
        return { text: rest.shift() ?? "", rest: ["", ...rest], prints };
      }
      if (!IGNORED.test(word)) {
        this.unmodelled(`node ${word}`);
        return undefined;
      }
    }
    if (rest.length > 0) return { rest, prints };
    this.unmodelled("node without a script");
    return undefined;
  }

  private unmodelled(what: string): void {
    this.complain(`not modelled: ${what}\n`);
    this.end(1);
  }

  /** Puts `__host` and what compiles program text into the program's world. */
  private define(argv: string[]): void {
    const { env, cwd, pid, uid, gid, hostname, tty, columns, rows } = this.program;
    const { files } = this.machine;
    const host: Host = {
      argv, env, cwd, pid, uid, gid, hostname, tty, columns, rows,
      version: this.version,
      now: () => this.time,
      random: () => this.random(),
      write: (fd, packed) => {
        if (!this.ended) this.machine.write(fd === 2 ? "stderr" : "stdout", unpack(packed));
      },
      startTimer: (id, delay) => {
        host.stopTimer(id);
        this.schedule(delay, { kind: "timer", id });
      },
      stopTimer: (id) => {
        this.due = this.due.filter(({ event }) => event.kind !== "timer" || event.id !== id);
      },
      request: (id, request) => this.machine.network.send(request, (outcome, took) => this.answered(id, outcome, took)),
      listen: (port) => this.listen(port),
      close: (port) => this.machine.network.close(port),
      respond: (id, answer) => {
        this.answers.get(id)?.(answer);
        this.answers.delete(id);
      },
      readInput: () => {
        this.reading = true;
      },
      exit: (code) => this.end(code & 0xff),
      unmodelled: (what) => this.complain(`not modelled: ${what}\n`),
      readFile: (path) => {
        const bytes = files.read(path);
        return bytes instanceof Uint8Array ? pack(bytes) : bytes;
      },
      writeFile: (path, body, append, mode) => files.write(path, unpack(body), append, mode),
      stat: (path, follow) => files.stat(path, follow),
      list: (path) => files.list(path),
      readLink: (path) => files.readLink(path),
      makeDir: (path, mode) => files.makeDir(path, mode),
      remove: (path, directory) => files.remove(path, directory),
      rename: (from, to) => files.rename(from, to),
      chmod: (path, mode) => files.chmod(path, mode),
      symlink: (target, path) => files.symlink(target, path),
    };
    this.evaluate("globalThis.global = globalThis;", "node:internal");
    const world = this.toGuest(host);
    this.context.setProp(this.context.global, "__host", world);
    world.dispose();
    for (const name of ["__compile", "__evaluate"]) {
      // Evaluated by the context and not by `eval`, so that stack traces name the file.
      const compile = this.context.newFunction(name, (source, filename) => {
        const outcome = this.context.evalCode(this.context.getString(source), this.context.getString(filename), { type: "global" });
        // Passed on as an error of the program it could be caught, and the work would go on.
        if (this.work > MOST_WORK) this.broken(undefined);
        return outcome;
      });
      this.context.setProp(this.context.global, name, compile);
      compile.dispose();
    }
  }

  private loadModules(): void {
    const text = (answer: unknown) => (typeof answer === "string" ? answer : "");
    const attempt = (path: string[], ...args: unknown[]) => {
      try {
        return text(this.callGuestAt(path, args));
      } catch (thrown) {
        return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
      }
    };
    this.runtime.setModuleLoader(
      (name) => attempt(["esm", "load"], name),
      (base, name) => attempt(["esm", "normalize"], base, name),
    );
  }

  private evaluateModule(filename: string): void {
    const { context } = this;
    const source = this.callGuestAt(["esm", "load"], [filename]);
    const outcome = context.evalCode(String(source), filename, { type: "module" });
    const handle = this.unwrap(outcome);
    if (context.typeof(handle) === "object") {
      const reject = context.getProp(context.global, "__node").consume((node) => context.getProp(node, "rejected"));
      const done = context.newFunction("done", () => {});
      const then = context.getProp(handle, "then");
      if (context.typeof(then) === "function") this.unwrap(context.callFunction(then, handle, done, reject)).dispose();
      for (const each of [reject, done, then]) each.dispose();
    }
    handle.dispose();
  }

  private answered(id: number, outcome: HttpResponse | HttpFailure, took: number): void {
    if (this.ended) return;
    this.schedule(took, "status" in outcome ? { kind: "response", id, answer: outcome } : { kind: "failed", id, error: outcome });
  }

  private listen(port: number): { code: string } | undefined {
    const free = this.machine.network.listen(port, (request, from, respond) => {
      const id = this.order;
      this.answers.set(id, respond);
      const { method, path, headers, body } = request;
      const incoming: Incoming = { id, port, method, path, headers, body, from };
      this.schedule(0, { kind: "request", request: incoming });
    });
    return free ? undefined : { code: "EADDRINUSE" };
  }

  private random(): number {
    // A generator of 32 bits (mulberry32): the same program gets the same numbers.
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  private evaluate(source: string, filename: string): void {
    this.unwrap(this.context.evalCode(source, filename, { type: "global" })).dispose();
  }

  private callGuest(name: string, ...args: unknown[]): unknown {
    return this.callGuestAt([name], args);
  }

  private callGuestAt(path: string[], args: unknown[]): unknown {
    const { context } = this;
    let at = context.getProp(context.global, "__node");
    for (const name of path) at = at.consume((handle) => context.getProp(handle, name));
    const handles = args.map((arg) => this.toGuest(arg));
    const outcome = context.callFunction(at, context.undefined, ...handles);
    for (const handle of [at, ...handles]) handle.dispose();
    return this.unwrap(outcome).consume((handle) => context.dump(handle) as unknown);
  }

  private unwrap(outcome: ReturnType<QuickJSContext["evalCode"]>): QuickJSHandle {
    if (outcome.error === undefined) return outcome.value;
    const thrown: unknown = this.context.dump(outcome.error);
    outcome.error.dispose();
    throw new GuestError(thrown);
  }

  /** A value of ours as one of the program's; functions are called with and answer plain data. */
  private toGuest(value: unknown): QuickJSHandle {
    const { context } = this;
    switch (typeof value) {
      case "string":
        return context.newString(value);
      case "number":
        return context.newNumber(value);
      case "boolean":
        return value ? context.true : context.false;
      case "function":
        return context.newFunction(value.name, (...args) => {
          const answer: unknown = value(...args.map((arg) => context.dump(arg) as unknown));
          return this.toGuest(answer);
        });
      case "object":
        return value === null ? context.null : this.objectToGuest(value);
      default:
        return context.undefined;
    }
  }

  private objectToGuest(value: object): QuickJSHandle {
    const { context } = this;
    const made = Array.isArray(value) ? context.newArray() : context.newObject();
    for (const [key, member] of Object.entries(value)) {
      const handle = this.toGuest(member);
      context.setProp(made, key, handle);
      handle.dispose();
    }
    return made;
  }
}

/** Something thrown inside, in words. */
class GuestError extends Error {
  constructor(thrown: unknown) {
    const { name, message, stack } = (typeof thrown === "object" && thrown !== null ? thrown : {}) as Partial<Error>;
    super(message === undefined ? `Uncaught ${String(thrown)}` : `${name ?? "Error"}: ${message}\n${(stack ?? "").trimEnd()}`);
  }
}

function seedOf({ argv, hostname, pid }: Program): number {
  let seed = 2166136261;
  for (const char of [hostname, pid, ...argv].join(" ")) seed = Math.imul(seed ^ char.charCodeAt(0), 16777619);
  return seed;
}
