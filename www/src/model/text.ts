/** Text, sizes and edits. */
import type { Edit } from "../engine/wire.js";
import type { Content } from "./state.js";

/** Bytes in the units that Docker prints: powers of 1000, as `docker image ls` does. */
export function formatSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit] ?? ""}`;
}

/** How much of a bar a size fills, 0 to 1, on a logarithmic scale up to `largest`: a layer of 1 kB stays visible beside one of 75 MB. */
export function sizeShare(bytes: number, largest: number): number {
  if (bytes <= 0 || largest <= 0) return 0;
  return Math.min(1, Math.log10(1 + bytes) / Math.log10(1 + largest));
}

/** An image's name as people write it: without the default registry, the digest and `latest`. */
export function familiar(reference: string): string {
  return reference
    .replace(/@sha256:.*$/, "")
    .replace(/^docker\.io\/(library\/)?/, "")
    .replace(/:latest$/, "");
}

/** BuildKit's error without what stands around every error: the words of the solver, and the command that is shown anyway. */
export function plainError(message: string): string {
  return message
    .replace(/^(failed to (build|solve|compute cache key|calculate checksum of ref \S+): )+/, "")
    .replace(/^process "[^]*" did not complete successfully: /, "");
}

/** The first twelve hex digits of a digest, as Docker shortens them. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}

/** The text with all edits made; their offsets count in the text before. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}

/** Lines around a change that are shown with it. */
const CONTEXT = 3;

/** What differs between two texts as one hunk of a unified diff; empty if nothing does. */
export function unifiedDiff(before: string, after: string): string {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let same = 0;
  while (same < a.length - start && same < b.length - start && a.at(-1 - same) === b.at(-1 - same)) same += 1;
  if (start === a.length && start === b.length) return "";
  const from = Math.max(0, start - CONTEXT);
  const [lead, tail] = [a.slice(from, start), a.slice(a.length - same, a.length - same + CONTEXT)];
  const [removed, added] = [a.slice(start, a.length - same), b.slice(start, b.length - same)];
  const count = (lines: readonly string[]): number => lead.length + lines.length + tail.length;
  return [
    `@@ -${from + 1},${count(removed)} +${from + 1},${count(added)} @@`,
    ...lead.map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    ...tail.map((line) => ` ${line}`),
  ].join("\n");
}

/** Bytes as text, or `undefined` if they aren't UTF-8 or hold a NUL byte, as binary files do. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A file's bytes as what can be shown of them. */
export function contentOf(bytes: Uint8Array): Content {
  const text = decodeText(bytes);
  return text === undefined ? { kind: "binary", size: bytes.length } : { kind: "text", text };
}

export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Whether a path names a Dockerfile by the usual conventions. */
export function isDockerfile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return name === "dockerfile" || name.startsWith("dockerfile.") || name.endsWith(".dockerfile");
}

export interface DiffLine {
  kind: "same" | "added" | "removed" | "hunk";
  text: string;
}

/** The lines of a unified diff, without the header that names the files. */
export function diffLines(diff: string): DiffLine[] {
  const lines = diff.replace(/\n$/, "").split("\n");
  const header = lines[0]?.startsWith("--- ") === true && lines[1]?.startsWith("+++ ") === true ? 2 : 0;
  return lines.slice(header).map((line) => {
    if (line.startsWith("@@")) return { kind: "hunk", text: line };
    if (line.startsWith("+")) return { kind: "added", text: line.slice(1) };
    if (line.startsWith("-")) return { kind: "removed", text: line.slice(1) };
    return { kind: "same", text: line.slice(1) };
  });
}
