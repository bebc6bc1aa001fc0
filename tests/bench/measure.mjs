// Timing and printing shared by the benchmarks. Figures are only comparable within one run on one machine.
import { performance } from "node:perf_hooks";

/** Median of what `run` took in milliseconds, over at least `rounds` rounds and `atLeast` milliseconds in total. */
export async function median(run, { rounds = 5, atLeast = 200 } = {}) {
  const times = [];
  for (let total = 0; times.length < rounds || total < atLeast; ) {
    const began = performance.now();
    await run();
    const took = performance.now() - began;
    times.push(took);
    total += took;
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)];
}

/**
 * What `run` takes at best in milliseconds, for what is run over and over and may take less than the clock can tell:
 * measured in batches of a few milliseconds, after a time in which the JavaScript engine has made its best of it. What
 * else the machine does meanwhile can only make it slower.
 */
export async function steady(run) {
  const batch = async (calls) => {
    const began = performance.now();
    for (let call = 0; call < calls; call++) await run();
    return performance.now() - began;
  };
  let calls = 1;
  for (let total = 0; total < 400; ) {
    const took = await batch(calls);
    total += took;
    if (took < 2) calls *= 2;
  }
  const times = [];
  for (let total = 0; times.length < 9 || total < 400; ) {
    times.push(await batch(calls));
    total += times.at(-1);
  }
  return Math.min(...times) / calls;
}

/** A heading and a table with aligned columns; the first row names them. */
export function table(title, rows) {
  const cells = rows.map((row) => row.map(String));
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  console.log(`\n${title}`);
  for (const row of cells) {
    const line = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])));
    console.log(`  ${line.join("  ")}`);
  }
}

export const milliseconds = (time) => `${time < 0.1 ? time.toFixed(4) : time < 10 ? time.toFixed(2) : time.toFixed(0)} ms`;
export const ratio = (ours, theirs) => `${(theirs / ours).toFixed(2)} ×`;
