/** The messages between a page and the worker that runs the engine: lists of requests and lists of responses. */
import type { LabMethod, Opened, Told } from "./lab.js";
import type { BuildRequest, CommandProgress, ExecOptions, LabOptions, Progress } from "./wire.js";

/** What the page sends. Calls are answered in order; `id` pairs an answer with its call. */
export type Request =
  /** Answered with the compiled module, for the workers that follow; without one the worker compiles it. */
  | { kind: "create"; id: number; options: LabOptions; module?: WebAssembly.Module }
  | { kind: "call"; id: number; method: LabMethod; args: unknown[] }
  | { kind: "build"; id: number; request: BuildRequest }
  | { kind: "exec"; id: number; argv: string[]; options: Partial<ExecOptions>; stdin?: Uint8Array }
  | { kind: "open"; id: number; opened: Opened }
  /** Something for what was opened under this id. */
  | { kind: "tell"; id: number; told: Told }
  | { kind: "cancel"; id: number };

/** What the worker sends. Builds, commands and what is opened answer with `progress` until `last`; the rest with one `result`. */
export type Response =
  | { kind: "result"; id: number; value: unknown }
  | { kind: "progress"; id: number; progress: Progress | CommandProgress; last: boolean }
  | { kind: "error"; id: number; code: string; message: string }
  /** The engine trapped: its memory can't be trusted any more and the worker has to be replaced. */
  | { kind: "trap"; id: number; message: string };
