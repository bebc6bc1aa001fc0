/** The package in a page: the engine runs in a worker of its own. */
import { createLab as connect } from "../engine/client.js";
import { labOver, type LabOptions } from "./create.js";
import { Lab } from "./lab.js";

export * from "./types.js";

/** What a lab in a page is made with. */
export interface BrowserOptions extends LabOptions {
  /**
   * Called with the lab after its engine trapped (a bug of ours) and an empty one took its place, before the next call
   * reaches it: `restore` a snapshot here. Calls that were under way have rejected with the code `crashed`.
   */
  onRestart?: ((lab: Lab) => Promise<void>) | undefined;
  /**
   * Starts the engine's worker, whose module is `layerlab/worker`. Default: the package starts it by itself, which works
   * where the package lies on the page's origin and, by a `blob:` worker, from a CDN.
   */
  worker?: (() => Worker) | undefined;
}

/**
 * A lab whose engine runs in a worker of its own; the module is compiled once per page. Rejects with a `LabError`:
 * `worker` when the worker or the module can't be loaded, `bad-argument`, `unknown-example`, `aborted`.
 *
 * @example
 * ```js
 * import { createLab } from "layerlab";
 *
 * const lab = await createLab({ files: { Dockerfile: "FROM alpine\nRUN echo hello > /hello\n" } });
 * console.log((await lab.build({ tags: ["hello"] }).result).state); // done
 * lab.dispose();
 * ```
 */
export function createLab(options: BrowserOptions = {}): Promise<Lab> {
  const { seed, now, onRestart, worker } = options;
  const open = connect({
    seed,
    now,
    ...(worker && { worker }),
    ...(onRestart && { onRestart: (client) => onRestart(new Lab(client)) }),
  });
  return labOver(open, options);
}
