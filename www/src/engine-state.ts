/** The engine's images, containers and cache outside of it, so that they outlive a crash, a reload and a journey in time. */
import type { LabClient } from "./engine/lab.js";

export interface Captured {
  index: Uint8Array;
  /** Digests of the blobs that belong to the index. */
  digests: readonly string[];
}

export class EngineState {
  /** Every blob that was seen, by digest: an older index may need what the latest one doesn't. */
  private readonly blobs = new Map<string, Uint8Array>();

  blob(digest: string): Uint8Array | undefined {
    return this.blobs.get(digest);
  }

  async capture(lab: LabClient): Promise<Captured> {
    const [index, digests] = [await lab.stateIndex(), await lab.stateBlobs()];
    for (const digest of digests) if (!this.blobs.has(digest)) this.blobs.set(digest, await lab.blob(digest));
    return { index, digests };
  }

  /** Gives an engine back what it held. Changes nothing and answers false if a part of it is gone. */
  async restore(lab: LabClient, index: Uint8Array, stored?: (digest: string) => Promise<Uint8Array | undefined>): Promise<boolean> {
    for (const digest of await lab.importState(index)) {
      const bytes = this.blobs.get(digest) ?? (await stored?.(digest));
      if (bytes === undefined) return false;
      this.blobs.set(digest, bytes);
      await lab.putBlob(bytes);
    }
    await lab.finishImport();
    return true;
  }
}
