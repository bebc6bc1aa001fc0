/** The build log as lines: BuildKit's own text, with what each line is about. */
import type { Output } from "../engine/wire.js";

export type LogTone = "plain" | "step" | "cached" | "done" | "error" | "warning" | "frame" | "mark";

export interface LogLine {
  text: string;
  tone: LogTone;
}

export interface Log {
  lines: readonly LogLine[];
  /** Text after the last line break; the next chunk continues it. */
  rest: string;
  /** Lines that were let go from the front, so that an endless build doesn't fill the memory. */
  dropped: number;
}

export const EMPTY_LOG: Log = { lines: [], rest: "", dropped: 0 };

const MAX_LINES = 5_000;

export function appendLog(log: Log, output: readonly Output[]): Log {
  if (output.length === 0) return log;
  const pieces = (log.rest + output.map((chunk) => chunk.text).join("")).split("\n");
  const rest = pieces.pop() ?? "";
  const lines = [...log.lines, ...pieces.map((text): LogLine => ({ text, tone: toneOf(text) }))];
  const over = Math.max(0, lines.length - MAX_LINES);
  return { lines: over === 0 ? lines : lines.slice(over), rest, dropped: log.dropped + over };
}

const TONES: readonly (readonly [RegExp, LogTone])[] = [
  [/^#\d+ CACHED$/, "cached"],
  [/^#\d+ DONE\b/, "done"],
  [/^#\d+ (ERROR|CANCELED)\b/, "error"],
  [/^ERROR:/, "error"],
  [/^\s*(\d+ )?WARN(ING)?\b/i, "warning"],
  [/^#\d+ \[/, "step"],
  [/^#\d+ exporting to/, "step"],
  [/^\s*\d+ \| >>> /, "mark"],
  [/^\s*\d+ \|\s/, "frame"],
];

function toneOf(text: string): LogTone {
  return TONES.find(([pattern]) => pattern.test(text))?.[1] ?? "plain";
}

export type LogPart = { kind: "text"; text: string } | { kind: "place"; text: string; path: string; line: number };

/** A line's text with every mention of a place in a Dockerfile (`Dockerfile:7`) set apart. */
export function partsOf(text: string): LogPart[] {
  const parts: LogPart[] = [];
  let from = 0;
  for (const match of text.matchAll(/([\w./-]*Dockerfile[\w.-]*):(\d+)/g)) {
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    parts.push({ kind: "place", text: match[0], path: match[1] ?? "", line: Number(match[2]) });
    from = match.index + match[0].length;
  }
  if (from < text.length || parts.length === 0) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}

/** The lines that hold some words, whatever their case; none for no words. */
export function matchesIn(log: Log, words: string): LogLine[] {
  const wanted = words.toLowerCase();
  return wanted === "" ? [] : log.lines.filter((line) => line.text.toLowerCase().includes(wanted));
}

/** All that is kept of a log, as it was printed. */
export function textOf(log: Log): string {
  return [...log.lines.map((line) => line.text), log.rest].join("\n");
}
