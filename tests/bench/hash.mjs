// SHA-256 across the boundary, beside npm hash-wasm's reused hasher, the fastest WebAssembly hash in use.
import { createHash } from "node:crypto";
import { createSHA256 } from "hash-wasm";
import { sha256 } from "../../pkg/layerlab.js";
import { loadLab } from "../../lib/src/engine/node.js";
import { median, milliseconds, ratio, table } from "./measure.mjs";

/** Each case: a name, and the lengths of the messages that lie one behind the other. */
const CASES = [
  ["one message of 32 MiB", [32 << 20]],
  ["10,000 messages of 1 KiB", Array(10_000).fill(1024)],
];

export async function hash() {
  loadLab().free();
  const peer = await createSHA256();
  const rows = [];
  for (const [name, lengths] of CASES) {
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const bytes = Uint8Array.from({ length: total }, (_, i) => i * 31);
    const sizes = Uint32Array.from(lengths);
    const each = (digest) => {
      let at = 0;
      return lengths.map((length) => digest(bytes.subarray(at, (at += length))));
    };
    const theirs = () => each((message) => peer.init().update(message).digest("hex"));
    const ours = () => sha256(bytes, sizes);
    if (Buffer.from(ours()).toString("hex") !== theirs().join("")) throw new Error(`different digests: ${name}`);
    const [wasm, hashWasm, native] = [
      await median(ours),
      await median(theirs),
      await median(() => each((message) => createHash("sha256").update(message).digest())),
    ];
    rows.push([name, milliseconds(wasm), milliseconds(hashWasm), ratio(wasm, hashWasm), ratio(wasm, native)]);
  }
  table("SHA-256", [["", "layerlab", "hash-wasm", "faster than it", "than node:crypto"], ...rows]);
}
