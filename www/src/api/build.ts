/** A build as events and a result. */
import type { LabClient } from "../engine/lab.js";
import { LabError } from "../engine/lab.js";
import type { BuildEvent, BuildRequest, Output } from "../engine/wire.js";
import { Run } from "./run.js";

/** What to build, and how to stop it. */
export interface BuildOptions extends BuildRequest {
  /** Cancels the build; its result is then `{ state: "cancelled" }`. */
  signal?: AbortSignal | undefined;
}

/**
 * What happens in a build: the engine's events, and with `kind: "output"` the pieces of the log that
 * `docker build --progress=plain` prints.
 */
export type BuildMessage = BuildEvent | ({ kind: "output" } & Output);

/** The image that a build made. Sizes are bytes, `id` and `manifest` digests. */
export type BuiltImage = Omit<Extract<BuildEvent, { kind: "image" }>, "kind">;

/**
 * How a build ended, by its `state`: `done` with its `image`; `failed` with a `message`, which `text` repeats with the lines of
 * the Dockerfile around its cause, and the `line` of that, from 1, where there is one; or `cancelled`.
 */
export type BuildResult =
  | { state: "done"; image: BuiltImage }
  | { state: "failed"; message: string; text: string; line?: number }
  | { state: "cancelled" };

/** A build under way. */
export type Build = Run<BuildMessage, BuildResult>;

/** @internal */
export function startBuild(engine: LabClient, { signal, ...request }: BuildOptions): Build {
  return new Run((stop) => run(engine, request, stop), signal);
}

async function* run(engine: LabClient, request: BuildRequest, signal: AbortSignal): AsyncGenerator<BuildMessage, BuildResult> {
  let result: BuildResult | undefined;
  for await (const { events, output, state } of engine.build(request, { signal })) {
    for (const event of events) {
      result = outcome(event) ?? result;
      yield event;
    }
    for (const piece of output) yield { kind: "output", ...piece };
    if (state === "cancelled") return { state };
  }
  if (result === undefined) throw new LabError("internal", "the build ended without saying how");
  return result;
}

function outcome(event: BuildEvent): BuildResult | undefined {
  switch (event.kind) {
    case "image": {
      const { kind: _, ...image } = event;
      return { state: "done", image };
    }
    case "failed": {
      const { kind: _, ...failure } = event;
      return { state: "failed", ...failure };
    }
    default:
      return undefined;
  }
}
