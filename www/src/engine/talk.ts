/** A command or a shell that is spoken with while it runs. What it is told waits until it listens. */
import type { GuestDriver } from "../guest/driver.js";
import type { Catalog } from "./catalog.js";
import { pause, turn } from "./drive.js";
import { unpassed } from "./heart.js";
import type { CommandProgress, ExecOptions, HostRequest, HostResponse, Lab, ShellOptions } from "./wire.js";

/** What is run: a command line, without the name of the program, or the host's shell. */
export type Opened = { kind: "command"; argv: string[]; options: Partial<ExecOptions> } | { kind: "shell"; options: ShellOptions };

/** What it can be told. */
export type Told =
  /** Bytes for whatever reads next: the shell's prompt, standard input, a process of a container. A terminal takes whole lines. */
  | { kind: "input"; bytes: Uint8Array }
  /** There is no more input: whatever reads next finds the end. */
  | { kind: "end" }
  /** Ctrl-D: the end for whoever reads now, and for nobody after that. */
  | { kind: "endOne" }
  /** A signal by its name without `SIG`; `INT` is Ctrl-C. */
  | { kind: "signal"; name: string }
  | { kind: "resize"; columns: number; rows: number }
  /** Ctrl-P Ctrl-Q. */
  | { kind: "detach" }
  /** The answer to one of the requests that came with the progress. */
  | { kind: "answer"; id: number; response: HostResponse };

const NEWLINE = 0x0a;
/** Nobody watches a lab that is left alone for longer; in milliseconds. */
const LONGEST_ABSENCE = 60_000;
const NO_SURROUNDINGS: ExecOptions = { env: {}, cwd: "", stdoutIsTerminal: false, project: false };

export class Talk {
  private input: Uint8Array[] = [];
  private ended = false;
  /** The end was told to the process that reads now. */
  private closed = false;
  /** Who waits for input: the prompt, or a command that wants all of standard input. */
  private asking: HostRequest | undefined;
  /** Requests that the caller has not answered yet. */
  private readonly unanswered = new Set<number>();
  private task: number | undefined;
  private wake = (): void => {};

  constructor(
    private readonly lab: Lab,
    private readonly opened: Opened,
    private readonly guests?: GuestDriver,
    private readonly catalog?: Catalog,
  ) {}

  tell(told: Told): void {
    const { lab, task, asking } = this;
    switch (told.kind) {
      case "input":
        this.input.push(told.bytes);
        break;
      case "end":
        this.ended = true;
        break;
      case "endOne":
        if (task === undefined) break;
        if (asking === undefined) lab.closeInput(task);
        else this.reply(task, asking, new Uint8Array());
        break;
      case "signal":
        if (task === undefined) break;
        if (told.name !== "INT") lab.signal(task, told.name);
        // At the prompt, Ctrl-C puts away the line that is being typed, and those that were typed ahead.
        else if (asking?.question.kind === "input") this.interruptPrompt(task, asking);
        else lab.interrupt(task);
        break;
      case "resize":
        if (task !== undefined) lab.resize(task, told.columns, told.rows);
        break;
      case "detach":
        if (task !== undefined) lab.detach(task);
        break;
      case "answer":
        this.unanswered.delete(told.id);
        if (task !== undefined) lab.answer(task, told.id, told.response);
        break;
    }
    this.wake();
  }

  /** Goes on to the end. The progress has those requests that the caller is to answer: to edit a file. */
  async *run(signal?: AbortSignal): AsyncGenerator<CommandProgress, void> {
    const { lab, opened } = this;
    const begin = (): number =>
      opened.kind === "shell" ? lab.openShell(opened.options) : lab.exec(opened.argv, { ...NO_SURROUNDINGS, ...opened.options });
    const task = await this.loading(begin);
    this.task = task;
    const onAbort = (): void => this.wake();
    signal?.addEventListener("abort", onAbort);
    let running = true;
    let read: CommandProgress["reads"];
    try {
      while (running) {
        if (signal?.aborted) lab.cancel(task);
        const progress = await this.loading(() => lab.advanceExec(task));
        running = progress.exitCode === undefined;
        // The engine knows no task any more whose exit code it has told.
        if (!running) this.task = undefined;
        const requests = progress.requests.filter((request) => !this.take(task, request));
        const isNews = progress.output.length + requests.length + (progress.events?.length ?? 0) > 0 || progress.reads !== read;
        read = progress.reads;
        if (!running || isNews) yield { ...progress, requests };
        if (running) await this.rest(task, progress, signal);
      }
    } finally {
      signal?.removeEventListener("abort", onAbort);
      this.task = undefined;
      // Whoever stops listening before the end does not want the rest.
      if (running) lab.cancel(task);
    }
  }

