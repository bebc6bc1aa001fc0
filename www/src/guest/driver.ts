/** Runs the programs that containers ask their front end for, and tells the engine what they did. */
import { answerOf } from "./hosts.js";
import type { Files, HttpRequest, HttpResponse, Machine, Network, Program, Refusal } from "./machine.js";
import type { FileAnswer, FileCall, Guest, GuestArrival, GuestPiece } from "../engine/wire.js";

/** What the driver needs of the engine: methods of `Lab`, in this thread. */
export interface GuestEngine {
  setGuests(programs: string[]): void;
  guests(): Guest[];
  guestArrivals(container: string, exec: number | undefined): GuestArrival[];
  answerGuest(container: string, exec: number | undefined, pieces: GuestPiece[], exit: number | undefined): void;
  guestFile(container: string, uid: number, gid: number, call: FileCall): FileAnswer;
  /** The id of the container that a host's name or address means inside another one; its own for `localhost`. */
  reach(container: string, host: string): string | undefined;
}

/** A program under way. */
export interface Running {
  /** When it has something to do by itself, in milliseconds since the epoch. */
  readonly next: number | undefined;
  readonly isOver: boolean;
  start(): void;
  /** Does everything that is due up to a time. */
  advance(now: number): void;
  /** Input; null at its end. */
  take(text: string | null): void;
  /** A signal by its name without SIG. */
  signal(name: string): void;
  dispose(): void;
}

/** Makes a program ready to start. */
export type Runner = (program: Program, machine: Machine) => Promise<Running> | Running;

interface Entry {
  guest: Guest;
  running: Running;
  pieces: GuestPiece[];
  exit: number | undefined;
  /** Bytes that an earlier run of the same program wrote, which the engine has. */
  known: number;
}

type Serve = (request: HttpRequest, from: string, respond: (response: HttpResponse) => void) => void;

/** Simulated milliseconds between two containers. */
const NEAR = 1;
/** How often programs are looked at in one go: they may wait for each other. */
const ROUNDS = 100;

export class GuestDriver {
  private readonly entries = new Map<string, Entry>();
  private readonly servers = new Map<string, Serve>();
  private pumping = false;

  /** `runners` by the name of the program, such as `node`. */
  constructor(
    private readonly engine: GuestEngine,
    private readonly runners: Record<string, Runner>,
  ) {
    engine.setGuests(Object.keys(runners));
  }

