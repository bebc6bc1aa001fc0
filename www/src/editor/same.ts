/** Whether marks that have followed the text through edits are those that are wanted now. */
import type { RangeSet, RangeValue } from "@codemirror/state";

/** CodeMirror's own `RangeSet.eq` takes some sets for equal that differ in where their first range lies. */
export function isSame<T extends RangeValue>(there: RangeSet<T>, wanted: RangeSet<T>): boolean {
  if (there.size !== wanted.size) return false;
  const [a, b] = [there.iter(), wanted.iter()];
  for (; a.value !== null && b.value !== null; a.next(), b.next()) {
    if (a.from !== b.from || a.to !== b.to || !(a.value === b.value || a.value.eq(b.value))) return false;
  }
  return a.value === b.value;
}
