/** The engine's texts where they stand in a line: `code` between backticks, **strong** between stars. */
export function inline(text: string): (Node | string)[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith("`")) return element("code", part.slice(1, -1));
    return part.startsWith("**") ? element("strong", part.slice(2, -2)) : part;
  });
}

export function element(name: string, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}
