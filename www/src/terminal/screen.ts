/** A terminal with a session of the shell behind it; loaded when one is first shown. */
import type { Terminal } from "@xterm/xterm";
import type { Reads } from "../engine/wire.js";
import { LabError } from "../engine/lab.js";
import { Talk, type Editing, type Front, type TalkHost } from "../shell/talk.js";
import { LineEditor } from "./line-editor.js";
import { LineView } from "./line-view.js";
import { colours, openTerminal } from "./xterm.js";

/** What the terminal says itself. */
export interface Words {
  greeting: string;
  ended: string;
}

/** Who reads the keys: the prompt, the process in the foreground, or for the moment nobody. */
type Reader = "prompt" | "process" | "nobody";

const CTRL_C = "\x03";
const CTRL_D = "\x04";
const CTRL_P = "\x10";
const CTRL_Q = "\x11";

export class Screen implements Front {
  private readonly terminal: Terminal;
  private readonly fit: () => void;
  private readonly talk: Talk;
  private readonly view = new LineView();
  private readonly prompts: LineEditor;
  /** Of the process that is attached; its lines are not the shell's history. */
  private process = new LineEditor();
  private reader: Reader = "nobody";
  /** Text since the last line break: the prompt that a line stands behind. */
  private partial = "";
  /** Keys that nobody has read yet. */
  private ahead: string[] = [];
  private escaping = false;
  private over = false;

  constructor(
    private readonly box: HTMLElement,
    root: ShadowRoot,
    host: TalkHost,
    private readonly words: Words,
    history: readonly string[],
    private readonly editor: (editing: Editing) => Promise<void>,
  ) {
    const { terminal, fit } = openTerminal(box, root);
    this.terminal = terminal;
    this.fit = () => fit.fit();
    this.prompts = new LineEditor(history);
    this.talk = new Talk(host, this);
    terminal.onData((data) => this.typed(data));
    terminal.onResize(({ cols, rows }) => this.talk.resize({ columns: cols, rows }));
    new ResizeObserver(() => this.resize()).observe(box);
    this.resize();
    terminal.write(`${words.greeting}\r\n`);
    void this.run();
  }

  /** Lines that were typed at the prompt, the latest last. */
  get history(): readonly string[] {
    return this.prompts.lines;
  }

  focus(): void {
    this.terminal.focus();
  }

  recolour(): void {
    this.terminal.options.theme = colours(this.box);
  }

  print(text: string): void {
    if (text === "") return;
    const line = this.current;
    // What comes while a line is being typed goes above it.
    const before = line === undefined ? "" : this.view.clear() + this.partial;
    this.partial = (this.partial + text).slice(-4096).split(/[\r\n]/).at(-1) ?? "";
    this.terminal.write(before + text);
    if (line !== undefined) this.draw();
  }

  prompt(): void {
    this.reader = "prompt";
    this.catchUp();
  }

  reads(by: Reads | undefined): void {
    if (by === undefined) {
      if (this.reader === "process") this.release();
      return;
    }
    if (this.reader === "process") return;
    this.reader = "process";
    this.process = new LineEditor();
    this.catchUp();
  }

  edit(editing: Editing): Promise<void> {
    return this.editor(editing).finally(() => this.focus());
  }

  /** As if it had been typed: for the key bar, and for commands that are tapped. */
  typed(data: string): void {
    // A paste comes in one piece; each line of it is entered on its own.
    const pieces = data.length > 1 && !data.startsWith("\x1b") ? data.replace(/\r?\n/g, "\r").split(/(\r)/).filter(Boolean) : [data];
    for (const piece of pieces) this.key(piece);
  }

  private key(data: string): void {
    if (this.over) return void (data === "\r" && this.run());
    if (this.reader === "nobody") {
      if (data === CTRL_C) this.interrupt();
      else this.ahead.push(data);
      return;
    }
    if (this.reader === "process" && this.isProcessKey(data)) return;
    const editor = this.current;
    if (editor === undefined) return;
    if (data === CTRL_D) return editor.line.text === "" ? this.endOfInput() : this.act(editor, "\x1b[3~");
    this.act(editor, data);
  }

