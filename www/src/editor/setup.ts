/** The CodeMirror editor, loaded after the page is there. One editor; each file keeps its own history and place. */
import { history, historyKeymap } from "@codemirror/commands?history";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorSelection, EditorState, type Extension, type TransactionSpec } from "@codemirror/state";
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { Diagnostic } from "../engine/wire.js";
import type { LineForecast } from "../model/forecast.js";
import type { Language } from "../model/language.js";
import { isDockerfile } from "../model/text.js";
import { definition } from "./definition.js";
import { difference } from "./difference.js";
import { forecastGutter, showForecast } from "./forecast.js";
import { format } from "./format.js";
import { languageFor } from "./language.js";
import { Later } from "./later.js";
import { areShown, shown } from "./problems.js";
import { theme } from "./theme.js";
import { showTokens, tokenHighlighting } from "./tokens.js";
import { typingOverSelection } from "./typing.js";

export interface EditorCallbacks {
  changed(path: string, text: string): void;
  build(): void;
}

/** What is known about the shown text; what is absent stays as it is. */
export interface Marks {
  /** Start, length and type of each token, in UTF-16 units. */
  tokens?: Uint32Array;
  diagnostics?: readonly Diagnostic[];
  /** What the next build would do with each instruction. */
  forecast?: readonly LineForecast[];
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
  private readonly later: Later;
  private path = "";

  constructor(
    parent: HTMLElement,
    root: ShadowRoot,
    /** The words of the editor itself: its name for a file, its marks before a build, and what CodeMirror calls its parts. */
    private readonly words: { label(path: string): string; forecast(line: LineForecast): string; phrases: Record<string, string> },
    private readonly questions: Language,
    private readonly callbacks: EditorCallbacks,
  ) {
    this.view = new EditorView({ parent, root });
    this.later = new Later(this.view, ({ writing }) => writing(isDockerfile(this.path) ? this.questions : undefined));
  }

  /** Shows a file; an already known one with the history and selection it had. */
  show(path: string, text: string): void {
    if (path !== this.path) {
      if (this.path !== "") this.states.set(this.path, this.view.state);
      this.path = path;
      this.view.setState(this.states.get(path) ?? this.fresh(path, text));
      this.later.enter();
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

  /** Shows what was found out about the text, in one go. */
  mark({ tokens, diagnostics, forecast }: Marks): void {
    // What the engine reads as a Dockerfile is coloured by its parser, whatever the name.
    if (tokens !== undefined && this.language.get(this.view.state) !== TOKENS) {
      this.view.dispatch({ effects: this.language.reconfigure(TOKENS) });
    }
    const { state } = this.view;
    // What has followed the text and still holds is left alone: every dispatch costs a layout and a frame.
    const specs: TransactionSpec[] = [
      tokens && showTokens(state, tokens),
      forecast && showForecast(state, forecast, this.words.forecast),
    ].flatMap((effects) => (effects === undefined ? [] : [{ effects }]));
    const problems = diagnostics?.map((one) => shown(one, state.doc.length));
    if (problems !== undefined && !areShown(state, problems)) specs.push(setDiagnostics(state, problems));
    if (specs.length > 0) this.view.dispatch(...specs);
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

  /** Puts the open Dockerfile into its stable form. */
  async format(): Promise<void> {
    await format(this.view, this.questions);
    this.view.focus();
  }

  private fresh(path: string, doc: string): EditorState {
    return EditorState.create({ doc, extensions: [this.base(path), this.language.of(isDockerfile(path) ? TOKENS : NO_LANGUAGE)] });
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
      isDockerfile(path) ? forecastGutter : [],
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      history(),
      // Caret and selection are the browser's own: drawing them anew costs a layout with every keystroke.
      lintGutter(),
      theme,
      EditorState.phrases.of(this.words.phrases),
      isDockerfile(path) ? this.services() : [],
      EditorView.lineWrapping,
      typingOverSelection,
      EditorView.contentAttributes.of({ "aria-label": this.words.label(path), tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && path === this.path) this.callbacks.changed(path, update.state.doc.toString());
      }),
      // Tab is left to the browser, so that the keyboard is never trapped in the editor.
      keymap.of([{ key: "Mod-Enter", run: build }]),
      this.later.slot(isDockerfile(path)),
      keymap.of([
        ...historyKeymap,
        ...lintKeymap,
      ]),
    ];
  }

  /** What the engine knows about Dockerfiles, for whoever writes one. */
  private services(): Extension {
    const run = (): boolean => {
      void this.format();
      return true;
    };
    const { questions } = this;
    return [
      definition(questions),
      keymap.of([{ key: "Shift-Alt-f", run }]),
    ];
  }
}
