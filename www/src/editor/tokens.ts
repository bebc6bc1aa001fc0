/** Dockerfile highlighting by the engine's own parser, so that colours and builds never disagree about the text. */
import { StateEffect, StateField, type EditorState, type Extension, type Range } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";

/** Classes by the engine's number of a token's type; what reads as plain text has none. */
const CLASSES: readonly (string | undefined)[] = [
  "comment",
  "directive",
  "keyword",
  "flag",
  "flag-value",
  "variable",
  "image",
  "stage",
  "name",
  "string",
  undefined,
  "heredoc",
  undefined,
];

const MARKS = CLASSES.map((name) => (name === undefined ? undefined : Decoration.mark({ class: `tok-${name}`, inclusiveEnd: true })));

const replace = StateEffect.define<DecorationSet>();

/** Tokens follow the text through edits until the next ones come; what is typed at the end of one belongs to it until then. */
const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    const next = transaction.effects.find((effect) => effect.is(replace));
    return next?.is(replace) ? next.value : marks.map(transaction.changes);
  },
  provide: (marks) => EditorView.decorations.from(marks),
});

const style = EditorView.theme({
  ".tok-comment": { color: "var(--code-comment)", fontStyle: "italic" },
  ".tok-directive": { color: "var(--code-number)" },
  ".tok-keyword": { color: "var(--code-keyword)", fontWeight: "600" },
  ".tok-flag, .tok-name": { color: "var(--code-number)" },
  ".tok-flag-value, .tok-string": { color: "var(--code-string)" },
  ".tok-variable": { color: "var(--code-variable)" },
  ".tok-stage": { textDecoration: "underline dotted", textUnderlineOffset: "3px" },
  ".tok-image": { fontWeight: "600" },
  ".tok-heredoc": { color: "var(--code-string)" },
});

export const tokenHighlighting: Extension = [field, style];

/**
 * @param tokens start, length and type of each token, in UTF-16 units, in the order of the text
 * @returns nothing where those that followed the text are right, which is seen without making new ones
 */
export function showTokens(state: EditorState, tokens: Uint32Array): StateEffect<DecorationSet> | undefined {
  const before = state.field(field, false);
  if (before !== undefined && areShown(before, tokens)) return undefined;
  const ranges: Range<Decoration>[] = [];
  forEach(tokens, (mark, start, end) => ranges.push(mark.range(start, end)));
  return replace.of(Decoration.set(ranges));
}

/** Whether just these tokens are marked. */
function areShown(marks: DecorationSet, tokens: Uint32Array): boolean {
  const there = marks.iter();
  let same = true;
  forEach(tokens, (mark, start, end) => {
    same &&= there.value === mark && there.from === start && there.to === end;
    if (same) there.next();
  });
  return same && there.value === null;
}

function forEach(tokens: Uint32Array, act: (mark: Decoration, start: number, end: number) => void): void {
  for (let at = 0; at + 2 < tokens.length; at += 3) {
    const [start, length, type] = [tokens[at]!, tokens[at + 1]!, tokens[at + 2]!];
    const mark = MARKS[type];
    if (mark !== undefined && length > 0) act(mark, start, start + length);
  }
}
