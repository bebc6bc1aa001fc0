/** An editor over the terminal: vi with CodeMirror's keys for it, or plain. Loaded when a file is first edited there. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { getCM, Vim, vim, type CodeMirror } from "@replit/codemirror-vim";
import { theme } from "./theme.js";

export interface OverTerminal {
  /** Writes the text; why that was refused, if it was. */
  save(text: string): Promise<string | undefined>;
  close(): void;
  /** Tells what an editor without a line of its own has to say. */
  say(text: string): void;
}

export interface VimOptions {
  text: string;
  label: string;
  /** As opposed to an editor whose keys insert what they say. */
  modal: boolean;
}

/** What an editor says in vi's own words. */
const UNSAVED = "E37: No write since last change (add ! to override)";

const open = new WeakMap<EditorView, OverTerminalEditor>();

export class OverTerminalEditor {
  private readonly view: EditorView;
  private saved: string;

  constructor(
    parent: HTMLElement,
    root: ShadowRoot,
    { text, label, modal }: VimOptions,
    private readonly outside: OverTerminal,
  ) {
    // A file's last line break ends its last line; it begins no other one.
    this.saved = text.replace(/\n$/, "");
    const extensions = [
      ...(modal ? [vim({ status: true })] : []),
      history(),
      drawSelection(),
      lineNumbers(),
      theme,
      keymap.of([...defaultKeymap, ...historyKeymap]),
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
    ];
    this.view = new EditorView({ parent, root, state: EditorState.create({ doc: this.saved, extensions }) });
    open.set(this.view, this);
    this.view.focus();
  }

  get isChanged(): boolean {
    return this.text !== this.saved;
  }

  async save(): Promise<boolean> {
    const { text } = this;
    const refused = await this.outside.save(text === "" ? "" : `${text}\n`);
    if (refused === undefined) this.saved = text;
    this.say(refused ?? `${text === "" ? 0 : text.split("\n").length}L written`);
    return refused === undefined;
  }

  /** Closes it unless that would lose something. */
  quit(anyway: boolean): void {
    if (this.isChanged && !anyway) return this.say(UNSAVED);
    this.outside.close();
  }

  async saveAndQuit(): Promise<void> {
    if (await this.save()) this.outside.close();
  }

  destroy(): void {
    this.view.destroy();
  }

  private say(text: string): void {
    const note = document.createElement("span");
    note.setAttribute("role", "status");
    note.textContent = text;
    const modal = getCM(this.view);
    if (modal === null) return this.outside.say(text);
    modal.openNotification(note, { bottom: true, duration: 6000 });
    // The line that the command was typed in has the focus until it is taken away, after this.
    setTimeout(() => this.view.focus());
  }

  private get text(): string {
    return this.view.state.doc.toString();
  }
}

interface Params {
  argString?: string;
}

function command(name: string, short: string, act: (editor: OverTerminalEditor, anyway: boolean) => unknown): void {
  Vim.defineEx(name, short, (cm: CodeMirror, { argString = "" }: Params) => {
    const editor = open.get(cm.cm6);
    if (editor !== undefined) void act(editor, argString.trim().startsWith("!"));
  });
}

command("write", "w", (editor) => editor.save());
command("quit", "q", (editor, anyway) => editor.quit(anyway));
command("wq", "wq", (editor) => editor.saveAndQuit());
command("xit", "x", (editor) => (editor.isChanged ? editor.saveAndQuit() : editor.quit(true)));
Vim.map("ZZ", ":x<CR>", "normal");
Vim.map("ZQ", ":q!<CR>", "normal");
