/** What a layer adds, changes and removes, asked for when somebody opens it. */
import { LabError, type LabClient } from "./engine/lab.js";
import type { Store } from "./model/store.js";

/** Shows it, once: layers never change. */
export async function showLayerFiles(store: Store, lab: LabClient | undefined, diffId: string): Promise<void> {
  if (lab === undefined || store.state.layerFiles.has(diffId)) return;
  store.dispatch({ kind: "layerFiles", diffId, files: { kind: "loading" } });
  try {
    store.dispatch({ kind: "layerFiles", diffId, files: { kind: "loaded", files: await lab.layerFiles(diffId) } });
  } catch (error) {
    store.dispatch({ kind: "layerFiles", diffId, files: { kind: "failed", message: LabError.from(error).message } });
  }
}
