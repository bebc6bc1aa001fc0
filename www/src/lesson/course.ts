/** The lessons that come with the page, in their order. Each is loaded when it is opened. */
import type { Locale } from "../locale/index.js";
import { parseLesson, type Lesson, type LessonText } from "./format.js";

export const BASICS = ["pull", "run", "dockerfile", "build", "history", "sharing", "immutable", "cache", "reorder", "combine", "commit"] as const;
export const ADVANCED = ["multi-stage", "dockerignore", "mtime", "link-mount", "arg-env", "waste"] as const;
export const COURSE: readonly string[] = [...BASICS, ...ADVANCED];

const lessons = import.meta.glob<unknown>("../../lessons/*.json", { import: "default" });
const texts = import.meta.glob<LessonText>("../../lessons/{en,ko}/*.json", { import: "default" });

export async function loadLesson(id: string): Promise<Lesson> {
  const load = lessons[`../../lessons/${id}.json`];
  if (load === undefined) throw new Error(`no lesson \`${id}\``);
  return parseLesson(await load());
}

export async function loadText(id: string, locale: Locale): Promise<LessonText> {
  const load = texts[`../../lessons/${locale}/${id}.json`];
  if (load === undefined) throw new Error(`no text of the lesson \`${id}\` in \`${locale}\``);
  return load();
}
