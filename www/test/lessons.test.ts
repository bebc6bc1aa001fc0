/** Every lesson that ships: its solution meets all goals, its start none of them; and each has its words in both languages. */
import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 as Ajv } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { createLab } from "../src/engine/node.js";
import { ADVANCED, BASICS, COURSE } from "../src/lesson/course.js";
import { parseLesson, textIn, type Lesson, type LessonText } from "../src/lesson/format.js";
import { begin, check, isDone, type Progress } from "../src/lesson/progress.js";
import { deedsOf, lessonOf } from "../src/lesson/recorder.js";
import { beginQuietly } from "../src/lesson/replay.js";
import { words as en } from "../src/lesson/words/en.js";
import { words as ko } from "../src/lesson/words/ko.js";
import { History, type Moment } from "../src/history.js";
import { entriesOf } from "../src/model/project.js";

const FOLDER = new URL("../lessons/", import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, FOLDER), "utf8"));

/** What is missing, in words, so that a failing test says why. */
const missing = (lesson: Lesson, { steps }: Progress): string[] =>
  steps.flatMap((goals, step) =>
    goals.flatMap(({ met, why }, nth) => (met || why === undefined ? [] : [`${en.goal(lesson.steps[step]!.goals[nth]!)}: ${en.shortfall(why)}`])),
  );

/** Plays a lesson's solution: its start meets no goal, the end all of them. */
async function playThrough(lesson: Lesson): Promise<void> {
  const bench = await beginQuietly(await createLab({ now: 1_700_000_000 }), lesson.start);
  let progress = await check(lesson, begin(lesson), bench);
  expect(progress.steps.flat().filter(({ met }) => met)).toEqual([]);
  for (const action of lesson.solution) {
    await bench.act(action);
    progress = await check(lesson, progress, bench);
  }
  expect(missing(lesson, progress)).toEqual([]);
  expect(isDone(progress)).toBe(true);
}

const schema = new Ajv({ strictTypes: false, strictRequired: false, validateFormats: false }).compile(JSON.parse(readFileSync(new URL("../public/lesson.schema.json", FOLDER), "utf8")) as object);

