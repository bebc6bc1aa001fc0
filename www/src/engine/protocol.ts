/** The messages between a page and the worker that runs the engine. */
import type { LabMethod } from "./lab.js";
import type { BuildRequest, LabOptions, Progress } from "./wire.js";

/** What the page sends. Calls are answered in order; `id` pairs an answer with its call. */
export type Request =
  | { kind: "create"; id: number; options: LabOptions }
  | { kind: "call"; id: number; method: LabMethod; args: unknown[] }
  | { kind: "build"; id: number; request: BuildRequest }
  | { kind: "cancel"; id: number };

/** What the worker sends. A build answers with `progress` until its state is final; the rest with one `result`. */
export type Response =
  | { kind: "result"; id: number; value: unknown }
  | { kind: "progress"; id: number; progress: Progress }
  | { kind: "error"; id: number; code: string; message: string }
  /** The engine trapped: its memory can't be trusted any more and the worker has to be replaced. */
  | { kind: "trap"; id: number; message: string };
