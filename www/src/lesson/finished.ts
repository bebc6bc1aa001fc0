/** Which lessons of the course a learner has been through, remembered by the browser. */
import { recall, remember } from "../preferences.js";

export function finishedLessons(): Set<string> {
  return new Set((recall("lessons") ?? "").split(" ").filter(Boolean));
}

export function finish(id: string): void {
  remember("lessons", [...finishedLessons().add(id)].join(" "));
}
