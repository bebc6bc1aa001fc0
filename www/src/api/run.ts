/** Long work that tells what happens while it goes on, and what came of it at the end. */

/**
 * Work under way: an async iterator of what happens, and a promise of how it ended.
 *
 * It goes on whether or not anybody listens. Leaving the loop early cancels it; to stop listening only, await `result`.
 * What happens can be read once.
 */
export class Run<Item, Result> implements AsyncIterable<Item> {
  /**
   * How it ended. Rejects with a `LabError` when the engine is disposed of (`disposed`) or crashes (`crashed`); work that
   * fails or is cancelled is a result, not an error.
   */
  readonly result: Promise<Result>;
  private readonly queue: Item[] = [];
  private ended = false;
  private failure: { error: unknown } | undefined;
  private wake = (): void => {};
  private readonly controller = new AbortController();

  /**
   * `work` yields what happens and returns how it ended; it looks at the signal it is given, which also follows `signal`.
   * @internal
   */
  constructor(work: (signal: AbortSignal) => AsyncGenerator<Item, Result>, signal?: AbortSignal) {
    const follow = (): void => this.controller.abort();
    if (signal?.aborted) follow();
    signal?.addEventListener("abort", follow);
    this.result = this.pump(work(this.controller.signal)).finally(() => signal?.removeEventListener("abort", follow));
    // Whoever only iterates gets the error there; it must not also count as unhandled.
    this.result.catch(() => {});
  }

  /**
   * End it at the next possible moment. Does nothing when it has ended.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab({ files: { Dockerfile: "FROM alpine\nRUN while true; do :; done\n" } });
   * const build = lab.build();
   * build.cancel();
   * console.log((await build.result).state); // cancelled
   * lab.dispose();
   * ```
   */
  cancel(): void {
    this.controller.abort();
  }

  /** What happens from now on, and what has not been read yet. Throws what `result` rejects with. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void> {
    let finished = false;
    try {
      for (;;) {
        const item = this.queue.shift();
        if (item !== undefined) yield item;
        else if (this.ended) break;
        else await new Promise<void>((resolve) => (this.wake = resolve));
      }
      finished = true;
      if (this.failure !== undefined) throw this.failure.error;
    } finally {
      if (!finished) this.cancel();
    }
  }

  private async pump(work: AsyncGenerator<Item, Result>): Promise<Result> {
    try {
      for (;;) {
        const step = await work.next();
        if (step.done) return step.value;
        this.queue.push(step.value);
        this.wake();
      }
    } catch (error) {
      this.failure = { error };
      throw error;
    } finally {
      this.ended = true;
      this.wake();
    }
  }
}
