import { expect, test } from "vitest";
import { appendLog, EMPTY_LOG, partsOf } from "../src/model/log.js";

const out = (...texts: string[]) => texts.map((text) => ({ stream: "stderr" as const, text }));

test("chunks are joined to lines, wherever they were cut", () => {
  const log = appendLog(appendLog(EMPTY_LOG, out("#1 [inter", "nal] load\n#1 DO")), out("NE 0.0s\nrest"));
  expect(log.lines.map((line) => line.text)).toEqual(["#1 [internal] load", "#1 DONE 0.0s"]);
  expect(log.rest).toBe("rest");
});

test("lines know what they are about", () => {
  const cases: [string, string][] = [
    ["#4 [1/3] FROM docker.io/diamol/node", "step"],
    ["#5 CACHED", "cached"],
    ["#6 DONE 0.1s", "done"],
    ["#7 ERROR: process did not complete", "error"],
    ["#8 CANCELED", "error"],
    ["#9 0.312 hello", "plain"],
    ["   3 | >>> COPY missing .", "mark"],
    ["   2 |     FROM base", "frame"],
    ["ERROR: failed to solve", "error"],
    ["", "plain"],
  ];
  for (const [text, tone] of cases) expect([text, appendLog(EMPTY_LOG, out(`${text}\n`)).lines[0]?.tone]).toEqual([text, tone]);
});

test("an endless log lets go of its beginning and says so", () => {
  const log = appendLog(EMPTY_LOG, out("x\n".repeat(5_007)));
  expect([log.lines.length, log.dropped]).toEqual([5_000, 7]);
});

test("places in a Dockerfile are found in the text", () => {
  expect(partsOf("see app/Dockerfile.dev:12 and go")).toEqual([
    { kind: "text", text: "see " },
    { kind: "place", text: "app/Dockerfile.dev:12", path: "app/Dockerfile.dev", line: 12 },
    { kind: "text", text: " and go" },
  ]);
  expect(partsOf("no place")).toEqual([{ kind: "text", text: "no place" }]);
  expect(partsOf("")).toEqual([{ kind: "text", text: "" }]);
});
