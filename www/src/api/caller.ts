/** Calls of the engine that a signal can end. */
import { LabError, type LabClient } from "../engine/lab.js";

/** What every call takes. */
export interface CallOptions {
  /** Gives the call up: it rejects with a `LabError` whose code is `aborted`. What it did by then stays done. */
  signal?: AbortSignal | undefined;
}

/** @internal */
export class Caller {
  constructor(readonly engine: LabClient) {}

  /** `texts` are the arguments that have to be texts: the module would read anything else as if it were one. */
  async call<Value>({ signal }: CallOptions = {}, ask: (engine: LabClient) => Promise<Value>, ...texts: unknown[]): Promise<Value> {
    const wrong = texts.findIndex((text) => typeof text !== "string");
    if (wrong >= 0) throw new LabError("bad-argument", `a text is needed, not ${String(texts[wrong])}`);
    if (signal?.aborted) throw aborted();
    return Caller.giveUp(ask(this.engine), signal);
  }

  /** The value of a promise, unless the signal comes first. */
  static async giveUp<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
    if (signal === undefined) return work;
    let stop = (): void => {};
    const gaveUp = new Promise<never>((_, reject) => {
      stop = () => reject(aborted());
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop);
    });
    try {
      return await Promise.race([work, gaveUp]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}

function aborted(): LabError {
  return new LabError("aborted", "the call was given up");
}
