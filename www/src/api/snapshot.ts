/** Everything that a lab holds in one piece of bytes. */
import { LabError, type LabClient } from "../engine/lab.js";

/** The first bytes of a snapshot: a name and the version of the form. */
const MAGIC = new TextEncoder().encode("layerlab snapshot 1\n");
const LENGTH = 4;

/** The state's index and its blobs, each behind its length as 32 bits, the lowest byte first. */
export async function takeSnapshot(engine: LabClient): Promise<Uint8Array> {
  const index = await engine.stateIndex();
  const blobs: Uint8Array[] = [];
  for (const digest of await engine.stateBlobs()) blobs.push(await engine.blob(digest));
  const pieces = [index, ...blobs];
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + LENGTH + piece.length, MAGIC.length));
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  let at = MAGIC.length;
  for (const piece of pieces) {
    view.setUint32(at, piece.length, true);
    bytes.set(piece, at + LENGTH);
    at += LENGTH + piece.length;
  }
  return bytes;
}

/** Put back what `takeSnapshot` gave; the engine checks every byte of it and changes nothing if something is wrong. */
export async function applySnapshot(engine: LabClient, bytes: Uint8Array): Promise<void> {
  const [index, ...blobs] = split(bytes);
  if (index === undefined) throw unreadable();
  await engine.importState(index);
  for (const blob of blobs) await engine.putBlob(blob);
  await engine.finishImport();
}

function split(bytes: Uint8Array): Uint8Array[] {
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) throw unreadable();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces: Uint8Array[] = [];
  for (let at = MAGIC.length; at < bytes.length; ) {
    const end = at + LENGTH <= bytes.length ? at + LENGTH + view.getUint32(at, true) : Infinity;
    if (end > bytes.length) throw unreadable();
    pieces.push(bytes.slice(at + LENGTH, end));
    at = end;
  }
  return pieces;
}

function unreadable(): LabError {
  return new LabError("bad-state", "these bytes are no snapshot of a lab");
}
