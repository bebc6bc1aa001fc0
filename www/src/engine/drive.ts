/** Long work in slices, with turns of the event loop between them so that a cancel can arrive. */
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
  { stdin = new Uint8Array(), signal }: { stdin?: Uint8Array; signal?: AbortSignal } = {},
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
}

async function* slices<Slice>({ lab, task, signal, advance, isLast, isEmpty }: Work<Slice>): AsyncGenerator<Slice, void> {
  let running = true;
  try {
    while (running) {
      if (signal?.aborted) lab.cancel(task);
      const slice = advance(task);
      running = !isLast(slice);
      if (!running || !isEmpty(slice)) yield slice;
      if (running) await turn();
    }
  } finally {
    // Whoever stops listening before the end does not want the rest.
    if (running) lab.cancel(task);
  }
}
