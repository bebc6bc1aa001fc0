/** A lesson as data: the logic once, its text per language. `docs/lessons.md` tells it to authors, `lesson.schema.json` to their editors. */

export interface Lesson {
  version: 1;
  id: string;
  start: {
    /** Paths and texts; the example of a first visit where they are left out. */
    files?: Record<string, string>;
    /** Command lines that run before the learner sees anything. */
    run?: string[];
  };
  steps: LessonStep[];
  /** What leads from the start to every goal. */
  solution: Action[];
  /** Its words by language, where the file brings them itself. */
  words?: Record<string, LessonText>;
}

export interface LessonStep {
  /** Key of its text. */
  text: string;
  /** Keys of its hints, each telling a little more. */
  hints: string[];
  goals: Goal[];
}

export type Action =
  | { kind: "run"; line: string; /** Lines typed while it runs. */ input?: string[] }
  | { kind: "write"; path: string; text: string }
  | { kind: "remove"; path: string };

/** What can be asserted. A regular expression is searched for in the whole text, `^` and `$` at every line. */
export type Goal =
  /** A file of the project holds it; without `matches`, the file is there. */
  | { kind: "file"; path: string; matches?: string }
  /** A file is not in the build context. */
  | { kind: "ignored"; path: string }
  /** An image of that name is there, at most that many bytes large, with at most that many layers. */
  | { kind: "image"; image: string; maxSize?: number; maxLayers?: number }
  /** An image sets an environment variable, to that value if one is given. */
  | { kind: "env"; image: string; name: string; value?: string }
  /** A file in an image; `absent` if it must not be there. */
  | { kind: "imageFile"; image: string; path: string; matches?: string; absent?: boolean }
  /** Two images have at least that many layers in common. */
  | { kind: "shares"; images: [string, string]; layers: number }
  /** One image is smaller than the other. */
  | { kind: "smaller"; image: string; than: string }
  /** The last build that ended well: so many steps cached, the cache broken first at an instruction that begins so. */
  | { kind: "build"; cached?: number; rebuilt?: number; brokeAt?: string; cachedStep?: string; changedFile?: string }
  /** The last build failed. */
  | { kind: "failed"; message: string }
  /** A command that begins so ended well, and printed what matches. */
  | { kind: "ran"; command: string; prints?: string }
  /** A container of that name is there, in that state. */
  | { kind: "container"; name: string; state?: "running" | "exited"; absent?: boolean };

/** The words of a lesson in one language. */
export interface LessonText {
  title: string;
  about: string;
  /** By the keys of steps and hints, in Markdown: paragraphs, `code`, **bold**. */
  texts: Record<string, string>;
}

export class LessonError extends Error {}

/** Reads a lesson from outside; rejects what this version can't show, with the place. */
export function parseLesson(value: unknown): Lesson {
  const lesson = record(value, "lesson");
  if (lesson["version"] !== 1) throw new LessonError("`version` must be 1");
  if (typeof lesson["id"] !== "string" || !/^[a-z0-9-]+$/.test(lesson["id"])) throw new LessonError("`id` must be made of a-z, 0-9 and -");
  record(lesson["start"], "start");
  for (const [at, step] of list(lesson["steps"], "steps").entries()) {
    const { text, hints, goals } = record(step, `steps[${at}]`);
    if (typeof text !== "string") throw new LessonError(`\`steps[${at}].text\` must be a key of the texts`);
    list(hints, `steps[${at}].hints`);
    for (const [nth, goal] of list(goals, `steps[${at}].goals`).entries()) checkGoal(goal, `steps[${at}].goals[${nth}]`);
  }
  list(lesson["solution"], "solution");
  for (const [language, text] of Object.entries(record(lesson["words"] ?? {}, "words"))) parseText(text, `words.${language}`);
  return value as Lesson;
}

/** Reads a lesson's words in one language. */
export function parseText(value: unknown, place = "words"): LessonText {
  const { title, about, texts } = record(value, place);
  if (typeof title !== "string" || typeof about !== "string") throw new LessonError(`\`${place}\` needs \`title\` and \`about\``);
  for (const [key, text] of Object.entries(record(texts, `${place}.texts`))) {
    if (typeof text !== "string") throw new LessonError(`\`${place}.texts.${key}\` must be a text`);
  }
  return value as LessonText;
}

/** The words in a language, or else in another one that there is. */
export function textIn({ words = {} }: Lesson, language: string): LessonText | undefined {
  return words[language] ?? words["en"] ?? Object.values(words)[0];
}

/** What each goal can't do without. */
const GOALS: Record<Goal["kind"], readonly string[]> = {
  file: ["path"],
  ignored: ["path"],
  image: ["image"],
  env: ["image", "name"],
  imageFile: ["image", "path"],
  shares: ["images", "layers"],
  smaller: ["image", "than"],
  build: [],
  failed: ["message"],
  ran: ["command"],
  container: ["name"],
};

function checkGoal(value: unknown, place: string): void {
  const goal = record(value, place);
  const kind = goal["kind"];
  if (typeof kind !== "string" || !Object.hasOwn(GOALS, kind)) throw new LessonError(`\`${place}.kind\` is not a kind of goal`);
  for (const name of GOALS[kind as Goal["kind"]]) if (goal[name] === undefined) throw new LessonError(`\`${place}.${name}\` is missing`);
  for (const name of ["matches", "prints", "message"]) {
    if (goal[name] !== undefined) regex(String(goal[name]), `${place}.${name}`);
  }
}

function regex(source: string, place: string): void {
  try {
    new RegExp(source, "m");
  } catch {
    throw new LessonError(`\`${place}\` is no regular expression`);
  }
}

function record(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new LessonError(`\`${place}\` must be an object`);
  return value as Record<string, unknown>;
}

function list(value: unknown, place: string): unknown[] {
  if (!Array.isArray(value)) throw new LessonError(`\`${place}\` must be a list`);
  return value;
}
