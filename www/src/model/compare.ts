/** Two builds side by side: which instructions are the same, and where their layers part. */
import type { Build, Step } from "./build.js";

export interface Pair {
  left?: Step;
  right?: Step;
  /** Both sides are the same instruction. */
  sameText: boolean;
  /** Both made the same layer, or neither makes one. */
  sameLayer: boolean;
}

/** The steps of both builds in order, the same instructions on one line. */
export function pairsOf(left: Build, right: Build): Pair[] {
  const [a, b] = [left.steps, right.steps];
  const lengths = commonLengths(a, b);
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [one, two] = [a[i], b[j]];
    if (one !== undefined && two !== undefined && textOf(one) === textOf(two)) {
      pairs.push({ left: one, right: two, sameText: true, sameLayer: one.layer?.diffId === two.layer?.diffId });
      i += 1;
      j += 1;
    } else if (two === undefined || (one !== undefined && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      pairs.push({ left: one!, sameText: false, sameLayer: false });
      i += 1;
    } else {
      pairs.push({ right: two, sameText: false, sameLayer: false });
      j += 1;
    }
  }
  return pairs;
}

function textOf(step: Step): string {
  return `${step.row.stage} ${step.row.text}`;
}

/** `lengths[i][j]`: of the longest common run of instructions from `a[i]` and `b[j]` on. */
function commonLengths(a: readonly Step[], b: readonly Step[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i]!;
      row[j] = textOf(a[i]!) === textOf(b[j]!) ? 1 + (lengths[i + 1]?.[j + 1] ?? 0) : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
