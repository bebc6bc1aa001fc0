/** Long work in slices, with turns of the event loop between them so that a cancel can arrive. */
import type { GuestDriver } from "../guest/driver.js";
import type { BuildRequest, CommandProgress, ExecOptions, HostResponse, Lab, Progress } from "./wire.js";

/** A turn of the event loop. Timers would do, but browsers hold nested ones back for 4 ms. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}

/** The longest that input has to wait for a process that waits itself, in milliseconds. */
const GLANCE = 50;

/** What `waits` of a command's progress asks for: simulated time passes as real time does, and programs go on. */
export async function pause(lab: Lab, waits: number | undefined, guests?: GuestDriver): Promise<void> {
  await guests?.pump(lab.now());
  if (waits === undefined || waits === 0) return turn();
  const next = guests?.next === undefined ? GLANCE : Math.max(0, guests.next - lab.now());
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, Math.min(waits < 0 ? GLANCE : waits, GLANCE, next)));
  lab.pass(performance.now() - start);
  await guests?.pump(lab.now());
}

/** Start a build and advance it to its end. Slices that brought nothing are left out. */
export function drive(lab: Lab, request: BuildRequest, signal?: AbortSignal): AsyncGenerator<Progress, void> {
  return slices({
    lab,
    task: lab.startBuild(request),
    signal,
    advance: (task) => lab.advance(task),
    isLast: ({ state }) => state !== "running",
    isEmpty: ({ events, output }) => events.length === 0 && output.length === 0,
  });
}

/** Run a command line to its end; `stdin` is all it reads, and where files are not the project's there are none. */
export function driveCommand(
  lab: Lab,
  argv: string[],
  options: Partial<ExecOptions>,
  { stdin = new Uint8Array(), signal, guests }: { stdin?: Uint8Array; signal?: AbortSignal; guests?: GuestDriver } = {},
): AsyncGenerator<CommandProgress, void> {
  const answer = (kind: string): HostResponse =>
    kind === "readStdin" ? { kind: "bytes", bytes: stdin } : { kind: "failed", message: "no such file or directory" };
  return slices({
    lab,
    task: lab.exec(argv, { ...NO_SURROUNDINGS, ...options }),
    signal,
    advance: (task) => {
      const progress = lab.advanceExec(task);
      for (const { id, question } of progress.requests) lab.answer(task, id, answer(question.kind));
      return progress;
    },
    isLast: ({ exitCode }) => exitCode !== undefined,
    isEmpty: ({ output }) => output.length === 0,
    rest: ({ waits }) => pause(lab, waits, guests),
  });
}

const NO_SURROUNDINGS: ExecOptions = { env: {}, cwd: "", stdoutIsTerminal: false, project: false };

/** A task of the engine, and how to read its progress. */
interface Work<Slice> {
  lab: Lab;
  task: number;
  signal: AbortSignal | undefined;
  advance(task: number): Slice;
  isLast(slice: Slice): boolean;
  isEmpty(slice: Slice): boolean;
  /** What is to happen before the next slice; a turn of the event loop if nothing else. */
  rest?(slice: Slice): Promise<void>;
}

async function* slices<Slice>({ lab, task, signal, advance, isLast, isEmpty, rest = turn }: Work<Slice>): AsyncGenerator<Slice, void> {
  let running = true;
  try {
    while (running) {
      if (signal?.aborted) lab.cancel(task);
      const slice = advance(task);
      running = !isLast(slice);
      if (!running || !isEmpty(slice)) yield slice;
      if (running) await rest(slice);
    }
  } finally {
    // Whoever stops listening before the end does not want the rest.
    if (running) lab.cancel(task);
  }
}
