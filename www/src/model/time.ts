/** Simulated time: what a build took, and what the cache spared it. */
import type { Build, Step } from "./build.js";

export interface Times {
  /** Seconds that the steps which ran took. */
  took: number;
  /** Seconds that the cached ones took when they ran, as far as this visit has seen it. */
  saved: number;
}

export function timesOf(build: Build, earlier: readonly Build[]): Times {
  const took = sum(build.steps.filter(ran));
  const saved = build.steps
    .filter((step) => step.state === "cached")
    .reduce((total, step) => total + (lastRun(step, earlier)?.seconds ?? 0), 0);
  return { took, saved };
}

function ran(step: Step): boolean {
  return step.state !== "cached" && step.seconds !== undefined;
}

/** The same instruction with the same layer, when it was last executed. */
function lastRun(step: Step, earlier: readonly Build[]): Step | undefined {
  for (const build of [...earlier].reverse()) {
    const same = build.steps.find(
      (other) => ran(other) && other.row.text === step.row.text && other.layer?.diffId === step.layer?.diffId,
    );
    if (same !== undefined) return same;
  }
  return undefined;
}

/** How long an instruction took when it last ran. */
export function lastSeconds(text: string, builds: readonly Build[]): number | undefined {
  const found = builds.flatMap((build) => build.steps).findLast((step) => ran(step) && step.row.text === text);
  return found?.seconds;
}

function sum(steps: readonly Step[]): number {
  return steps.reduce((total, step) => total + (step.seconds ?? 0), 0);
}

/** Seconds as a person says them: `0.4 s`, `12 s`, `3 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
