/** The little Markdown that the engine's help is written in: paragraphs, fenced code, `code` and **strong**. */
export function markdown(text: string): HTMLElement {
  const help = document.createElement("div");
  help.className = "help";
  for (const block of text.split("\n\n")) {
    const fence = /^```\w*\n([^]*)\n```$/.exec(block);
    if (fence === null) help.append(paragraph(block));
    else help.append(element("pre", element("code", fence[1]!)));
  }
  return help;
}

function paragraph(text: string): HTMLElement {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith("`")) return element("code", part.slice(1, -1));
    return part.startsWith("**") ? element("strong", part.slice(2, -2)) : part;
  });
  return element("p", ...parts);
}

function element(name: string, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}
