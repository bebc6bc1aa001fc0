/**
 * Turns what was done in the lab into a lesson: the deeds become its solution, what came of them its goals. It is played
 * through in an empty lab before it is handed out, and only what holds there is kept: no goal is met at the start, each is
 * met by its step.
 */
import type { LabClient } from "../engine/lab.js";
import type { Moment } from "../history.js";
import type { SavedEntry } from "../model/project.js";
import { decodeText } from "../model/text.js";
import { workOf, type Build, type Step } from "../model/build.js";
import type { Bench } from "./bench.js";
import { buildOf, wordsOf } from "./command.js";
import type { Action, Goal, Lesson, LessonStep, LessonText } from "./format.js";
import { plain } from "./goal.js";
import { beginQuietly } from "./replay.js";
import type { Words } from "./words/index.js";

export const RECORDED = "recorded";

type Texts = Record<string, string>;

/** What was found, and what was done since. */
interface Recording {
  start: Lesson["start"];
  solution: Action[];
}

/** The deeds between moments that follow each other: changes of files, then the command lines that are new. */
export function deedsOf(moments: readonly Moment[]): Recording {
  let before = moments[0];
  const start = { files: textsOf(before?.entries ?? []), ...(before !== undefined && before.commands.length > 0 && { run: [...before.commands] }) };
  const solution: Action[] = [];
  for (const moment of moments.slice(1)) {
    const [from, to] = [textsOf(before?.entries ?? []), textsOf(moment.entries)];
    for (const [path, text] of Object.entries(to)) if (from[path] !== text) write(solution, path, text);
    for (const path of Object.keys(from)) if (!Object.hasOwn(to, path)) solution.push({ kind: "remove", path });
    for (const line of moment.commands.slice(before?.commands.length ?? 0)) solution.push({ kind: "run", line });
    before = moment;
  }
  return { start, solution };
}

/** Edits of one file that follow each other are one. */
function write(solution: Action[], path: string, text: string): void {
  const last = solution.at(-1);
  if (last?.kind === "write" && last.path === path) last.text = text;
  else solution.push({ kind: "write", path, text });
}

/** Files that are text; others can't be in a lesson. */
function textsOf(entries: readonly SavedEntry[]): Texts {
  return Object.fromEntries(entries.flatMap(({ path, bytes }) => {
    const text = bytes && decodeText(bytes);
    return text === undefined ? [] : [[path, text]];
  }));
}

/** A lesson of the deeds, tried out in engines that nobody has used; `undefined` if they reach no goal. */
export async function lessonOf({ start, solution }: Recording, open: () => Promise<LabClient>, languages: Record<string, Words>): Promise<Lesson | undefined> {
  const [lab, idle] = [await open(), await open()];
  try {
    const reached = await play(await beginQuietly(lab, start), solution, start.files ?? {});
    const asked = new Set(await unmet(await beginQuietly(idle, start), reached.flatMap(({ goals }) => goals)));
    const parts = inSteps(reached.map(({ action, goals }) => ({ action, goals: goals.filter((goal) => asked.has(goal)) })));
    if (parts.length === 0) return undefined;
    const words = Object.fromEntries(Object.entries(languages).map(([language, words]) => [language, textOf(words, parts)]));
    const steps = parts.map(({ goals }, at): LessonStep => ({ text: `step${at + 1}`, hints: [], goals }));
    return { version: 1, id: RECORDED, start, steps, solution, words };
  } finally {
    lab.dispose();
    idle.dispose();
  }
}

/** An action and the goals that it reached. */
interface Reached {
  action: Action;
  goals: Goal[];
}

async function play(bench: Bench, solution: readonly Action[], found: Texts): Promise<Reached[]> {
  const known = new Set<string>();
  let files = found;
  const played: Reached[] = [];
  for (const action of solution) {
    const candidates = await unmet(bench, wished(action, files));
    await bench.act(action);
    files = after(files, action);
    const reached = [...candidates, ...outcomes(action, bench)];
    const missing = new Set(await unmet(bench, reached));
    // What an earlier action reached is no goal of this one.
    const goals = reached.filter((goal) => !missing.has(goal) && !known.has(JSON.stringify(goal)));
    for (const goal of goals) known.add(JSON.stringify(goal));
    played.push({ action, goals });
  }
  return played;
}

