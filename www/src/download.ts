/** Saving bytes as a file on the person's disk. */
import { familiar } from "./model/text.js";

export function offerDownload(name: string, bytes: Uint8Array, type: string): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** `diamol/web-ping:v2` → `diamol-web-ping-v2.tar`. */
export function archiveName(reference: string): string {
  return `${familiar(reference).replace(/[^\w.-]+/g, "-")}.tar`;
}