/** What the published schema finds wrong. */
function faults(value: unknown): string[] {
  schema(value);
  return (schema.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe.each(COURSE)("lesson %s", (id) => {
  const lesson = parseLesson(read(`${id}.json`));

  test("its solution meets every goal, its start none", async () => {
    await playThrough(lesson);
  });

  test("it is as the published schema says", () => expect(faults(read(`${id}.json`))).toEqual([]));

  test.each(["en", "ko"])("it has all its words in %s", (language) => {
    const { title, about, texts } = read(`${language}/${id}.json`) as LessonText;
    const wanted = lesson.steps.flatMap((step) => [step.text, ...step.hints]);
    expect(Object.keys(texts)).toEqual(wanted);
    for (const text of [title, about, ...Object.values(texts)]) expect(text.trim()).not.toBe("");
    for (const goal of lesson.steps.flatMap((step) => step.goals)) expect((language === "ko" ? ko : en).goal(goal)).not.toBe("");
  });
});

test("the course is made of the lessons that are there", () => {
  const there = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  expect(there.sort()).toEqual(COURSE.map((id) => `${id}.json`).sort());
  expect([BASICS.length >= 10, ADVANCED.length]).toEqual([true, 6]);
});

test.each([
  ["ko", ["en", "ko"], "ko"],
  ["ko", ["en"], "en"],
  ["en", ["ko"], "ko"],
  ["en", [], undefined],
])("a lesson is shown in %s if its words are there in %j: in %s", (wanted, there, shown) => {
  const words = Object.fromEntries(there.map((language) => [language, { title: language, about: "", texts: {} }]));
  expect(textIn({ ...parseLesson(read("cache.json")), words }, wanted)?.title).toBe(shown);
});

test.each([
  [{ version: 2 }, "`version` must be 1"],
  [{ version: 1, id: "../x" }, "`id` must be made of a-z, 0-9 and -"],
  [{ version: 1, id: "x", start: {}, steps: [{ text: "a", hints: [], goals: [{ kind: "magic" }] }] }, "`steps[0].goals[0].kind` is not a kind of goal"],
  [{ version: 1, id: "x", start: {}, steps: [{ text: "a", hints: [], goals: [{ kind: "file" }] }] }, "`steps[0].goals[0].path` is missing"],
  [{ version: 1, id: "x", start: {}, steps: [{ text: "a", hints: [], goals: [{ kind: "file", path: "a", matches: "(" }] }] }, "`steps[0].goals[0].matches` is no regular expression"],
  [{ version: 1, id: "x", start: {}, steps: [], solution: [], words: { en: { title: "a" } } }, "`words.en` needs `title` and `about`"],
  [{ version: 1, id: "x", start: {}, steps: [], solution: [], words: { en: { title: "a", about: "b", texts: { k: 1 } } } }, "`words.en.texts.k` must be a text"],
])("a lesson that can't be shown is refused with the place: %j", (value, message) => {
  expect(() => parseLesson(value)).toThrow(message);
});

describe("what was done, as a lesson", () => {
  const FILES = { Dockerfile: "FROM alpine\nCOPY a.txt /\nRUN sha256sum /a.txt > /sum\n", "a.txt": "one\n" };
  const BUILD = "docker image build --tag app .";

  /** The history of a visit in which these moments followed each other; a number is an undo to that moment. */
  function visit(...deeds: (Partial<Moment> | number)[]): History {
    const history = new History();
    let last: Moment = { deed: { kind: "start" }, entries: entriesOf(FILES), tag: "app", builds: [], commands: [] };
    history.record(last, 0);
    for (const deed of deeds) {
      if (typeof deed === "number") last = history.travel(deed) ?? last;
      else history.record((last = { ...last, ...deed }), 0);
    }
    return history;
  }

  const edit = (text: string): Partial<Moment> => ({ deed: { kind: "edit", path: "a.txt" }, entries: entriesOf({ ...FILES, "a.txt": text }) });
  const ran = (...commands: string[]): Partial<Moment> => ({ deed: { kind: "command", line: commands.at(-1) ?? "" }, commands });
  const record = (history: History, from = 0) =>
    lessonOf(deedsOf(history.path(from)), () => createLab({ now: 1_700_000_000 }), { en, ko });

  test.each([
    ["a build, a change and a build", visit(ran(BUILD), edit("two\n"), ran(BUILD, BUILD)), 0, ["image", "file", "build"]],
    ["from a later moment, what led there is its start", visit(ran(BUILD), edit("two\n"), ran(BUILD, BUILD)), 1, ["file", "build"]],
    ["commands, of which one fails", visit(ran(BUILD, "docker image ls"), ran(BUILD, "docker image ls", "docker image rm nosuch")), 0, ["image", "ran"]],
    ["a build that fails", visit({ deed: { kind: "remove", path: "a.txt" }, entries: entriesOf({ Dockerfile: FILES.Dockerfile }) }, ran(BUILD)), 0, ["failed"]],
    ["what was undone is left out", visit(ran("docker image ls"), edit("wrong\n"), 1, edit("two\n")), 0, ["ran", "file"]],
  ])("%s", async (_, history, from, kinds) => {
    const lesson = await record(history, from);
    const read = parseLesson(JSON.parse(JSON.stringify(lesson)));
    expect(faults(read)).toEqual([]);
    expect(read.steps.flatMap(({ goals }) => goals.map(({ kind }) => kind))).toEqual(kinds);
    expect(Object.keys(textIn(read, "ko")?.texts ?? {})).toEqual(read.steps.map(({ text }) => text));
    await playThrough(read);
  });

  test("of nothing there is no lesson", async () => {
    expect(await record(visit())).toBeUndefined();
    expect(await record(visit(ran(BUILD)), 1)).toBeUndefined();
  });
});
