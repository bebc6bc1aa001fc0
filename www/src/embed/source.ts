/** Where an embedded lab gets its project from. */
import { LabError } from "../engine/lab.js";
import type { Lesson, LessonText } from "../lesson/format.js";

/** A project to show. */
export interface Source {
  /** The image's name. */
  name: string;
  files: Record<string, string>;
  /** The file to open. */
  open?: string;
  /** The lesson that the files are the start of. It has words in at least one language. */
  lesson?: Lesson;
}

const MAX_BYTES = 4_000_000;
/** What a lab without any project shows, so that there is something to build. */
const FALLBACK = "FROM alpine\nRUN echo hello > /hello.txt\nCMD [\"cat\", \"/hello.txt\"]\n";

/** A project of plain files. */
export function sourceOf(files: Record<string, string>, name = "app"): Source {
  return { name, files };
}

/** The project that an element's content is: the text of its `<pre>` or of itself, as a Dockerfile. */
export function sourceInside(element: Element): Source {
  const text = (element.querySelector("pre") ?? element).textContent ?? "";
  return sourceOf({ Dockerfile: text.trim() === "" ? FALLBACK : `${text.replace(/^\s*\n|\s+$/g, "")}\n` });
}

/** Fetches a project. Rejects with a `LabError`: `load` when it can't be had, `bad-project` when it is none. */
export async function fetchSource(address: string): Promise<Source> {
  const text = await fetchText(address);
  return text.trimStart().startsWith("{") ? readSource(text) : sourceOf({ Dockerfile: text });
}

/**
 * Fetches a lesson, and its words if it doesn't bring them. Rejects with a `LabError`: `load` when lesson or words can't be
 * had, `bad-lesson` when they are none.
 */
export async function fetchLesson(address: string): Promise<Source> {
  const { parseLesson, parseText } = await import("../lesson/format.js");
  const read = async <Value>(address: string, parse: (value: unknown) => Value): Promise<Value> => {
    const text = await fetchText(address);
    try {
      return parse(JSON.parse(text));
    } catch (error) {
      throw new LabError("bad-lesson", `${address}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const lesson = await read(address, parseLesson);
  // Words beside the lesson may be there in one language only.
  const beside = async (language: string): Promise<[string, LessonText]> => [language, await read(new URL(`${language}/${lesson.id}.json`, address).href, parseText)];
  const words = lesson.words ?? Object.fromEntries(await settled([beside("en"), beside("ko")]));
  return { name: "web-ping", files: lesson.start.files ?? {}, lesson: { ...lesson, words } };
}

/** The values of those that can be had; rejects as the first does when there is none. */
async function settled<Value>(all: Promise<Value>[]): Promise<Value[]> {
  const values = (await Promise.allSettled(all)).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  return values.length > 0 ? values : Promise.all(all);
}

async function fetchText(address: string): Promise<string> {
  const response = await fetch(address).catch((error: unknown) => Promise.reject(new LabError("load", `${address}: ${String(error)}`)));
  if (!response.ok) throw new LabError("load", `${address}: ${response.status} ${response.statusText}`);
  const text = await response.text();
  if (text.length > MAX_BYTES) throw new LabError("bad-project", `${address} is too large`);
  return text;
}

/** Reads a project's JSON. Throws a `LabError` with the code `bad-project`. */
export function readSource(text: string): Source {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new LabError("bad-project", "a project is JSON: { \"files\": { \"Dockerfile\": \"…\" } }");
  }
  const { files, name, open } = value as Record<string, unknown>;
  return {
    name: typeof name === "string" ? name : "app",
    files: readFiles(files),
    ...(typeof open === "string" && { open }),
  };
}

/** Files by path. Throws a `LabError` with the code `bad-project`. */
export function readFiles(value: unknown): Record<string, string> {
  const isFiles = typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string");
  if (!isFiles) throw new LabError("bad-project", "`files` is an object of texts by path");
  return value as Record<string, string>;
}

/** The file that is shown first. */
export function firstFile({ files, open }: Source): { path: string; text: string } {
  const paths = Object.keys(files);
  const path = paths.find((one) => one === open) ?? paths.find((one) => /(^|\/)Dockerfile/.test(one)) ?? paths[0] ?? "Dockerfile";
  return { path, text: files[path] ?? "" };
}
