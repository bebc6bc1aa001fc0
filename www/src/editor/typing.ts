/** Typing over a selection, done by the editor itself. */
import { EditorView } from "@codemirror/view";

/**
 * Left to the browser, text typed over a selection keeps the look of what it replaces by means of style attributes, and
 * the page's content security policy forbids those.
 */
export const typingOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const text = event.data;
    const { from, to, empty } = view.state.selection.main;
    if (event.inputType !== "insertText" || text === null || empty || view.composing) return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    const handled = view.state.facet(EditorView.inputHandler).some((handler) => handler(view, from, to, text, insert));
    if (!handled) view.dispatch(insert());
    return true;
  },
});
