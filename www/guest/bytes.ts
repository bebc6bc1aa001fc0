/** Bytes on their way in and out of QuickJS, as texts with a character per byte. */

/** A zero byte is U+0100, whose low byte it is: the texts that QuickJS hands over end at a NUL. */
export function pack(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1").replaceAll("\0", "\u0100");
}

export function unpack(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
