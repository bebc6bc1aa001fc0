/** The terminal or pipe behind a command that is attached to a process of a container. */
import type { Lab } from "../src/engine/wire.js";

const CTRL_C = 0x03;
const CTRL_D = 0x04;
const BACKSPACES = [0x08, 0x7f];
const CTRL_P = 0x10;
const CTRL_Q = 0x11;
const CTRL_U = 0x15;
const NEWLINE = [0x0a, 0x0d];
const FIRST_PRINTABLE = 0x20;
const ESCAPE = 0x1b;

/** Passes standard input on to a task as long as that listens. */
export class Session {
  #attached: "terminal" | "pipe" | undefined;
  #line: number[] = [];
  #held = false;
  readonly #onData = (chunk: Buffer): void => this.#take(chunk);
  readonly #onEnd = (): void => this.#lab.closeInput(this.#task);
  readonly #onResize = (): void => this.#lab.resize(this.#task, process.stdout.columns, process.stdout.rows);

  readonly #lab: Lab;
  readonly #task: number;

  constructor(lab: Lab, task: number) {
    this.#lab = lab;
    this.#task = task;
  }

  /** Begin to listen if the process reads, and stop if it no longer does. */
  follow(reads: "terminal" | "pipe" | undefined): void {
    if (reads === this.#attached) return;
    this.close();
    if (reads === undefined) return;
    this.#attached = reads;
    if (reads === "terminal" && process.stdin.isTTY) {
      process.stdin.setRawMode(true);
      process.stdout.on("resize", this.#onResize);
    }
    process.stdin.on("data", this.#onData);
    process.stdin.on("end", this.#onEnd);
    process.stdin.resume();
  }

  close(): void {
    if (this.#attached === undefined) return;
    this.#attached = undefined;
    process.stdin.removeListener("data", this.#onData);
    process.stdin.removeListener("end", this.#onEnd);
    process.stdout.removeListener("resize", this.#onResize);
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    process.stdin.pause();
  }

  #take(chunk: Buffer): void {
    if (this.#attached === "pipe" || !process.stdin.isTTY) this.#lab.input(this.#task, chunk);
    // Of an escape sequence, such as an arrow key, nothing is understood.
    else if (chunk[0] !== ESCAPE) for (const byte of chunk) this.#key(byte);
  }

  /** One key of a line that is being edited; the terminal is raw, so echoing is ours. */
  #key(byte: number): void {
    if (this.#held && byte === CTRL_Q) return this.#lab.detach(this.#task);
    this.#held = byte === CTRL_P;
    if (this.#held) return;
    if (byte === CTRL_C) {
      this.#line = [];
      process.stdout.write("^C");
      this.#lab.signal(this.#task, "INT");
    } else if (byte === CTRL_D) {
      if (this.#line.length === 0) this.#lab.closeInput(this.#task);
    } else if (BACKSPACES.includes(byte)) {
      this.#erase();
    } else if (byte === CTRL_U) {
      while (this.#line.length > 0) this.#erase();
    } else if (NEWLINE.includes(byte)) {
      process.stdout.write("\r\n");
      this.#lab.input(this.#task, Uint8Array.from([...this.#line, 0x0a]));
      this.#line = [];
    } else if (byte >= FIRST_PRINTABLE) {
      this.#line.push(byte);
      process.stdout.write(Uint8Array.of(byte));
    }
  }

  /** Take back the last character, all bytes of it. */
  #erase(): void {
    if (this.#line.length === 0) return;
    while (((this.#line.at(-1) ?? 0) & 0xc0) === 0x80) this.#line.pop();
    this.#line.pop();
    process.stdout.write("\b \b");
  }
}
