/** Bytes as texts with a character per byte: what HTTP and QuickJS are handed. */

/** A zero byte is U+0100, whose low byte it is: the texts that QuickJS hands over end at a NUL. */
export function pack(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return text.replaceAll("\0", "\u0100");
}

export function unpack(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
