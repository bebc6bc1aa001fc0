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

  async call<Value>({ signal }: CallOptions = {}, ask: (engine: LabClient) => Promise<Value>): Promise<Value> {
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