  /** What a call returns, after the parts of the catalog that it needs were loaded. */
  private async loading<Value>(call: () => Value): Promise<Value> {
    return this.catalog?.with(call) ?? call();
  }

  /** Whether a request is no business of the caller's. */
  private take(task: number, request: HostRequest): boolean {
    switch (request.question.kind) {
      case "input":
      case "readStdin":
        this.asking = request;
        return true;
      case "edit":
        this.unanswered.add(request.id);
        return false;
      default:
        this.lab.answer(task, request.id, { kind: "failed", message: "no such file or directory" });
        return true;
    }
  }

  /** Hands over what was told, or waits for it, or for what goes on by itself. */
  private async rest(task: number, { reads, waits }: CommandProgress, signal: AbortSignal | undefined): Promise<void> {
    if (reads === undefined) this.closed = false;
    if (this.answer(task) || (reads !== undefined && waits !== 0 && this.feed(task, reads))) return turn();
    if (this.asking === undefined && this.unanswered.size === 0) return pause(this.lab, waits, this.guests);
    if (signal?.aborted) return;
    const since = performance.now();
    await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = () => {};
    await this.catchUp(unpassed(this.lab, since));
  }

  /** Answers whoever asks for input, if there is enough of it. */
  private answer(task: number): boolean {
    const { asking } = this;
    if (asking === undefined) return false;
    const bytes = asking.question.kind === "input" ? this.line() : this.ended ? this.all() : undefined;
    if (bytes === undefined) return false;
    this.reply(task, asking, bytes);
    return true;
  }

  private reply(task: number, { id }: HostRequest, bytes: Uint8Array): void {
    this.asking = undefined;
    this.lab.answer(task, id, { kind: "bytes", bytes });
  }

  /** Gives a process of a container what it reads: a terminal one line at a time, so that what follows may be for another. */
  private feed(task: number, reads: "terminal" | "pipe"): boolean {
    const bytes = reads === "terminal" ? this.line() : this.all();
    if (bytes !== undefined && bytes.length > 0) this.lab.input(task, bytes);
    else if (this.ended && !this.closed) {
      this.closed = true;
      this.lab.closeInput(task);
    } else return false;
    return true;
  }

  /** The next line with its newline; nothing at the end of input, undefined before it is there. */
  private line(): Uint8Array | undefined {
    const bytes = this.all();
    const end = bytes.indexOf(NEWLINE) + 1;
    if (end === 0 && this.ended) return bytes.length === 0 ? bytes : joined([bytes, Uint8Array.of(NEWLINE)]);
    if (end < bytes.length) this.input = [bytes.subarray(end)];
    return end === 0 ? undefined : bytes.subarray(0, end);
  }

  private all(): Uint8Array {
    const bytes = joined(this.input);
    this.input = [];
    return bytes;
  }

  private interruptPrompt(task: number, { id }: HostRequest): void {
    this.input = [];
    this.asking = undefined;
    this.lab.answer(task, id, { kind: "interrupted" });
  }

  /** While the prompt waited, containers went on as real time did. */
  private async catchUp(elapsed: number): Promise<void> {
    const { lab, guests } = this;
    for (let left = Math.min(elapsed, LONGEST_ABSENCE); left > 0; ) {
      const step = guests?.next === undefined ? left : Math.min(left, Math.max(1, guests.next - lab.now()));
      lab.pass(step);
      left -= step;
      await guests?.pump(lab.now());
    }
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Run a command line to its end; `stdin` is all it reads, and where files are not the project's there are none. */
export function driveCommand(
  lab: Lab,
  argv: string[],
  options: Partial<ExecOptions>,
  { stdin, signal, guests, catalog }: { stdin?: Uint8Array; signal?: AbortSignal; guests?: GuestDriver; catalog?: Catalog } = {},
): AsyncGenerator<CommandProgress, void> {
  const talk = new Talk(lab, { kind: "command", argv, options }, guests, catalog);
  if (stdin !== undefined) talk.tell({ kind: "input", bytes: stdin });
  talk.tell({ kind: "end" });
  return talk.run(signal);
}
