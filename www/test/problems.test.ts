import { expect, test } from "vitest";
import type { Diagnostic } from "../src/engine/wire.js";
import { problemsOf } from "../src/model/problems.js";
import { INITIAL, reduce, type Event } from "../src/model/state.js";

const FAILED: Event[] = [
  { kind: "opened", file: { path: "Dockerfile", content: { kind: "text", text: "FROM base\nCOPY gone .\n" } } },
  { kind: "buildStarted", dockerfile: "Dockerfile" },
  { kind: "buildAdvanced", progress: { events: [{ kind: "failed", message: "not found", text: "", line: 2 }], state: "failed", output: [] } },
];
const found = (startLine: number): Diagnostic => ({ code: "Check", severity: "error", message: "", start: 0, end: 1, startLine, endLine: startLine });

function check(events: Event[], expected: string[]): void {
  const problems = problemsOf([...FAILED, ...events].reduce(reduce, INITIAL)).get("Dockerfile") ?? [];
  expect(problems.map(({ code, startLine, start, end }) => `${code} ${startLine} ${start}-${end}`)).toEqual(expected);
}

test("a failed build marks its line", () => check([], ["build 2 10-21"]));
test("an edit takes the mark away, since the line may have moved", () =>
  check([{ kind: "edited", path: "Dockerfile", text: "FROM base\n" }], []));
test("an edit of another file leaves it", () => check([{ kind: "edited", path: "app.js", text: "" }], ["build 2 10-21"]));
test("what a check found already isn't said twice", () =>
  check([{ kind: "checked", path: "Dockerfile", diagnostics: [found(2)] }], ["Check 2 0-1"]));
test("what a check found elsewhere stands beside it", () =>
  check([{ kind: "checked", path: "Dockerfile", diagnostics: [found(1)] }], ["build 2 10-21", "Check 1 0-1"]));
test("the next build starts without it", () => check([{ kind: "buildStarted", dockerfile: "Dockerfile" }], []));
