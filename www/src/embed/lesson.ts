/** The lesson of an embedded lab, loaded with the first one. */
import "../element/lesson.js";
import type { LabClient } from "../engine/lab.js";
import type { BuildRequest } from "../engine/wire.js";
import { Bench } from "../lesson/bench.js";
import type { Lesson } from "../lesson/format.js";
import { isDone } from "../lesson/progress.js";
import { Teacher } from "../lesson/teacher.js";
import { wordsIn } from "../lesson/words/index.js";
import { locale } from "../locale/index.js";
import type { Build } from "../model/build.js";
import type { SavedEntry } from "../model/project.js";
import type { LessonView } from "../model/state.js";
import type { Tell } from "./session.js";

/** What the lesson needs of the lab. */
export interface Room {
  lab: LabClient;
  build(request: BuildRequest, line: string): Promise<Build>;
  /** Empties the lab and puts these files there. */
  clear(entries: readonly SavedEntry[]): Promise<void>;
  show(view: LessonView | undefined): void;
  tell: Tell;
}

export class EmbedLesson {
  readonly bench: Bench;
  private readonly teacher: Teacher;
  private before: LessonView | undefined;

  constructor(private readonly room: Room) {
    const { lab } = room;
    this.bench = new Bench({ lab, build: (request, line) => room.build(request, line) });
    this.teacher = new Teacher({
      bench: this.bench,
      clear: (_id, entries) => room.clear(entries),
      publish: (view) => void this.publish(view),
    });
  }

  open(lesson: Lesson): Promise<void> {
    this.before = undefined;
    return this.teacher.open(lesson);
  }

  look(): Promise<void> {
    return this.teacher.look();
  }

  private async publish(view: LessonView | undefined): Promise<void> {
    const { before, room } = this;
    this.before = view;
    room.show(view);
    if (view === undefined) return;
    const { lesson, progress } = view;
    const words = await wordsIn(locale);
    for (const [step, goals] of progress.steps.entries()) {
      for (const [nth, { met }] of goals.entries()) {
        const goal = lesson.steps[step]?.goals[nth];
        if (!met || goal === undefined || before?.progress.steps[step]?.[nth]?.met === true) continue;
        room.tell("goal", { lesson: lesson.id, id: `${step + 1}.${nth + 1}`, text: words.goal(goal) });
      }
    }
    if (isDone(progress) && !(before !== undefined && isDone(before.progress))) room.tell("lesson-complete", { lesson: lesson.id });
  }
}
