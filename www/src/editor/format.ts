/** Putting a Dockerfile into its stable form. One undo takes it back. */
import { isolateHistory } from "@codemirror/commands?history";
import type { EditorView } from "@codemirror/view";
import type { Language } from "../model/language.js";
import { difference } from "./difference.js";

/** Nothing happens if the text was edited while the engine was at work. */
export async function format(view: EditorView, language: Language): Promise<void> {
  const { doc } = view.state;
  const before = doc.toString();
  const change = difference(before, await language.format(before));
  if (change === undefined || view.state.doc !== doc) return;
  view.dispatch({ changes: change, annotations: isolateHistory.of("full"), userEvent: "input.format", scrollIntoView: true });
}
