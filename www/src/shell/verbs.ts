/** Words of the terminal that are the page's and not the shell's. */
import { deedSentence } from "../locale/sentence.js";
import { locale, t } from "../locale/index.js";
import type { Intent } from "../model/intent.js";
import type { State } from "../model/state.js";

export interface VerbHost {
  state(): State;
  handle(intent: Intent): Promise<void> | void;
}

/** How many hints were given, by lesson and step. */
const given = new Map<string, number>();

/** Does what a line asks the page for, and tells what came of it; nothing if the line is the shell's. */
export async function verb(line: string, host: VerbHost): Promise<string | undefined> {
  switch (line) {
    case "undo":
      return `${await travel(host, -1)}\n`;
    case "redo":
      return `${await travel(host, 1)}\n`;
    case "reset":
      await host.handle({ kind: "reset" });
      return `${t.terminalSays.reset}\n`;
    case "share":
      await host.handle({ kind: "overlay", overlay: "share" });
      return `${t.terminalSays.share}\n`;
    case "hint":
      return `${await hint(host.state())}\n`;
    default:
      return undefined;
  }
}

async function travel(host: VerbHost, by: -1 | 1): Promise<string> {
  const { at, first } = host.state().timeline;
  const to = at + by;
  if (to < first) return t.terminalSays.nothingToUndo;
  if (to >= first + host.state().timeline.moments.length) return t.terminalSays.nothingToRedo;
  await host.handle({ kind: "travel", to });
  const { timeline } = host.state();
  const deed = timeline.moments[timeline.at - timeline.first];
  const said = by < 0 ? t.terminalSays.undone : t.terminalSays.redone;
  return said(deed === undefined ? "" : deedSentence(deed));
}

/** The next hint for the first step whose goals are not met. */
export async function hint({ lesson: view }: State): Promise<string> {
  if (view === undefined) return t.terminalSays.noLesson;
  const { lesson, progress } = view;
  const at = progress.steps.findIndex((goals) => goals.some(({ met }) => !met));
  const key = `${lesson.id} ${at}`;
  const name = lesson.steps[at]?.hints?.[given.get(key) ?? 0];
  if (name === undefined) return t.terminalSays.noHint;
  given.set(key, (given.get(key) ?? 0) + 1);
  const { loadText } = await import("../lesson/course.js");
  return (await loadText(lesson.id, locale)).texts[name] ?? t.terminalSays.noHint;
}
