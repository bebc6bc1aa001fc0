/** The catalog's parts from the package's folder, for Node. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { CatalogFile } from "./catalog.js";

export function readPart(part: CatalogFile): Uint8Array {
  return gunzipSync(readFileSync(new URL(`../../../pkg/catalog-${part}.bin`, import.meta.url)));
}
