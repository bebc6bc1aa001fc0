/** The package in Node: the engine runs in this process. */
import { createLab as load } from "../engine/node.js";
import { labOver, type LabOptions } from "./create.js";
import type { Lab } from "./lab.js";

export * from "./types.js";

/**
 * A lab whose engine runs in this process; the module is compiled once. Rejects with a `LabError`: `bad-argument`,
 * `unknown-example`, `aborted`.
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
export function createLab(options: LabOptions = {}): Promise<Lab> {
  const { seed, now } = options;
  return labOver(load({ seed, now }), options);
}
