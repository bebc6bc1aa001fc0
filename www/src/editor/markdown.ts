import { element, inline } from "../element/inline.js";

/** The little Markdown that the engine's help is written in: paragraphs, fenced code, `code` and **strong**. */
export function markdown(text: string): HTMLElement {
  const help = document.createElement("div");
  help.className = "help";
  for (const block of text.split("\n\n")) {
    const fence = /^```\w*\n([^]*)\n```$/.exec(block);
    if (fence === null) help.append(element("p", ...inline(block)));
    else help.append(element("pre", element("code", fence[1]!)));
  }
  return help;
}
