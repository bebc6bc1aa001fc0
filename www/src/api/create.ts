/** What a lab is made with, wherever its engine runs. */
import type { LabClient } from "../engine/lab.js";
import type { LabOptions as EngineOptions } from "../engine/wire.js";
import { Caller } from "./caller.js";
import { Lab } from "./lab.js";

/** What a lab is made with. */
export interface LabOptions extends EngineOptions {
  /** Files to begin with, by path. Default: an empty project. */
  files?: Record<string, string | Uint8Array> | undefined;
  /** A ready-made project to begin with: `web-ping`. Files of `files` are written over it. */
  example?: string | undefined;
  /** Gives up the start: it rejects with the code `aborted`. */
  signal?: AbortSignal | undefined;
}

/** A lab over an engine, with its first files. The engine is let go of when that fails. @internal */
export async function labOver(open: Promise<LabClient>, { files = {}, example, signal }: LabOptions): Promise<Lab> {
  let lab: Lab | undefined;
  const work = open.then(async (engine) => {
    lab = new Lab(engine);
    if (example !== undefined) await lab.files.example(example);
    for (const [path, content] of Object.entries(files)) await lab.files.write(path, content);
    return lab;
  });
  try {
    return await Caller.giveUp(work, signal);
  } catch (error) {
    // A start that was given up may still be on its way.
    open.then((engine) => engine.dispose()).catch(() => {});
    throw error;
  }
}
