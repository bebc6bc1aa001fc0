/** Gives lessons: sets the lab up, looks at the goals after everything that happens, and tells how far the learner is. */
import { entriesOf, type SavedEntry } from "../model/project.js";
import type { LessonView } from "../model/state.js";
import type { Bench } from "./bench.js";
import type { Lesson } from "./format.js";
import { begin, check, isDone } from "./progress.js";

/** What the lesson needs of the lab around it. */
export interface Classroom {
  bench: Bench;
  /** Empties the lab and puts these files there; nothing: the example of a first visit. */
  clear(id: string, entries: readonly SavedEntry[]): Promise<void>;
  publish(view: LessonView | undefined): void;
  /** All goals of a lesson are met; told after every look from then on. */
  finished?(id: string): void;
}

export class Teacher {
  private view: LessonView | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly room: Classroom) {}

  async open(lesson: Lesson): Promise<void> {
    this.view = undefined;
    await this.room.clear(lesson.id, entriesOf(lesson.start.files ?? {}));
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
      if (isDone(progress)) this.room.finished?.(view.lesson.id);
      this.room.publish(this.view);
    });
    return this.looking;
  }
}
