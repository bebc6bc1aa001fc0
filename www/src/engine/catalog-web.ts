/** The catalog's parts from beside the engine's module, for browsers. */
import type { CatalogFile } from "./catalog.js";
import { LabError } from "./lab.js";

export async function fetchPart(part: CatalogFile): Promise<Uint8Array> {
  // Spelled out one by one: bundlers look for just this.
  const address = {
    index: () => new URL("../../../pkg/catalog-index.bin", import.meta.url),
    images: () => new URL("../../../pkg/catalog-images.bin", import.meta.url),
    packages: () => new URL("../../../pkg/catalog-packages.bin", import.meta.url),
  }[part]();
  const response = await fetch(address);
  if (!response.ok || response.body === null) throw new LabError("worker", `the engine's catalog could not be loaded: ${response.status} ${response.url}`);
  const plain = response.body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}
