/** What the next build would take from the cache, told before it runs. */
import type { Forecast, ForecastRow, MissReason } from "../engine/wire.js";
import type { Build, StepState } from "./build.js";
import { lastSeconds } from "./time.js";

/** The mark of a line. */
export interface LineForecast {
  /** From 1. */
  line: number;
  state: Extract<StepState, "cached" | "missed" | "created" | "rebuilt" | "failed">;
  reasons: readonly MissReason[];
  /** Simulated seconds that the same instruction took when it last ran in this visit. */
  seconds?: number;
  /** What is wrong, for a step that would fail. */
  message?: string;
}

export interface Outlook {
  dockerfile: string;
  lines: readonly LineForecast[];
  failure?: string;
}

/** @param builds what has run, the latest last: it tells what a step costs */
export function outlookOf(dockerfile: string, { rows, failure }: Forecast, builds: readonly Build[] = []): Outlook {
  const lines = rows.flatMap((row) => {
    const line = lineOf(row);
    const seconds = lastSeconds(row.instruction.text, builds);
    return line === undefined ? [] : [{ ...line, ...(seconds !== undefined && { seconds }) }];
  });
  return { dockerfile, lines, ...(failure !== undefined && { failure }) };
}

function lineOf({ instruction, buildkit: verdict }: ForecastRow): LineForecast | undefined {
  // A base image is loaded, not built; and metadata makes no step.
  if (verdict === undefined || instruction.keyword === "FROM") return undefined;
  const line = instruction.startLine;
  switch (verdict.kind) {
    case "hit":
      return { line, state: "cached", reasons: [] };
    case "miss":
      return { line, state: stateOf(verdict.firstBreak, verdict.reasons), reasons: verdict.reasons };
    case "depends":
      return { line, state: "rebuilt", reasons: [] };
    case "fails":
      return { line, state: "failed", reasons: [], message: verdict.message };
  }
}

function stateOf(firstBreak: boolean, reasons: readonly MissReason[]): LineForecast["state"] {
  if (reasons.some((reason) => reason.kind === "firstBuild")) return "created";
  return firstBreak ? "missed" : "rebuilt";
}
