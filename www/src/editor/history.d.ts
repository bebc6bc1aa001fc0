/**
 * CodeMirror's undo, as a module of its own: its other commands need the machinery of languages, a fifth of the editor, which
 * is loaded later. The two copies have nothing in common, so that `history` and its keys are always taken from this one.
 */
declare module "@codemirror/commands?history" {
  export { history, historyKeymap, isolateHistory } from "@codemirror/commands";
}