  /** When a program has something to do by itself, in milliseconds since the epoch. */
  get next(): number | undefined {
    const times = [...this.entries.values()].map(({ running }) => running.next).filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Starts what is asked for, does what is due up to a time, and hands over what came of it. */
  async pump(now: number): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        await this.compare();
        const before = [...this.entries.values()];
        before.forEach((entry) => this.advance(entry, now));
        if (!before.some((entry) => this.handOver(entry)) && (this.next ?? Infinity) > now) break;
      }
    } finally {
      this.pumping = false;
    }
  }

  /** A request to a port of a container from outside, such as a published one. */
  fetch(container: string, request: HttpRequest): Promise<HttpResponse | undefined> {
    const serve = this.servers.get(`${container}:${request.port}`);
    if (serve === undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => serve(request, "172.17.0.1", resolve));
  }

  dispose(): void {
    for (const { running } of this.entries.values()) running.dispose();
    this.entries.clear();
    this.servers.clear();
  }

  /** Begins programs that are new and lets go of those whose container is gone. */
  private async compare(): Promise<void> {
    const wanted = new Map(this.engine.guests().map((guest) => [keyOf(guest), guest]));
    for (const [key, entry] of this.entries) {
      if (!wanted.has(key)) this.forget(key, entry);
    }
    for (const [key, guest] of wanted) {
      if (!this.entries.has(key)) await this.begin(key, guest);
    }
  }

  private async begin(key: string, guest: Guest): Promise<void> {
    const runner = this.runners[guest.program];
    if (runner === undefined) return;
    const pieces: GuestPiece[] = [];
    const machine: Machine = {
      files: filesOf(this.engine, guest),
      network: this.networkOf(guest),
      write: (stream, bytes) => void pieces.push({ stream, bytes }),
      exit: (code) => {
        entry.exit = code;
      },
    };
    const running = await runner(programOf(guest), machine);
    const entry: Entry = { guest, running, pieces, exit: undefined, known: guest.delivered };
    this.entries.set(key, entry);
    running.start();
    for (const text of guest.input) running.take(text);
    if (guest.inputClosed) running.take(null);
  }

  private advance({ guest, running }: Entry, now: number): void {
    if (running.isOver) return;
    for (const arrival of this.engine.guestArrivals(guest.container, guest.exec)) {
      if (arrival.kind === "input") running.take(arrival.text);
      else if (arrival.kind === "end") running.take(null);
      else running.signal(arrival.name);
    }
    running.advance(now);
  }

  /** Whether there was something to hand over. */
  private handOver(entry: Entry): boolean {
    const pieces = entry.pieces.splice(0).flatMap((piece) => this.fresh(entry, piece));
    if (pieces.length === 0 && entry.exit === undefined) return false;
    const { container, exec } = entry.guest;
    this.engine.answerGuest(container, exec, pieces, entry.exit);
    if (entry.exit !== undefined) this.forget(keyOf(entry.guest), entry);
    return true;
  }

  /** What of a piece the engine has not seen. */
  private fresh(entry: Entry, { stream, bytes }: GuestPiece): GuestPiece[] {
    const rest = bytes.subarray(Math.min(entry.known, bytes.length));
    entry.known -= bytes.length - rest.length;
    return rest.length === 0 ? [] : [{ stream, bytes: rest }];
  }

  private forget(key: string, { guest, running }: Entry): void {
    running.dispose();
    this.entries.delete(key);
    for (const port of this.servers.keys()) {
      if (port.startsWith(`${guest.container}:`)) this.servers.delete(port);
    }
  }

  private networkOf({ container }: Guest): Network {
    return {
      send: (request, done) => {
        const to = this.engine.reach(container, request.host);
        if (to === undefined) return done(...answerOf(request));
        const serve = this.servers.get(`${to}:${request.port}`);
        if (serve !== undefined) return serve(request, container, (response) => done(response, NEAR));
        done({ code: "ECONNREFUSED", message: `connect ECONNREFUSED ${request.host}:${request.port}` }, NEAR);
      },
      listen: (port, serve) => {
        const key = `${container}:${port}`;
        if (this.servers.has(key)) return false;
        this.servers.set(key, serve);
        return true;
      },
      close: (port) => void this.servers.delete(`${container}:${port}`),
    };
  }
}

/** A program is the same as long as the process waits for the same request. */
function keyOf({ container, exec, id }: Guest): string {
  return `${container} ${exec ?? ""} ${id}`;
}

function programOf(guest: Guest): Program {
  const { argv, env, cwd, pid, uid, gid, hostname, tty, columns, rows, started } = guest;
  return { argv: argv.slice(1), env: Object.fromEntries(env), cwd, pid, uid, gid, hostname, tty, columns, rows, started };
}

/** The engine's answers in the shape that programs know. */
function filesOf(engine: GuestEngine, { container, uid, gid }: Guest): Files {
  const call = (call: FileCall) => engine.guestFile(container, uid, gid, call);
  const done = (answer: FileAnswer): Refusal | undefined => (answer.kind === "refused" ? { code: answer.code } : undefined);
  const value = <Kind extends FileAnswer["kind"], Value>(
    answer: FileAnswer,
    kind: Kind,
    take: (answer: Extract<FileAnswer, { kind: Kind }>) => Value,
  ): Value | Refusal => {
    if (answer.kind === kind) return take(answer as Extract<FileAnswer, { kind: Kind }>);
    return { code: answer.kind === "refused" ? answer.code : "EIO" };
  };
  return {
    read: (path) => value(call({ kind: "read", path }), "bytes", ({ bytes }) => bytes),
    write: (path, bytes, append, mode) => done(call({ kind: "write", path, bytes, append, mode })),
    stat: (path, follow) => value(call({ kind: "stat", path, follow }), "stat", ({ stat }) => stat),
    list: (path) => value(call({ kind: "list", path }), "names", ({ names }) => names),
    readLink: (path) => value(call({ kind: "readLink", path }), "target", ({ target }) => target),
    makeDir: (path, mode) => done(call({ kind: "makeDir", path, mode })),
    remove: (path, directory) => done(call({ kind: "remove", path, directory })),
    rename: (from, to) => done(call({ kind: "rename", from, to })),
    chmod: (path, mode) => done(call({ kind: "chmod", path, mode })),
    symlink: (target, path) => done(call({ kind: "symlink", target, path })),
  };
}
