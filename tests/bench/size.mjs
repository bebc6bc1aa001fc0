// What the package weighs on disk and over the wire.
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { table } from "./measure.mjs";

const FILES = ["layerlab_bg.wasm", "layerlab_rest.wasm", "layerlab.js", "catalog-index.bin", "catalog-images.bin", "catalog-packages.bin"];

export function size() {
  const rows = FILES.map((name) => {
    const bytes = readFileSync(new URL(`../../pkg/${name}`, import.meta.url));
    return [name, bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
  });
  table("Size in bytes", [["", "raw", "gzip -9", "brotli"], ...rows]);
}
