/**
 * A project and its command log as the part of an address behind `#`, which browsers never send to a server.
 *
 * `#lab=` and then, in base64url: one byte with the version of the format, and the JSON of the work, deflated.
 */
import type { SavedEntry } from "./model/project.js";
import { decodeText, encodeText } from "./model/text.js";

export interface SharedWork {
  tag: string;
  entries: SavedEntry[];
  /** Command lines, to be run again where the link is opened. */
  commands: string[];
  /** The file to open. */
  open?: string;
}

/** A file as `[path, text]`, with what is unusual about it behind: mode, seconds, link target, base64url bytes. */
interface WireFile {
  p: string;
  m?: number;
  t?: number;
  /** Text. */
  x?: string;
  /** Bytes that are no text. */
  b?: string;
  /** Target of a symbolic link. */
  l?: string;
  /** It is a folder. */
  d?: 1;
}

interface Wire {
  n: string;
  f: WireFile[];
  c?: string[];
  o?: string;
}

const PREFIX = "#lab=";
const VERSION = 1;
/** A link that would unfold to more is refused before it has. */
const MAX_BYTES = 16_000_000;

/** Why a link can't be opened. */
export class LinkError extends Error {
  constructor(readonly kind: "newer" | "broken") {
    super(kind);
  }
}

export function hasWork(hash: string): boolean {
  return hash.startsWith(PREFIX);
}

export async function packWork({ tag, entries, commands, open }: SharedWork): Promise<string> {
  const wire: Wire = { n: tag, f: entries.map(toWire), ...(commands.length > 0 && { c: commands }), ...(open !== undefined && { o: open }) };
  const packed = await through(encodeText(JSON.stringify(wire)), new CompressionStream("deflate-raw"), Number.POSITIVE_INFINITY);
  const bytes = new Uint8Array(packed.length + 1);
  bytes[0] = VERSION;
  bytes.set(packed, 1);
  return PREFIX + toBase64(bytes);
}

/** Rejects with a `LinkError` for whatever is not a link of this format. */
export async function unpackWork(hash: string): Promise<SharedWork> {
  const bytes = fromBase64(hash.slice(PREFIX.length));
  if (bytes === undefined || bytes.length < 2) throw new LinkError("broken");
  if (bytes[0] !== VERSION) throw new LinkError("newer");
  try {
    const text = decodeText(await through(bytes.slice(1), new DecompressionStream("deflate-raw"), MAX_BYTES));
    return fromWire(JSON.parse(text ?? ""));
  } catch {
    throw new LinkError("broken");
  }
}

function toWire({ path, kind, mode, mtime, bytes, target }: SavedEntry): WireFile {
  if (kind === "symlink") return { p: path, l: target ?? "" };
  const usual = kind === "dir" ? 0o755 : 0o644;
  const head = { p: path, ...(mode !== usual && { m: mode }) };
  if (kind === "dir") return { ...head, d: 1 };
  const content = bytes ?? new Uint8Array();
  const text = decodeText(content);
  return { ...head, t: mtime, ...(text === undefined ? { b: toBase64(content) } : { x: text }) };
}

function fromWire(value: unknown): SharedWork {
  const { n, f, c, o } = value as Record<string, unknown>;
  if (typeof n !== "string" || !Array.isArray(f)) throw new LinkError("broken");
  const commands = Array.isArray(c) ? c.filter((line) => typeof line === "string") : [];
  return { tag: n, entries: f.map(fileFromWire), commands, ...(typeof o === "string" && { open: o }) };
}

function fileFromWire(value: unknown): SavedEntry {
  const { p, m, t, x, b, l, d } = value as Record<string, unknown>;
  if (typeof p !== "string" || p === "") throw new LinkError("broken");
  const mode = typeof m === "number" ? m & 0o7777 : d === 1 ? 0o755 : 0o644;
  const mtime = typeof t === "number" ? Math.trunc(t) : 0;
  if (typeof l === "string") return { path: p, kind: "symlink", mode: 0o777, mtime, target: l };
  if (d === 1) return { path: p, kind: "dir", mode, mtime };
  const bytes = typeof b === "string" ? fromBase64(b) : encodeText(typeof x === "string" ? x : "");
  if (bytes === undefined) throw new LinkError("broken");
  return { path: p, kind: "file", mode, mtime, bytes };
}

async function through(bytes: Uint8Array, stream: GenericTransformStream, limit: number): Promise<Uint8Array> {
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = source.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw new LinkError("broken");
    }
    chunks.push(value as Uint8Array<ArrayBuffer>);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
