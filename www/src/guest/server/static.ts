/** Files that web servers give out. */
import { pack } from "../bytes.js";
import { clock, DAYS, MONTHS, pad } from "../process.js";
import type { Files, FileStat } from "../machine.js";

const TYPES: Record<string, string> = {
  html: "text/html", htm: "text/html", css: "text/css", txt: "text/plain", xml: "text/xml", js: "application/javascript", mjs: "application/javascript",
  json: "application/json", png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", svg: "image/svg+xml", webp: "image/webp",
  ico: "image/x-icon", pdf: "application/pdf", woff2: "font/woff2", wasm: "application/wasm",
};

export type Found = { kind: "file"; path: string; body: string; stat: FileStat } | { kind: "directory"; path: string } | { kind: "refused"; path: string; code: string };

/** What lies at a path. */
export function look(files: Files, path: string): Found {
  const stat = files.stat(path, true);
  if ("code" in stat) return { kind: "refused", path, code: stat.code };
  if (stat.kind === "directory") return { kind: "directory", path };
  const bytes = files.read(path);
  return bytes instanceof Uint8Array ? { kind: "file", path, body: pack(bytes), stat } : { kind: "refused", path, code: bytes.code };
}

/** The media type that goes with a name; undefined for names that say nothing. */
export function typeOf(path: string): string | undefined {
  return TYPES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()];
}

/** The path of a URL, decoded, without `..`; undefined if it is none. */
export function pathOf(target: string): string | undefined {
  try {
    const parts: string[] = [];
    for (const part of decodeURIComponent(target.replace(/[?#].*/s, "")).split("/")) {
      if (part === "..") parts.pop();
      else if (part !== "" && part !== ".") parts.push(part);
    }
    const path = `/${parts.join("/")}`;
    return /\/$/.test(target.replace(/[?#].*/s, "")) && path !== "/" ? `${path}/` : path;
  } catch {
    return undefined;
  }
}

/** `Tue, 04 Nov 2025 12:00:00 GMT`. */
export function httpTime(time: Date): string {
  return `${DAYS[time.getUTCDay()]}, ${pad(time.getUTCDate())} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()} ${clock(time)} GMT`;
}

/** Text with the characters that mean something in HTML written out. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
