/** What a front end may ask of the engine, wherever the engine runs: in a worker, or in this process. */
import type { HttpRequest, Outcome } from "../guest/machine.js";
import type { Opened, Told } from "./talk.js";
import type { BuildRequest, CommandProgress, ExecOptions, Lab, Progress } from "./wire.js";

export * from "./syntax.js";
export type { Opened, Told } from "./talk.js";

/** The methods of the WebAssembly class that answer in one call. */
export type LabMethod = keyof typeof METHODS;

/** The methods that a client passes on as they are. Builds and commands take many calls and have methods of their own. */
export const METHODS = {
  loadExample: true,
  files: true,
  readFile: true,
  writeFile: true,
  makeDir: true,
  remove: true,
  rename: true,
  chmod: true,
  symlink: true,
  check: true,
  checkText: true,
  advise: true,
  parse: true,
  tokens: true,
  hover: true,
  complete: true,
  definition: true,
  folds: true,
  format: true,
  images: true,
  layerFiles: true,
  layerFile: true,
  layerDiff: true,
  layerHeader: true,
  imageDetails: true,
  diff: true,
  fileDiff: true,
  waste: true,
  sharing: true,
  forecast: true,
  completeLine: true,
  save: true,
  stateIndex: true,
  stateBlobs: true,
  blob: true,
  importState: true,
  putBlob: true,
  finishImport: true,
} as const satisfies Partial<Record<keyof Lab, true>>;

/** A client's pass-through methods, made from one function that makes a call. */
export function passThrough(call: (method: LabMethod, args: unknown[]) => Promise<unknown>): AsyncLab {
  const names = Object.keys(METHODS) as LabMethod[];
  const methods = names.map((name) => [name, (...args: unknown[]) => call(name, args)] as const);
  // Each method has the arguments and the result of the engine's method of the same name.
  return Object.fromEntries(methods) as unknown as AsyncLab;
}

/** Every method of `Lab`, asynchronous, with the same arguments and results. */
export type AsyncLab = {
  [Name in LabMethod]: (...args: Parameters<Lab[Name]>) => Promise<ReturnType<Lab[Name]>>;
};

export interface RunOptions {
  /** Cancels between two slices of work; the last progress then has the state `"cancelled"`. */
  signal?: AbortSignal;
}

/** Where a command line runs. */
export interface CommandOptions extends RunOptions, Partial<ExecOptions> {
  /** What it reads from standard input, where files are not the project's. Default: nothing. */
  stdin?: Uint8Array;
}

/** Something that runs and can be spoken with. It begins when its progress is first asked for; what it is told before waits. */
export interface Conversation extends AsyncIterable<CommandProgress> {
  tell(told: Told): void;
}

/** The engine. Calls are answered in the order they were made; a failing call changes nothing. */
export interface LabClient extends AsyncLab {
  /**
   * Build the project. Yields a batch of events and log output per slice of work; the last one's `state` tells how it
   * ended. A build that fails is a result (`"failed"`, with the event that says why), not an exception.
   */
  build(request: BuildRequest, options?: RunOptions): AsyncIterable<Progress>;
  /**
   * Run a command line, without the name of the program. Yields what it prints per slice of work; the last progress has
   * an exit code. Without `project: true` it finds no files.
   */
  exec(argv: string[], options?: CommandOptions): AsyncIterable<CommandProgress>;
  /** Run a command line, or the host's shell, whose input comes while it runs. The last progress has an exit code. */
  open(opened: Opened, options?: RunOptions): Conversation;
  /** Send a request to a published port, as a browser on the host does. `undefined` if no program answers in time. */
  fetch(request: HttpRequest): Promise<Outcome | undefined>;
  /** Let go of the engine and its memory. Calls that are still under way reject with the code `disposed`. */
  dispose(): void;
}

/**
 * What a call rejects with. `code` is stable and made for programs, `message` for people.
 *
 * @example
 * ```js
 * import { createLab, LabError } from "layerlab";
 *
 * const lab = await createLab();
 * try {
 *   await lab.files.read("nosuch");
 * } catch (thrown) {
 *   const { name, code, message } = LabError.from(thrown);
 *   console.log(name, code, message); // LabError not-found …
 * }
 * lab.dispose();
 * ```
 */
export class LabError extends Error {
  /** What tells it from other errors where classes can't be compared. */
  override readonly name = "LabError";
  /** What went wrong, in kebab case, such as `not-found`; each call's description names its own. */
  readonly code: string;

  /** An error with a code and a sentence about what happened. */
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  /** Any thrown value as a `LabError`; one that the engine threw keeps its code. */
  static from(thrown: unknown): LabError {
    if (thrown instanceof LabError) return thrown;
    if (thrown instanceof Error) {
      const code: unknown = Reflect.get(thrown, "code");
      return new LabError(typeof code === "string" ? code : "internal", thrown.message);
    }
    return new LabError("internal", String(thrown));
  }
}
