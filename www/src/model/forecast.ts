/** What the next build would take from the cache, told before it runs. */
import type { Forecast, ForecastRow, MissReason } from "../engine/wire.js";
import type { StepState } from "./build.js";

/** The mark of a line. */
export interface LineForecast {
  /** From 1. */
  line: number;
  state: Extract<StepState, "cached" | "missed" | "created" | "rebuilt" | "failed">;
  reasons: readonly MissReason[];
  /** What is wrong, for a step that would fail. */
  message?: string;
}

export interface Outlook {
  dockerfile: string;
  lines: readonly LineForecast[];
  failure?: string;
}

export function outlookOf(dockerfile: string, { rows, failure }: Forecast): Outlook {
  const lines = rows.flatMap((row) => lineOf(row) ?? []);
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
