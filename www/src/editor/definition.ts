/** From the use of a stage or a variable to where it is defined: F12, or a click with Ctrl or Cmd. */
import { EditorSelection, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import type { Language } from "../model/language.js";

export function definition(language: Language): Extension {
  let asked = 0;
  /** Nothing happens if the text was edited or something else was asked for while the engine was at work. */
  const go = async (view: EditorView, at: number): Promise<void> => {
    const { doc } = view.state;
    const question = ++asked;
    const found = await language.definition(doc.toString(), at);
    if (found === undefined || view.state.doc !== doc || question !== asked) return;
    view.dispatch({ selection: EditorSelection.range(found.start, found.end), scrollIntoView: true, userEvent: "select" });
  };
  return [
    keymap.of([
      {
        key: "F12",
        run(view) {
          void go(view, view.state.selection.main.head);
          return true;
        },
      },
    ]),
    EditorView.domEventHandlers({
      click(event, view) {
        if (!event.ctrlKey && !event.metaKey) return false;
        const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
        if (at !== null) void go(view, at);
        return at !== null;
      },
    }),
  ];
}
