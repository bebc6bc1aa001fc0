/** xterm.js in the page's colours. */
import { FitAddon } from "@xterm/addon-fit";
import { Terminal, type ITheme } from "@xterm/xterm";
import css from "@xterm/xterm/css/xterm.css?inline";

export interface Opened {
  terminal: Terminal;
  fit: FitAddon;
}

export function openTerminal(box: HTMLElement, root: ShadowRoot): Opened {
  // Style sheets of the document don't reach into a shadow root.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const fit = new FitAddon();
  const terminal = new Terminal({
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
  terminal.loadAddon(fit);
  terminal.open(box);
  return { terminal, fit };
}

/** The page's own colours, so that both themes come from one place. */
export function colours(box: HTMLElement): ITheme {
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
export function withoutStyleElements(root: ShadowRoot): Document {
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
