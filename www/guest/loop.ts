/** The event loop: what keeps the program alive, what is called next, and what happens to an error nobody caught. */
import { pack } from "./bytes.js";
import { host } from "./host.js";

type Task = () => void;

let keptAlive = 0;
let exiting = false;
const soon: Task[] = [];
const afterwards: Task[] = [];
/** What `process` does when the program is about to end; set by it. */
export const hooks: { beforeExit: () => void; exit: (code?: number) => number; uncaught: (thrown: unknown) => boolean } = {
  beforeExit: () => {},
  exit: (code) => code ?? 0,
  uncaught: () => false,
};

/** One more reason for the process to go on. */
export function hold(): void {
  keptAlive += 1;
}

export function release(): void {
  keptAlive -= 1;
}

/** As `process.nextTick`: before promises and everything else. */
export function nextTick(task: Task): void {
  soon.push(task);
}

/** As `setImmediate`: after what is delivered now. */
export function immediately(task: Task): { cancelled: boolean } {
  const entry = { cancelled: false };
  hold();
  afterwards.push(() => {
    release();
    if (!entry.cancelled) task();
  });
  return entry;
}

export function leave(code?: number): never {
  if (!exiting) {
    exiting = true;
    host.exit(hooks.exit(code));
  }
  throw new Exit();
}

/** Unwinds the program after `process.exit()`. */
export class Exit extends Error {}

/** Call into the program; an error that it doesn't catch ends the process as Node ends it. */
export function call(task: Task): void {
  if (exiting) return;
  try {
    task();
  } catch (thrown) {
    fail(thrown);
  }
}

function fail(thrown: unknown): void {
  if (thrown instanceof Exit || exiting) return;
  try {
    if (hooks.uncaught(thrown)) return;
  } catch (again) {
    thrown = again;
  }
  try {
    report(thrown);
    leave(1);
  } catch {
    // The process is over.
  }
}

let describe: (thrown: unknown) => string = String;

/** How errors are shown; set by `util`, which this file can't import. */
export function describeWith(inspect: (thrown: unknown) => string): void {
  describe = inspect;
}

function report(thrown: unknown): void {
  const text = thrown instanceof Error ? describe(thrown) : `Uncaught ${describe(thrown)}`;
  host.write(2, pack(Buffer.from(`${text}\n\nNode.js v${host.version}\n`)));
}

/** What `process.nextTick` was given; the host asks before each round of promise jobs. False: there was nothing. */
export function tick(): boolean {
  return runAll(soon);
}

/** What `setImmediate` was given, once nothing else is left. */
export function check(): boolean {
  return runAll(afterwards);
}

function runAll(queue: Task[]): boolean {
  if (exiting || queue.length === 0) return false;
  for (const task of queue.splice(0)) call(task);
  return true;
}

/** Nothing is left to do now: end if nothing can come any more. True if there is more to do after all. */
export function idle(): boolean {
  if (exiting || keptAlive > 0) return false;
  call(hooks.beforeExit);
  if (soon.length > 0 || afterwards.length > 0 || keptAlive > 0) return true;
  call(() => leave());
  return false;
}
