/** What changed between two texts. */
import type { ChangeSpec } from "@codemirror/state";

/** The one replacement that turns a text into another, so that undo and selection survive a change from outside. */
export function difference(before: string, after: string): ChangeSpec | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { from: start, to: before.length - tail, insert: after.slice(start, after.length - tail) };
}
