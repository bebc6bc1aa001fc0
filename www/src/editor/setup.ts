/** The CodeMirror editor, loaded after the page is there. One editor; each file keeps its own history and place. */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic as EditorDiagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorSelection, EditorState, type ChangeSpec, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { Diagnostic, Edit } from "../engine/wire.js";
import { isDockerfile } from "../model/text.js";
import { dockerfile, languageFor } from "./language.js";
import { colours, theme } from "./theme.js";
import { showTokens, tokenHighlighting } from "./tokens.js";
import { typingOverSelection } from "./typing.js";

export interface EditorCallbacks {
  changed(path: string, text: string): void;
  build(): void;
}

const NO_LANGUAGE: Extension = [];
const TOKENS: Extension = [
  tokenHighlighting,
  EditorState.languageData.of(() => [{ commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "[", "{", '"'] } }]),
];

export class Editor {
  private readonly view: EditorView;
  private readonly states = new Map<string, EditorState>();
  private readonly language = new Compartment();
  private path = "";

  constructor(
    parent: HTMLElement,
    root: ShadowRoot,
    private readonly label: (path: string) => string,
    private readonly callbacks: EditorCallbacks,
  ) {
    this.view = new EditorView({ parent, root });
  }

  /** Shows a file; an already known one with the history and selection it had. */
  show(path: string, text: string): void {
    if (path !== this.path) {
      if (this.path !== "") this.states.set(this.path, this.view.state);
      this.path = path;
      this.view.setState(this.states.get(path) ?? this.fresh(path, text));
      void this.addLanguage(path);
    }
    const change = difference(this.view.state.doc.toString(), text);
    if (change !== undefined) this.view.dispatch({ changes: change, annotations: [] });
  }

  /** Forgets files that are gone, so that one of the same name later starts anew. */
  keep(paths: ReadonlySet<string>): void {
    for (const path of this.states.keys()) if (!paths.has(path)) this.states.delete(path);
    if (!paths.has(this.path)) this.path = "";
  }

  setDiagnostics(diagnostics: readonly Diagnostic[]): void {
    const end = this.view.state.doc.length;
    const shown = diagnostics.map((one) => toEditor(one, end));
    this.view.dispatch(setDiagnostics(this.view.state, shown));
  }

  /** From the first tokens on, the engine's parser colours the file. */
  setTokens(triples: Uint32Array): void {
    if (this.language.get(this.view.state) !== TOKENS) this.view.dispatch({ effects: this.language.reconfigure(TOKENS) });
    showTokens(this.view, triples);
  }

  jump(line: number): void {
    const { doc } = this.view.state;
    const at = doc.line(Math.min(Math.max(1, line), doc.lines));
    this.view.dispatch({
      selection: EditorSelection.cursor(at.from),
      effects: EditorView.scrollIntoView(at.from, { y: "center" }),
    });
    this.view.focus();
  }

  private fresh(path: string, doc: string): EditorState {
    return EditorState.create({ doc, extensions: [this.base(path), this.language.of(isDockerfile(path) ? dockerfile : NO_LANGUAGE)] });
  }

  private async addLanguage(path: string): Promise<void> {
    if (this.language.get(this.view.state) !== NO_LANGUAGE) return;
    const language = await languageFor(path);
    // Another file may have been opened while this one's language was loading; it is tried again when this one returns.
    if (language === undefined || path !== this.path) return;
    this.view.dispatch({ effects: this.language.reconfigure(language) });
  }

  private base(path: string): Extension {
    const build = (): boolean => {
      this.callbacks.build();
      return true;
    };
    return [
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightSelectionMatches(),
      lintGutter(),
      syntaxHighlighting(colours),
      theme,
      EditorView.lineWrapping,
      typingOverSelection,
      EditorView.contentAttributes.of({ "aria-label": this.label(path), tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && path === this.path) this.callbacks.changed(path, update.state.doc.toString());
      }),
      // Tab is left to the browser, so that the keyboard is never trapped in the editor.
      keymap.of([
        { key: "Mod-Enter", run: build },
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...lintKeymap,
      ]),
    ];
  }
}

/** The one replacement that turns a text into another, so that undo and selection survive a change from outside. */
function difference(before: string, after: string): ChangeSpec | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { from: start, to: before.length - tail, insert: after.slice(start, after.length - tail) };
}

function toEditor(diagnostic: Diagnostic, end: number): EditorDiagnostic {
  const { severity, message, code, fix, start } = diagnostic;
  const from = Math.min(start, end);
  return {
    from,
    to: Math.max(from, Math.min(diagnostic.end, end)),
    severity: severity === "advice" ? "info" : severity,
    source: code,
    message,
    ...(fix && {
      actions: [{ name: fix.title, apply: (view, now) => view.dispatch({ changes: moved(fix.edits, now - start) }) }],
    }),
  };
}

/** Edits as changes, moved by as much as the text before them has grown since the check. */
function moved(edits: readonly Edit[], by: number): ChangeSpec[] {
  return edits.map((edit) => ({ from: edit.start + by, to: edit.end + by, insert: edit.text }));
}
