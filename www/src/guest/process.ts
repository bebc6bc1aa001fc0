/** What programs written here have in common: output, an end, and things to do later on the simulated clock. */
import type { Running } from "./driver.js";
import type { Machine, Program } from "./machine.js";

/** Numbers of the signals that programs end by. */
const SIGNALS: Record<string, number> = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, PIPE: 13, ALRM: 14, TERM: 15 };

interface Due {
  time: number;
  act: () => void;
}

export abstract class Process implements Running {
  isOver = false;
  private due: Due[] = [];

  constructor(
    protected readonly program: Program,
    protected readonly machine: Machine,
  ) {}

  abstract start(): void;

  /** When it has something to do by itself, in milliseconds since the epoch. */
  get next(): number | undefined {
    return this.due.length === 0 ? undefined : Math.min(...this.due.map(({ time }) => time));
  }

  advance(now: number): void {
    for (let next = this.next; next !== undefined && next <= now && !this.isOver; next = this.next) {
      const found = this.due.find(({ time }) => time === next);
      this.due = this.due.filter((other) => other !== found);
      found?.act();
    }
  }

  take(_text: string | null): void {}

  signal(name: string): void {
    const number = SIGNALS[name];
    if (number !== undefined) this.end(128 + number);
  }

  dispose(): void {
    this.due = [];
  }

  /** Does something after so many simulated milliseconds. */
  protected after(milliseconds: number, act: () => void): void {
    this.due.push({ time: this.machine.now() + milliseconds, act });
  }

  protected print(text: string): void {
    if (!this.isOver) this.machine.write("stdout", new TextEncoder().encode(text));
  }

  protected complain(text: string): void {
    if (!this.isOver) this.machine.write("stderr", new TextEncoder().encode(text));
  }

  protected end(code: number): void {
    if (this.isOver) return;
    this.isOver = true;
    this.due = [];
    this.machine.exit(code);
  }
}

/** A program that waits for requests. A run of it in another process goes on: it says nothing again. */
export abstract class Server extends Process {
  readonly resumes = true;

  /** A moment of the simulated clock. */
  protected now(): Date {
    return new Date(this.machine.now());
  }
}

/** Two digits. */
export function pad(number: number, width = 2): string {
  return String(number).padStart(width, "0");
}

export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
export const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** `04/Nov/2025:12:00:00 +0000`, as access logs have it. */
export function logTime(time: Date): string {
  const day = `${pad(time.getUTCDate())}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${day}:${clock(time)} +0000`;
}

/** `12:00:00`. */
export function clock(time: Date): string {
  return `${pad(time.getUTCHours())}:${pad(time.getUTCMinutes())}:${pad(time.getUTCSeconds())}`;
}
