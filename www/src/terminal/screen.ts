/** xterm.js in the page's colours, with a prompt; loaded when a terminal is first shown. */
import { FitAddon } from "@xterm/addon-fit";
import { Terminal, type ITheme } from "@xterm/xterm";
import css from "@xterm/xterm/css/xterm.css?inline";
import { complete, type Surroundings } from "./complete.js";
import { LineEditor } from "./line-editor.js";

const PROMPT = "\x1b[1;36m$\x1b[0m ";

export interface ScreenHost {
  run(line: string, print: (text: string) => void, signal: AbortSignal): Promise<void>;
  around(): Surroundings;
}

export class Screen {
  private readonly terminal: Terminal;
  private readonly fit = new FitAddon();
  private readonly editor = new LineEditor();
  private running: AbortController | undefined;

  constructor(
    private readonly box: HTMLElement,
    root: ShadowRoot,
    private readonly host: ScreenHost,
    greeting: string,
  ) {
    // Style sheets of the document don't reach into a shadow root.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    this.terminal = new Terminal({
      screenReaderMode: true,
      minimumContrastRatio: 4.5,
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      convertEol: true,
      fontSize: 13,
      fontFamily: getComputedStyle(box).fontFamily,
      theme: colours(box),
      scrollback: 5000,
      documentOverride: withoutStyleElements(root),
    });
    this.terminal.loadAddon(this.fit);
    this.terminal.open(box);
    this.terminal.onData((data) => this.typed(data));
    this.terminal.write(`${greeting}\r\n${PROMPT}`);
    new ResizeObserver(() => this.resize()).observe(box);
  }

  focus(): void {
    this.terminal.focus();
  }

  recolour(): void {
    this.terminal.options.theme = colours(this.box);
  }

  /** As if it had been typed: for the key bar, and for commands that are tapped. */
  typed(data: string): void {
    if (this.running !== undefined) {
      if (data === "\x03") this.running.abort();
      return;
    }
    // A paste comes in one piece; each line of it is a command.
    const pieces = data.length > 1 && !data.startsWith("\x1b") ? data.replace(/\r?\n/g, "\r").split(/(\r)/).filter(Boolean) : [data];
    for (const piece of pieces) this.key(piece);
  }

  private key(data: string): void {
    const outcome = this.editor.key(data);
    switch (outcome.kind) {
      case "edit":
        return this.draw();
      case "run":
        this.terminal.write("\r\n");
        return void this.run(outcome.text);
      case "interrupt":
        return this.terminal.write(`^C\r\n${PROMPT}`);
      case "clear":
        this.terminal.clear();
        return this.draw();
      case "complete":
        return this.complete();
      case "ignore":
        return;
    }
  }

  private async run(line: string): Promise<void> {
    if (line.trim() === "clear") this.terminal.clear();
    else if (line.trim() !== "") {
      this.running = new AbortController();
      let open = false;
      const print = (text: string): void => {
        this.terminal.write(text);
        if (text !== "") open = !text.endsWith("\n");
      };
      await this.host.run(line, print, this.running.signal);
      this.running = undefined;
      if (open) this.terminal.write("\r\n");
    }
    this.terminal.write(PROMPT);
  }

  private complete(): void {
    const { line } = this.editor;
    const { insert, choices } = complete(line.text.slice(0, line.at), this.host.around());
    if (insert !== "") this.editor.insert(insert);
    else if (choices.length > 1) this.terminal.write(`\r\n${choices.join("  ")}\r\n`);
    this.draw();
  }

  private draw(): void {
    const { line, search } = this.editor;
    const prompt = search === undefined ? PROMPT : `(reverse-i-search)'${search}': `;
    const back = line.text.length - line.at;
    this.terminal.write(`\r\x1b[K${prompt}${line.text}${back > 0 ? `\x1b[${back}D` : ""}`);
  }

  private resize(): void {
    if (this.box.clientWidth > 0 && this.box.clientHeight > 0) this.fit.fit();
  }
}

/** The page's own colours, so that both themes come from one place. */
function colours(box: HTMLElement): ITheme {
  const probe = document.createElement("span");
  box.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const theme: ITheme = {
    background: colour("--sunken"),
    foreground: colour("--ink"),
    cursor: colour("--accent"),
    cursorAccent: colour("--sunken"),
    selectionBackground: colour("--selection"),
    cyan: colour("--accent"),
    green: colour("--cached"),
    red: colour("--failed"),
    yellow: colour("--rebuilt"),
    blue: colour("--created"),
  };
  probe.remove();
  return theme;
}

/**
 * A document whose style elements are adopted style sheets: xterm.js writes its colours into style elements, which the
 * page's content security policy refuses.
 */
function withoutStyleElements(root: ShadowRoot): Document {
  const createElement = (tag: string): HTMLElement => (tag === "style" ? sheetElement(root) : document.createElement(tag));
  return new Proxy(document, {
    get(target, name) {
      if (name === "createElement") return createElement;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

function sheetElement(root: ShadowRoot): HTMLElement {
  const sheet = new CSSStyleSheet();
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const element = document.createElement("span");
  element.hidden = true;
  Object.defineProperty(element, "textContent", { set: (text: string) => sheet.replaceSync(text) });
  return element;
}
