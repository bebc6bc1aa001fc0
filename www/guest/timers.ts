/** setTimeout, setInterval and setImmediate on the simulated clock. */
import { host } from "./host.js";
import { hold, immediately, release } from "./loop.js";

type Callback = (...args: unknown[]) => void;

/** The longest delay that Node takes; a longer one becomes 1 ms. */
const LONGEST = 2 ** 31 - 1;

let lastId = 0;
const running = new Map<number, Timeout>();

export class Timeout {
  readonly id = ++lastId;
  private held = true;

  constructor(
    private readonly callback: Callback,
    private readonly delay: number,
    private readonly args: unknown[],
    private readonly repeats: boolean,
  ) {
    running.set(this.id, this);
    hold();
    host.startTimer(this.id, delay);
  }

  fire(): void {
    if (this.repeats) host.startTimer(this.id, this.delay);
    else this.close();
    this.callback(...this.args);
  }

  close(): this {
    if (running.delete(this.id)) {
      host.stopTimer(this.id);
      this.unref();
    }
    return this;
  }

  ref(): this {
    if (!this.held && running.has(this.id)) {
      this.held = true;
      hold();
    }
    return this;
  }

  unref(): this {
    if (this.held) {
      this.held = false;
      release();
    }
    return this;
  }

  hasRef(): boolean {
    return this.held;
  }

  refresh(): this {
    if (running.has(this.id)) host.startTimer(this.id, this.delay);
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }
}

export function fire(id: number): void {
  running.get(id)?.fire();
}

function whole(delay: unknown): number {
  const number = Number(delay);
  return number >= 1 && number <= LONGEST ? Math.trunc(number) : 1;
}

function start(callback: unknown, delay: unknown, args: unknown[], repeats: boolean): Timeout {
  if (typeof callback !== "function") {
    const error = new TypeError(
      `The "callback" argument must be of type function. Received ${callback === null ? "null" : typeof callback}`,
    );
    throw Object.assign(error, { code: "ERR_INVALID_ARG_TYPE" });
  }
  return new Timeout(callback as Callback, whole(delay), args, repeats);
}

export function setTimeout(callback: unknown, delay?: unknown, ...args: unknown[]): Timeout {
  return start(callback, delay, args, false);
}

export function setInterval(callback: unknown, delay?: unknown, ...args: unknown[]): Timeout {
  return start(callback, delay, args, true);
}

export function clearTimeout(timer: unknown): void {
  if (timer instanceof Timeout) timer.close();
  else running.get(Number(timer))?.close();
}

export const clearInterval = clearTimeout;

export function setImmediate(callback: Callback, ...args: unknown[]): { cancelled: boolean } {
  return immediately(() => callback(...args));
}

export function clearImmediate(immediate: { cancelled: boolean } | undefined): void {
  if (immediate) immediate.cancelled = true;
}

/** `node:timers/promises`. */
export const promises = {
  setTimeout: <T>(delay?: number, value?: T) => new Promise<T | undefined>((resolve) => setTimeout(() => resolve(value), delay)),
  setImmediate: <T>(value?: T) => new Promise<T | undefined>((resolve) => setImmediate(() => resolve(value))),
  async *setInterval<T>(delay?: number, value?: T): AsyncGenerator<T | undefined> {
    for (;;) yield await promises.setTimeout(delay, value);
  },
};
