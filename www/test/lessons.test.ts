/** Every lesson that ships: its solution meets all goals, its start none of them; and each has its words in both languages. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createLab } from "../src/engine/node.js";
import { Bench } from "../src/lesson/bench.js";
import { ADVANCED, BASICS, COURSE } from "../src/lesson/course.js";
import { parseLesson, textIn, type Lesson, type LessonText } from "../src/lesson/format.js";
import { begin, check, isDone, type Progress } from "../src/lesson/progress.js";
import { words as en } from "../src/lesson/words/en.js";
import { words as ko } from "../src/lesson/words/ko.js";
import { advanceBuild, beginBuild, NO_BUILD } from "../src/model/build.js";
import { encodeText } from "../src/model/text.js";

const FOLDER = new URL("../lessons/", import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, FOLDER), "utf8"));

/** A bench with the lesson's start done. */
async function begun(lesson: Lesson): Promise<Bench> {
  const lab = await createLab({ now: 1_700_000_000 });
  let last = NO_BUILD;
  const bench: Bench = new Bench({
    lab,
    async build(request, line) {
      last = beginBuild(last, request.dockerfile ?? "Dockerfile");
      for await (const progress of lab.build(request)) last = advanceBuild(last, progress);
      bench.built(last, line);
      return last;
    },
  });
  for (const [path, text] of Object.entries(lesson.start.files ?? {})) await lab.writeFile(path, encodeText(text));
  for (const line of lesson.start.run ?? []) expect(await bench.run(line), line).toBe(0);
  bench.ran = [];
  return bench;
}

/** What is missing, in words, so that a failing test says why. */
const missing = (lesson: Lesson, { steps }: Progress): string[] =>
  steps.flatMap((goals, step) =>
    goals.flatMap(({ met, why }, nth) => (met || why === undefined ? [] : [`${en.goal(lesson.steps[step]!.goals[nth]!)}: ${en.shortfall(why)}`])),
  );

describe.each(COURSE)("lesson %s", (id) => {
  const lesson = parseLesson(read(`${id}.json`));

  test("its solution meets every goal, its start none", async () => {
    const bench = await begun(lesson);
    let progress = await check(lesson, begin(lesson), bench);
    expect(progress.steps.flat().filter(({ met }) => met)).toEqual([]);
    for (const action of lesson.solution) {
      await bench.act(action);
      progress = await check(lesson, progress, bench);
    }
    expect(missing(lesson, progress)).toEqual([]);
    expect(isDone(progress)).toBe(true);
  });

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
  expect([BASICS.length >= 8, ADVANCED.length]).toEqual([true, 6]);
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
