/** The line that is being typed in a terminal: editing, history and its search. It knows no terminal: it tells what to show. */

export interface Line {
  text: string;
  /** Where the cursor stands in it. */
  at: number;
}

export type Outcome =
  | { kind: "edit" }
  | { kind: "run"; text: string }
  | { kind: "interrupt" }
  | { kind: "clear" }
  | { kind: "complete" }
  | { kind: "ignore" };

const EDIT: Outcome = { kind: "edit" };
const MAX_HISTORY = 500;

export class LineEditor {
  line: Line = { text: "", at: 0 };
  /** What is looked for in the history, while it is (Ctrl-R). */
  search: string | undefined;
  private history: string[];
  /** Where in the history the line comes from; at the end for a new one. */
  private place: number;
  private draft = "";

  constructor(history: readonly string[] = []) {
    this.history = [...history];
    this.place = history.length;
  }

  /** Lines that were entered, the latest last. */
  get lines(): readonly string[] {
    return this.history;
  }

  /** Takes in what a terminal sends for a key, or a whole paste up to its first line break. */
  key(data: string): Outcome {
    if (this.search !== undefined) return this.searching(data);
    const known = KEYS[data];
    if (known !== undefined) return known(this);
    // Other control sequences mean nothing here.
    if (data.startsWith("\x1b") || (data < " " && data !== "\t")) return { kind: "ignore" };
    return this.insert(data);
  }

  insert(data: string): Outcome {
    const { text, at } = this.line;
    this.line = { text: text.slice(0, at) + data + text.slice(at), at: at + data.length };
    return EDIT;
  }

  /** Puts a text in the place of what stands between a point and the cursor. */
  replace(from: number, text: string): void {
    this.remove(from, this.line.at);
    this.insert(text);
  }

  run(): Outcome {
    const { text } = this.line;
    if (text.trim() !== "" && this.history.at(-1) !== text) this.history = [...this.history, text].slice(-MAX_HISTORY);
    this.reset();
    return { kind: "run", text };
  }

  reset(): void {
    this.line = { text: "", at: 0 };
    this.search = undefined;
    this.place = this.history.length;
    this.draft = "";
  }

  remove(from: number, to: number): Outcome {
    const { text } = this.line;
    const start = Math.max(0, from);
    this.line = { text: text.slice(0, start) + text.slice(to), at: start };
    return EDIT;
  }

  move(at: number): Outcome {
    this.line = { ...this.line, at: Math.max(0, Math.min(this.line.text.length, at)) };
    return EDIT;
  }

  /** The start of the word that ends before the cursor. */
  wordStart(): number {
    return /\S*\s*$/.exec(this.line.text.slice(0, this.line.at))?.index ?? 0;
  }

  older(by: number): Outcome {
    const next = this.place - by;
    if (next < 0 || next > this.history.length) return EDIT;
    if (this.place === this.history.length) this.draft = this.line.text;
    this.place = next;
    const text = this.history[next] ?? this.draft;
    this.line = { text, at: text.length };
    return EDIT;
  }

  startSearch(): Outcome {
    this.search = "";
    return EDIT;
  }

  private searching(data: string): Outcome {
    const search = this.search ?? "";
    if (data === "\r") {
      this.search = undefined;
      return this.run();
    }
    if (data === "\x03" || data === "\x07") {
      this.reset();
      return EDIT;
    }
    if (data === "\x12") return this.find(search, this.place - 1);
    if (data === "\x7f") this.search = search.slice(0, -1);
    else if (data >= " " && !data.startsWith("\x1b")) this.search = search + data;
    else {
      // Any other key takes the line that was found, to be edited.
      this.search = undefined;
      return EDIT;
    }
    return this.find(this.search, this.history.length - 1);
  }

  private find(words: string, from: number): Outcome {
    for (let at = from; at >= 0; at -= 1) {
      const text = this.history[at] ?? "";
      if (!text.includes(words)) continue;
      this.place = at;
      this.line = { text, at: text.length };
      break;
    }
    return EDIT;
  }
}

const KEYS: Record<string, (editor: LineEditor) => Outcome> = {
  "\r": (editor) => editor.run(),
  "\t": () => ({ kind: "complete" }),
  "\x7f": (editor) => editor.remove(editor.line.at - 1, editor.line.at),
  "\x1b[3~": (editor) => (editor.line.at < editor.line.text.length ? editor.remove(editor.line.at, editor.line.at + 1) : EDIT),
  "\x1b[D": (editor) => editor.move(editor.line.at - 1),
  "\x1b[C": (editor) => editor.move(editor.line.at + 1),
  "\x1b[A": (editor) => editor.older(1),
  "\x1b[B": (editor) => editor.older(-1),
  "\x1b[H": (editor) => editor.move(0),
  "\x1b[F": (editor) => editor.move(editor.line.text.length),
  "\x01": (editor) => editor.move(0),
  "\x05": (editor) => editor.move(editor.line.text.length),
  "\x15": (editor) => editor.remove(0, editor.line.at),
  "\x17": (editor) => editor.remove(editor.wordStart(), editor.line.at),
  "\x10": (editor) => editor.older(1),
  "\x0e": (editor) => editor.older(-1),
  "\x12": (editor) => editor.startSearch(),
  "\x0c": () => ({ kind: "clear" }),
  "\x03": (editor) => {
    editor.reset();
    return { kind: "interrupt" };
  },
};
