/** Runs the programs that containers ask their front end for, and tells the engine what they did. */
import type { Files, HttpRequest, Machine, Network, Outcome, Program, Refusal } from "./machine.js";
import type { FileAnswer, FileCall, Guest, GuestArrival, GuestPiece } from "../engine/wire.js";
import { Wires, type Names } from "./wires.js";

/** What the driver needs of the engine: methods of `Lab`, in this thread. */
export interface GuestEngine extends Names {
  setGuests(programs: string[]): void;
  guests(): Guest[];
  guestArrivals(container: string, exec: number | undefined): GuestArrival[];
  answerGuest(container: string, exec: number | undefined, pieces: GuestPiece[], exit: number | undefined): void;
  guestFile(container: string, uid: number, gid: number, call: FileCall): FileAnswer;
  keepMemory(container: string, exec: number | undefined, memory: string): void;
}

/** A program under way. */
export interface Running {
  /** When it has something to do by itself, in milliseconds since the epoch. */
  readonly next: number | undefined;
  readonly isOver: boolean;
  /** Run anew in another process it goes on where it was, and does not say again what it said. */
  readonly resumes?: boolean;
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
  network: Network;
  pieces: GuestPiece[];
  exit: number | undefined;
  /** Bytes that an earlier run of the same program wrote, which the engine has. */
  known: number;
}

/** How often programs are looked at in one go: they may wait for each other. */
const ROUNDS = 100;

export class GuestDriver {
  private readonly entries = new Map<string, Entry>();
  private readonly wires: Wires;
  private pumping = false;
  /** The simulated time, in milliseconds since the epoch. */
  private time = 0;

  /** `runners` by the name of the program, such as `node`. */
  constructor(
    private readonly engine: GuestEngine,
    private readonly runners: Record<string, Runner>,
  ) {
    this.wires = new Wires(engine);
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
    this.time = now;
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

  /** A request to a published port, as a browser on the machine makes it. */
  async fetch(request: HttpRequest): Promise<Outcome> {
    await this.pump(this.time);
    const answer = this.wires.fetch(request);
    await this.pump(this.time);
    return answer;
  }

  dispose(): void {
    for (const [key, entry] of this.entries) this.forget(key, entry);
  }

  /** Begins programs that are new and lets go of those whose container is gone. */
  private async compare(): Promise<void> {
    const wanted = new Map(this.engine.guests().map((guest) => [keyOf(guest), guest]));
    for (const [key, entry] of this.entries) {
      if (!wanted.has(key)) this.forget(key, entry);
    }
    const fresh: Entry[] = [];
    for (const [key, guest] of wanted) {
      const entry = this.entries.has(key) ? undefined : await this.begin(guest);
      if (entry === undefined) continue;
      this.entries.set(key, entry);
      fresh.push(entry);
    }
    // Whoever asks a server finds it there, whichever of them stands first.
    for (const { running } of fresh) running.start();
    for (const { guest, running } of fresh) {
      for (const text of guest.input) running.take(text);
      if (guest.inputClosed) running.take(null);
    }
  }

  private async begin(guest: Guest): Promise<Entry | undefined> {
    const runner = this.runners[guest.program];
    if (runner === undefined) return undefined;
    const pieces: GuestPiece[] = [];
    const { container, exec } = guest;
    const files = filesOf(this.engine, guest);
    const network = this.wires.of(container, (name) => (container === "" ? undefined : hostsEntry(files, name)));
    const machine: Machine = {
      files,
      network,
      now: () => this.time,
      write: (stream, bytes) => void pieces.push({ stream, bytes }),
      keep: (memory) => this.engine.keepMemory(container, exec, memory),
      tell: (program, signal) => this.tell(container, program, signal),
      exit: (code) => {
        entry.exit = code;
      },
    };
    const running = await runner(programOf(guest), machine);
    const known = running.resumes === true ? 0 : guest.delivered;
    const entry: Entry = { guest, running, network, pieces, exit: undefined, known };
    return entry;
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

  /** Sends a signal to the first process of a container if it is a certain program. */
  private tell(container: string, program: string, signal: string): boolean {
    const entries = [...this.entries.values()];
    const first = entries.find(({ guest }) => guest.container === container && guest.exec === undefined && guest.program === program);
    first?.running.signal(signal);
    return first !== undefined;
  }

  /** Whether there was something to hand over. */
  private handOver(entry: Entry): boolean {
    const pieces = entry.pieces.splice(0).flatMap((piece) => this.fresh(entry, piece));
    // It has caught up; whatever it writes from now on is new.
    entry.known = 0;
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

  private forget(key: string, { running, network }: Entry): void {
    running.dispose();
    network.closeAll();
    this.entries.delete(key);
  }
}

/** A program is the same as long as the process waits for the same request. */
function keyOf({ container, exec, id }: Guest): string {
  return `${container} ${exec ?? ""} ${id}`;
}

function programOf(guest: Guest): Program {
  const { argv, env, cwd, pid, uid, gid, hostname, tty, columns, rows, started, delivered, memory } = guest;
  return { argv: argv.slice(1), env: Object.fromEntries(env), cwd, pid, uid, gid, hostname, tty, columns, rows, started, resumed: delivered > 0, memory };
}

/** The address that a container's /etc/hosts has for a name. */
function hostsEntry(files: Files, name: string): string | undefined {
  const bytes = files.read("/etc/hosts");
  if (!(bytes instanceof Uint8Array)) return undefined;
  for (const line of new TextDecoder().decode(bytes).split("\n")) {
    const [address, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (address !== undefined && !address.includes(":") && names.includes(name)) return address;
  }
  return undefined;
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
