/** The part of the editor that is loaded when somebody first comes to it; the editor takes keys and text meanwhile. */
import { Compartment, type Extension } from "@codemirror/state";
import { gutter, keymap, type EditorView } from "@codemirror/view";

type Writing = typeof import("./writing.js");

const NOTHING: Extension = [];
/** Keeps the place of the folds' gutter. */
const NO_FOLDS: Extension = gutter({ class: "cm-foldGutter" });
/** The keys of the part, which are answered as soon as it is there. */
const KEYS = ["Mod-f", "F3", "Shift-F3", "Mod-g", "Shift-Mod-g", "Mod-Shift-l", "Mod-Alt-g", "Mod-d", "Ctrl-Space"];

export class Later {
  private readonly place = new Compartment();
  private loading: Promise<Writing> | undefined;
  private loaded: Writing | undefined;

  /** @param extension makes the part's extension for the file that is shown */
  constructor(
    private readonly view: EditorView,
    private readonly extension: (writing: Writing) => Extension,
  ) {
    for (const event of ["focusin", "mouseover", "keydown"]) view.dom.addEventListener(event, () => void this.load());
  }

  /** Where the part will stand in the state of a file; only Dockerfiles have folds. */
  slot(hasFolds: boolean): Extension {
    return [this.place.of(hasFolds ? NO_FOLDS : NOTHING), keymap.of(KEYS.map((key) => ({ key, run: () => this.wait(key) })))];
  }

  /** Puts the part, once it is there, into the state that is shown; that of another file gets it on its return. */
  enter(): void {
    const there = this.place.get(this.view.state);
    if (this.loaded === undefined || (there !== NOTHING && there !== NO_FOLDS)) return;
    this.view.dispatch({ effects: this.place.reconfigure(this.extension(this.loaded)) });
  }

  private load(): Promise<Writing> {
    this.loading ??= import("./writing.js").then(
      (writing) => {
        this.loaded = writing;
        this.enter();
        return writing;
      },
      (error: unknown) => {
        // The next key or movement tries again.
        this.loading = undefined;
        throw error;
      },
    );
    return this.loading;
  }

  private wait(key: string): boolean {
    if (this.loaded !== undefined) return false;
    void this.load().then((writing) => writing.commandOf(key)?.(this.view));
    return true;
  }
}
