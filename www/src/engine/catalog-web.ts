/** The catalog's parts from beside the engine's module, for browsers. */
import type { CatalogPart } from "./catalog.js";
import { LabError } from "./lab.js";

export async function fetchPart(part: CatalogPart): Promise<Uint8Array> {
  // Spelled out one by one: bundlers look for just this.
  const address = {
    images: () => new URL("../../../pkg/catalog-images.bin", import.meta.url),
    packages: () => new URL("../../../pkg/catalog-packages.bin", import.meta.url),
  }[part]();
  const response = await fetch(address);
  if (!response.ok) throw new LabError("worker", `the engine's catalog could not be loaded: ${response.status} ${response.url}`);
  return new Uint8Array(await response.arrayBuffer());
}
