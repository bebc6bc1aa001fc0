/** The catalog's parts from the package's folder, for Node. */
import { readFileSync } from "node:fs";
import type { CatalogPart } from "./catalog.js";

export function readPart(part: CatalogPart): Uint8Array {
  return readFileSync(new URL(`../../../pkg/catalog-${part}.bin`, import.meta.url));
}