/** An action that reaches nothing belongs to the step of the next that does. */
function inSteps(played: readonly Reached[]): { actions: Action[]; goals: Goal[] }[] {
  const steps: { actions: Action[]; goals: Goal[] }[] = [];
  let actions: Action[] = [];
  for (const { action, goals } of played) {
    actions = [...actions, action];
    if (goals.length === 0) continue;
    steps.push({ actions, goals });
    actions = [];
  }
  return steps;
}

/** What an action may have been for, apart from what only its outcome tells. Each holds from then on. */
function wished(action: Action, files: Texts): Goal[] {
  if (action.kind === "write") return [written(action.path, action.text, files[action.path])];
  if (action.kind === "remove") return [];
  const tags = buildOf(action.line)?.tags ?? [];
  const words = wordsOf(action.line) ?? [];
  const named = words.findIndex((word) => word === "--name");
  const name = named < 0 ? words.find((word) => word.startsWith("--name="))?.slice("--name=".length) : words[named + 1];
  return [
    ...tags.map((image): Goal => ({ kind: "image", image })),
    ...(name === undefined ? [] : [{ kind: "container", name } satisfies Goal]),
  ];
}

/** The first line that is new in a file; without one, that the file is there. */
function written(path: string, text: string, before: string | undefined): Goal {
  const known = new Set((before ?? "").split("\n").map((line) => line.trim()));
  const line = text.split("\n").map((line) => line.trim()).find((line) => line !== "" && !known.has(line));
  return line === undefined ? { kind: "file", path } : { kind: "file", path, matches: literally(line) };
}

/** What a command has shown: how far the cache carried a build, why it failed, that it ended well. */
function outcomes(action: Action, { lastBuild, ran }: Bench): Goal[] {
  if (action.kind !== "run") return [];
  if (buildOf(action.line) !== undefined && lastBuild !== undefined) return outcome(lastBuild);
  return ran.at(-1)?.exitCode === 0 ? [{ kind: "ran", command: plain(action.line) }] : [];
}

function outcome(build: Build): Goal[] {
  if (build.status === "failed") return [{ kind: "failed", message: literally(build.failure?.message.split("\n")[0] ?? "") }];
  const work = workOf(build);
  const cached = work.filter((step) => step.state === "cached").length;
  const goal: Goal = { kind: "build", ...(cached > 0 && { cached }), ...breakOf(work.find((step) => step.state === "missed")) };
  return Object.keys(goal).length > 1 ? [goal] : [];
}

/** Where the cache broke, and because of which file; a first build breaks nothing. */
function breakOf(step: Step | undefined): { brokeAt?: string; changedFile?: string } {
  const reasons = step?.miss?.reasons.filter(({ kind }) => kind !== "firstBuild") ?? [];
  if (step === undefined || reasons.length === 0) return {};
  const file = reasons.find((reason) => reason.kind === "file");
  return { brokeAt: step.row.text, ...(file && { changedFile: file.path }) };
}

/** A regular expression that finds a text. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

async function unmet(bench: Bench, goals: readonly Goal[]): Promise<Goal[]> {
  const reasons = await bench.check(goals);
  return goals.filter((_, at) => reasons[at] !== undefined);
}

function after(files: Texts, action: Action): Texts {
  if (action.kind === "run") return files;
  const { [action.path]: _, ...rest } = files;
  return action.kind === "write" ? { ...rest, [action.path]: action.text } : rest;
}

/** A first draft of the words, for the author to write anew. */
function textOf(words: Words, steps: readonly { actions: readonly Action[] }[]): LessonText {
  const texts = steps.map(({ actions }, at) => [`step${at + 1}`, actions.map(words.todo).join("\n\n")]);
  return { title: words.recordedTitle, about: words.recordedAbout, texts: Object.fromEntries(texts) as Texts };
}
