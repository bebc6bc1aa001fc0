/** A header block of a tar, read as what it says. */

/** Bytes of a block. */
export const BLOCK = 512;

/** Field, offset and length, as POSIX lays a ustar header out. */
export const FIELDS = [
  ["name", 0, 100],
  ["mode", 100, 8],
  ["uid", 108, 8],
  ["gid", 116, 8],
  ["size", 124, 12],
  ["mtime", 136, 12],
  ["chksum", 148, 8],
  ["typeflag", 156, 1],
  ["linkname", 157, 100],
  ["magic", 257, 8],
  ["uname", 265, 32],
  ["gname", 297, 32],
  ["devmajor", 329, 8],
  ["devminor", 337, 8],
  ["prefix", 345, 155],
] as const;

export interface Field {
  name: string;
  offset: number;
  /** As it stands there, without what fills it up. */
  text: string;
}

/** The fields that say something. */
export function fieldsOf(block: Uint8Array): Field[] {
  const text = (offset: number, length: number): string =>
    new TextDecoder().decode(block.subarray(offset, offset + length)).replace(/\0.*$/s, "").trim();
  return FIELDS.map(([name, offset, length]) => ({ name, offset, text: text(offset, length) })).filter((field) => field.text !== "");
}

/** Rows of sixteen bytes: offset, hexadecimal, and the characters that can be shown. */
export function hexRows(bytes: Uint8Array): { offset: string; hex: string; text: string }[] {
  const rows = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    rows.push({
      offset: at.toString(16).padStart(4, "0"),
      hex: row.map((byte) => byte.toString(16).padStart(2, "0")).join(" "),
      text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join(""),
    });
  }
  return rows;
}

/** What fills a tar's block up is left out: a run of empty rows says nothing. */
export function isEmpty(hex: string): boolean {
  return /^(00 ?)+$/.test(hex);
}
