/** Gives lessons on the page: sets the lab up, looks at the goals after everything that happens, and tells how far the learner is. */
import { encodeText } from "../model/text.js";
import type { SavedEntry } from "../model/project.js";
import type { LessonView } from "../model/state.js";
import { recall, remember } from "../preferences.js";
import type { Bench } from "./bench.js";
import { loadLesson } from "./course.js";
import { begin, check, isDone } from "./progress.js";

/** What the lesson needs of the page. */
export interface Classroom {
  bench: Bench;
  /** Empties the lab and puts these files there; nothing: the example of a first visit. */
  clear(id: string, entries: readonly SavedEntry[]): Promise<void>;
  publish(view: LessonView | undefined): void;
}

export class Teacher {
  private view: LessonView | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly room: Classroom) {}

  async open(id: string): Promise<void> {
    const lesson = await loadLesson(id);
    this.view = undefined;
    await this.room.clear(id, entriesOf(lesson.start.files ?? {}));
    for (const line of lesson.start.run ?? []) await this.room.bench.run(line);
    this.room.bench.ran = [];
    this.view = { lesson, progress: begin(lesson) };
    await this.look();
  }

  close(): void {
    this.view = undefined;
    this.room.publish(undefined);
  }

  /** Looks at the goals again, after whatever happened. */
  look(): Promise<void> {
    this.looking = this.looking.then(async () => {
      const { view } = this;
      if (view === undefined) return;
      const progress = await check(view.lesson, view.progress, this.room.bench);
      // Another lesson may have been opened meanwhile.
      if (this.view !== view) return;
      this.view = { ...view, progress };
      if (isDone(progress)) finish(view.lesson.id);
      this.room.publish(this.view);
    });
    return this.looking;
  }
}

export function finishedLessons(): Set<string> {
  return new Set((recall("lessons") ?? "").split(" ").filter(Boolean));
}

function finish(id: string): void {
  remember("lessons", [...finishedLessons().add(id)].join(" "));
}

function entriesOf(files: Record<string, string>): SavedEntry[] {
  const mtime = Math.floor(Date.now() / 1000);
  return Object.entries(files).map(([path, text]) => ({ path, kind: "file", mode: 0o644, mtime, bytes: encodeText(text) }));
}
