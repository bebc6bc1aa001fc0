/** The little Markdown that lessons are written in: paragraphs, `code` and **bold**. Everything else is text, markup included. */

export type Inline = { kind: "text" | "code" | "bold"; text: string };

export function paragraphs(source: string): Inline[][] {
  return source.split(/\n{2,}/).map(inlines);
}

function inlines(text: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(/`([^`]+)`|\*\*([^*]+)\*\*/g)) {
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    parts.push(match[1] !== undefined ? { kind: "code", text: match[1] } : { kind: "bold", text: match[2] ?? "" });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}
