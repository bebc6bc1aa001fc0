/** What the editor asks the engine about a Dockerfile's text. */
import type { LabClient } from "../engine/lab.js";

/** Nothing here waits for typing or for a build. A question that can't be answered now gets the answer for "nothing". */
export type Language = Pick<LabClient, "hover" | "complete" | "definition" | "folds" | "format">;

/** @param engine the engine as it is at the time of a question; it may not be there yet, or be a new one after a crash */
export function languageOf(engine: () => LabClient | undefined): Language {
  const ask = async <T>(nothing: T, question: (lab: LabClient) => Promise<T>): Promise<T> => {
    const lab = engine();
    try {
      return lab === undefined ? nothing : await question(lab);
    } catch {
      // A crash is told and mended by the session; an editor's question can be asked again.
      return nothing;
    }
  };
  return {
    hover: (text, offset) => ask(undefined, (lab) => lab.hover(text, offset)),
    complete: (text, offset) => ask([], (lab) => lab.complete(text, offset)),
    definition: (text, offset) => ask(undefined, (lab) => lab.definition(text, offset)),
    folds: (text) => ask([], (lab) => lab.folds(text)),
    format: (text) => ask(text, (lab) => lab.format(text)),
  };
}
