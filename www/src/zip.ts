/** The project as a zip, with permission bits and links as Unix tools write them; loaded when somebody asks for it. */
import { zipSync, type Zippable } from "fflate";
import type { SavedEntry } from "./model/project.js";
import { encodeText } from "./model/text.js";

const UNIX = 3;
const KIND_BITS = { file: 0o100000, dir: 0o040000, symlink: 0o120000 } as const;
/** A zip can't hold times before this one. */
const FIRST_TIME_MS = Date.UTC(1980, 0, 2);

export function zipProject(entries: readonly SavedEntry[]): Uint8Array {
  const files: Zippable = {};
  for (const { path, kind, mode, mtime, bytes, target } of entries) {
    if (kind !== "file" && kind !== "dir" && kind !== "symlink") continue;
    const content = kind === "symlink" ? encodeText(target ?? "") : (bytes ?? new Uint8Array());
    const attrs = ((KIND_BITS[kind] | mode) << 16) >>> 0;
    files[kind === "dir" ? `${path}/` : path] = [content, { os: UNIX, attrs, mtime: Math.max(FIRST_TIME_MS, mtime * 1000) }];
  }
  return zipSync(files);
}
