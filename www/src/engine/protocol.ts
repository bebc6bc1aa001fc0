/** The messages between a page and the worker that runs the engine: lists of requests and lists of responses. */
import type { HttpRequest } from "../guest/machine.js";
import type { LabMethod, Opened, Told } from "./lab.js";
import type { BuildRequest, CommandProgress, ExecOptions, LabOptions, Progress } from "./wire.js";

/** What the page sends. Calls are answered in order; `id` pairs an answer with its call. */
export type Request =
  /** Answered with the compiled module, for the workers that follow; without one the worker compiles it. */
  | { kind: "create"; id: number; options: LabOptions; module?: WebAssembly.Module; edits: boolean }
  | { kind: "call"; id: number; method: LabMethod; args: unknown[] }
  | { kind: "build"; id: number; request: BuildRequest }
  | { kind: "exec"; id: number; argv: string[]; options: Partial<ExecOptions>; stdin?: Uint8Array }
  | { kind: "open"; id: number; opened: Opened }
  /** Something for what was opened under this id. */
  | { kind: "tell"; id: number; told: Told }
  /** Answered with the response, or nothing where no program listens. */
  | { kind: "fetch"; id: number; request: HttpRequest }
  /** Of an editor that was asked for by `edit`; answered with why the file could not be written, if so. */
  | { kind: "saveEdit"; id: number; edit: number; bytes: Uint8Array }
  | { kind: "endEdit"; id: number; edit: number }
  | { kind: "cancel"; id: number };

/** What the worker sends. Builds, commands and what is opened answer with `progress` until `last`; the rest with one `result`. */
export type Response =
  | { kind: "result"; id: number; value: unknown }
  | { kind: "progress"; id: number; progress: Progress | CommandProgress; last: boolean }
  | { kind: "error"; id: number; code: string; message: string }
  /** A program of a container wants a file edited; without bytes there is none of that name yet. */
  | { kind: "edit"; id: number; path: string; program: string; bytes?: Uint8Array }
  /** The program is gone, and nobody waits for the editor any more. */
  | { kind: "editGone"; id: number }
  /** The engine trapped: its memory can't be trusted any more and the worker has to be replaced. */
  | { kind: "trap"; id: number; message: string };
