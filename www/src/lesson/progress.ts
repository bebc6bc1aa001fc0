/** How far a learner has come in a lesson. A goal that was met once stays met: the way matters, not the end alone. */
import type { Lesson } from "./format.js";
import type { Bench } from "./bench.js";
import type { Shortfall } from "./goal.js";

export interface GoalState {
  met: boolean;
  why?: Shortfall;
}

export interface Progress {
  /** Per step, per goal. */
  steps: readonly (readonly GoalState[])[];
}

export const isDone = ({ steps }: Progress): boolean => steps.every((goals) => goals.every(({ met }) => met));

export function begin(lesson: Lesson): Progress {
  return { steps: lesson.steps.map((step) => step.goals.map(() => ({ met: false }))) };
}

/** Looks at every goal again. */
export async function check(lesson: Lesson, before: Progress, bench: Bench): Promise<Progress> {
  const reasons = await bench.check(lesson.steps.flatMap((step) => step.goals));
  let at = 0;
  const steps = lesson.steps.map((step, nth) =>
    step.goals.map((_, goal): GoalState => {
      const why = reasons[at++];
      if (why === undefined || before.steps[nth]?.[goal]?.met === true) return { met: true };
      return { met: false, why };
    }),
  );
  return { steps };
}