  /** Ctrl-P Ctrl-Q lets go of a container; the first of them is held back until it is known what follows. */
  private isProcessKey(data: string): boolean {
    if (this.escaping) {
      this.escaping = false;
      if (data !== CTRL_Q) return false;
      this.talk.detach();
      return true;
    }
    this.escaping = data === CTRL_P;
    return this.escaping;
  }

  private act(editor: LineEditor, data: string): void {
    const outcome = editor.key(data);
    switch (outcome.kind) {
      case "edit":
        return this.draw();
      case "run":
        return this.enter(outcome.text);
      case "interrupt":
        return this.interrupt();
      case "clear":
        this.terminal.write("\x1b[2J\x1b[H");
        return this.draw();
      case "complete":
        return void (this.reader === "prompt" && this.complete());
      case "ignore":
        return;
    }
  }

  private enter(text: string): void {
    this.terminal.write(this.view.leave(this.partial, text, this.terminal.cols));
    this.partial = "";
    if (this.reader === "process") return this.talk.input(text);
    this.reader = "nobody";
    void this.talk.enter(text);
  }

  private interrupt(): void {
    this.terminal.write("^C\r\n");
    this.partial = "";
    this.view.clear();
    this.ahead = [];
    this.talk.interrupt(this.reader === "prompt");
    if (this.reader === "prompt") this.reader = "nobody";
  }

  private endOfInput(): void {
    if (this.reader === "prompt") this.reader = "nobody";
    this.talk.endOfInput();
  }

  /** What was typed for a process that is gone is there for whoever reads next. */
  private release(): void {
    this.reader = "nobody";
    this.ahead.unshift(...this.process.line.text);
    this.view.clear();
  }

  private catchUp(): void {
    while (this.ahead.length > 0 && this.reader !== "nobody") this.key(this.ahead.shift() ?? "");
  }

  private async run(): Promise<void> {
    this.over = false;
    this.partial = "";
    try {
      await this.talk.run({ columns: this.terminal.cols, rows: this.terminal.rows });
    } catch (error) {
      this.terminal.write(`\r\n${LabError.from(error).message}`);
    }
    this.reader = "nobody";
    this.over = true;
    this.terminal.write(`\r\n${this.words.ended}\r\n`);
  }

  private async complete(): Promise<void> {
    const { text, at } = this.prompts.line;
    const { from, texts } = await this.talk.complete(text, at);
    // Somebody who types on meanwhile wants no other text any more.
    if (this.prompts.line.text !== text || this.prompts.line.at !== at) return;
    const common = commonStart(texts);
    const typed = text.slice(from, at);
    if (texts.length === 1) this.prompts.replace(from, `${common}${common.endsWith("/") ? "" : " "}`);
    else if (common.length > typed.length) this.prompts.replace(from, common);
    else if (texts.length > 1) {
      this.terminal.write(`${this.view.leave(this.partial, text, this.terminal.cols)}${inColumns(texts, this.terminal.cols)}\r\n`);
    }
    this.draw();
  }

  /** The line that is being edited, if one is. */
  private get current(): LineEditor | undefined {
    if (this.reader === "nobody") return undefined;
    return this.reader === "prompt" ? this.prompts : this.process;
  }

  private draw(): void {
    const editor = this.current;
    if (editor === undefined) return;
    const { line, search } = editor;
    const prompt = search === undefined ? this.partial : `(reverse-i-search)'${search}': `;
    this.terminal.write(this.view.draw(prompt, line.text, line.at, this.terminal.cols));
  }

  private resize(): void {
    if (this.box.clientWidth > 0 && this.box.clientHeight > 0) this.fit();
  }
}

function commonStart(words: readonly string[]): string {
  const [first = "", ...others] = words;
  let length = first.length;
  for (const word of others) while (!word.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

function inColumns(words: readonly string[], columns: number): string {
  const width = 2 + Math.max(...words.map((word) => word.length));
  const perRow = Math.max(1, Math.floor(columns / width));
  const rows: string[] = [];
  for (let at = 0; at < words.length; at += perRow) rows.push(words.slice(at, at + perRow).map((word) => word.padEnd(width)).join("").trimEnd());
  return rows.join("\r\n");
}
