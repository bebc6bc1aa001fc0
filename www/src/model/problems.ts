/** All that is wrong with the project's Dockerfiles, as far as it is known. */
import type { Diagnostic } from "../engine/wire.js";
import type { State } from "./state.js";

export type Problems = ReadonlyMap<string, readonly Diagnostic[]>;

/** What the checks found, and what the last build failed of unless a check says it already or the file was edited since. */
export function problemsOf(state: State): Problems {
  const { dockerfile, failure } = state.build;
  const found = state.diagnostics.get(dockerfile) ?? [];
  if (failure?.line === undefined || state.stale) return state.diagnostics;
  const { line, message } = failure;
  if (found.some((one) => one.severity === "error" && one.startLine === line)) return state.diagnostics;
  const place = { ...lineRange(state, dockerfile, line), startLine: line, endLine: line };
  const problem: Diagnostic = { code: "build", severity: "error", message, ...place };
  return new Map(state.diagnostics).set(dockerfile, [problem, ...found]);
}

/** How many there are. Advice is none. */
export function countProblems(problems: Problems): number {
  return [...problems.values()].flat().filter(({ severity }) => severity !== "advice").length;
}

/** Where a line lies in a file's text; nowhere as long as the file isn't open. */
function lineRange(state: State, path: string, line: number): { start: number; end: number } {
  const content = state.open?.path === path ? state.open.content : undefined;
  if (content?.kind !== "text") return { start: 0, end: 0 };
  const lines = content.text.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  return { start, end: start + (lines[line - 1]?.length ?? 0) };
}
