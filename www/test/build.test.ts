import { expect, test } from "vitest";
import type { BuildEvent, InstructionRow, MissReason, StageRow, TaskState } from "../src/engine/wire.js";
import { advanceBuild, beginBuild, NO_BUILD, type Build } from "../src/model/build.js";
import { verdictOf } from "../src/model/verdict.js";

const INSTRUCTIONS: InstructionRow[] = [
  row(1, "ENV A=1"),
  row(2, "WORKDIR /app", 1),
  row(3, "COPY app.js .", 2),
  row(4, "RUN make", 3),
];

function row(id: number, text: string, vertex?: number): InstructionRow {
  const keyword = text.split(" ")[0] ?? "";
  const place = { startLine: id + 1, endLine: id + 1 };
  return { id, stage: 0, keyword, text, ...place, metadataOnly: vertex === undefined, ...(vertex !== undefined && { vertex }) };
}

function stage(index: number, text: string, needed: boolean, vertex?: number): StageRow {
  const place = { startLine: 1, endLine: 1, ...(vertex !== undefined && { vertex }) };
  return { index, name: "", text, needed, base: "base", modelled: false, ...place };
}

const PLAN: BuildEvent = {
  kind: "planned",
  stages: [stage(0, "FROM base", true, 0)],
  instructions: INSTRUCTIONS,
};
const cached = (vertex: number): BuildEvent => ({ kind: "vertexCached", vertex, name: "", remarks: [], surprises: [] });
const started = (vertex: number): BuildEvent => ({ kind: "vertexStarted", vertex, name: "" });
const done = (vertex: number): BuildEvent => ({ kind: "vertexDone", vertex, seconds: 0.1 });
const missed = (vertex: number, firstBreak: boolean, ...reasons: MissReason[]): BuildEvent => ({
  kind: "vertexMissed",
  vertex,
  firstBreak,
  summary: "",
  reasons,
});
const CHANGED: MissReason = { kind: "file", path: "app.js", change: "content" };
const PARENT: MissReason = { kind: "parent", vertex: 2, name: "COPY app.js ." };
const FIRST: MissReason = { kind: "firstBuild" };

const IMAGE: BuildEvent = { kind: "image", id: "sha256:a", manifest: "", tags: [], size: 0, layers: [] };
/** Something was built before, with the same metadata. */
const BEFORE = advanceBuild(beginBuild(NO_BUILD, "Dockerfile"), { events: [PLAN, IMAGE], state: "done", output: [] });

function run(events: BuildEvent[], state: TaskState, before = BEFORE): Build {
  return advanceBuild(beginBuild(before, "Dockerfile"), { events: [PLAN, ...events], state, output: [] });
}

function check(events: BuildEvent[], state: TaskState, states: string, verdict: string, before = BEFORE): void {
  const build = run(events, state, before);
  expect(build.steps.map((step) => step.state).join(" ")).toBe(states);
  expect(verdictOf(build).kind).toBe(verdict);
}

test("a plan gives every instruction its place before anything ran", () => {
  check([], "running", "waiting metadata waiting waiting waiting", "running");
});

test("a first build creates; nothing is called a break", () => {
  const work = [1, 2, 3].flatMap((vertex) => [started(vertex), missed(vertex, true, FIRST), done(vertex)]);
  check([started(0), done(0), ...work], "done", "base metadata created created created", "first", NO_BUILD);
});

test("a build with the same inputs is cached throughout", () => {
  check([started(0), done(0), cached(1), cached(2), cached(3)], "done", "base metadata cached cached cached", "cached");
});

test("the first break is told apart from what follows from it", () => {
  const events = [done(0), cached(1), missed(2, true, CHANGED), done(2), missed(3, false, PARENT), done(3)];
  check(events, "done", "base metadata cached missed rebuilt", "broken");
});

test("a new step is told apart from an old one whose inputs changed", () => {
  const verdict = verdictOf(run([cached(1), missed(2, true, FIRST), done(2), missed(3, false, PARENT), done(3)], "done"));
  expect(verdict).toMatchObject({ kind: "broken", fresh: true, cached: 1, rebuilt: 1 });
});

test("a source may be done before its result is taken from the cache", () => {
  check([started(0), done(0), started(1), done(1), cached(0), cached(1), cached(2), cached(3)], "done", "base metadata cached cached cached", "cached");
});

test("changed metadata is told, though nothing ran for it", () => {
  const plan = { ...PLAN, instructions: INSTRUCTIONS.map((row) => (row.id === 1 ? { ...row, text: "ENV A=2" } : row)) };
  const second = run([plan, cached(1), cached(2), cached(3), { ...IMAGE, id: "sha256:b" }], "done");
  expect(second.steps[1]?.state).toBe("configured");
  expect(verdictOf(second)).toEqual({ kind: "cached", steps: 3, reconfigured: true });
});

test("a failure stops what comes after it and keeps what came before", () => {
  const failure: BuildEvent = { kind: "vertexFailed", vertex: 2, message: "not found", line: 4 };
  check([done(0), cached(1), started(2), failure], "failed", "base metadata cached failed stopped", "failed");
});

test("a cancelled build says which steps were not reached", () => {
  check([done(0), cached(1), started(2)], "cancelled", "base metadata cached stopped stopped", "cancelled");
});

test("stages that the image doesn't need are marked as such", () => {
  const stages = [stage(0, "FROM base AS unused", false), stage(1, "FROM base", true)];
  const instructions = [row(0, "RUN a", 1), { ...row(1, "RUN b", 2), stage: 1 }];
  const events: BuildEvent[] = [{ kind: "planned", stages, instructions }, done(2)];
  const build = advanceBuild(beginBuild(NO_BUILD, "Dockerfile"), { events, state: "done", output: [] });
  expect(build.steps.map((step) => step.state)).toEqual(["unneeded", "unneeded", "base", "created"]);
});

test("layers find their instruction, from the step or from the image", () => {
  const layer: BuildEvent = { kind: "layer", vertex: 1, instructions: [2], diffId: "sha256:aa", size: 1536, changes: 1 };
  const own = { content: 1, createdBy: "", fromBase: false, modelled: false };
  const image: BuildEvent = {
    kind: "image",
    id: "sha256:i",
    manifest: "sha256:m",
    tags: ["a"],
    size: 5,
    layers: [{ diffId: "sha256:bb", size: 2, instruction: 3, ...own }],
  };
  const build = run([layer, image], "done");
  expect(build.steps.map((step) => step.layer?.diffId)).toEqual([undefined, undefined, "sha256:aa", "sha256:bb", undefined]);
});
