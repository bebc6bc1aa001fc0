/** Folding stages, long instructions and blocks of comments, as the engine's parser finds them. */
import { codeFolding, foldGutter, foldKeymap, foldService } from "@codemirror/language";
import { StateEffect, StateField, type ChangeDesc, type Extension, type Text } from "@codemirror/state";
import { EditorView, keymap, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { Fold } from "../engine/wire.js";
import type { Language } from "../model/language.js";

/** Folds are asked for when typing pauses. */
const PAUSE_MS = 150;

/** What goes, from the end of the line that stays to the end of the last line. */
interface Hidden {
  from: number;
  to: number;
}

const replace = StateEffect.define<readonly Hidden[]>();

/** Folds follow the text through edits until the next ones come. */
const field = StateField.define<readonly Hidden[]>({
  create: () => [],
  update(folds, transaction) {
    const next = transaction.effects.find((effect) => effect.is(replace));
    if (next?.is(replace)) return next.value;
    return transaction.docChanged ? folds.map((fold) => moved(fold, transaction.changes)) : folds;
  },
});

const service = foldService.of((state, start, end) => {
  return state.field(field).find(({ from, to }) => from >= start && from <= end && to > end) ?? null;
});

export function folding(language: Language): Extension {
  const asking = ViewPlugin.define((view) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const { doc } = view.state;
      const folds = await language.folds(doc.toString());
      const before = view.state.doc === doc ? view.state.field(field, false) : undefined;
      const now = folds.map((fold) => hidden(fold, doc));
      if (before !== undefined && !areSame(before, now)) view.dispatch({ effects: replace.of(now) });
    };
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), PAUSE_MS);
    };
    soon();
    return {
      update: (update: ViewUpdate) => update.docChanged && soon(),
      destroy: () => clearTimeout(timer),
    };
  });
  return [field, service, asking, codeFolding(), foldGutter({ foldingChanged }), keymap.of(foldKeymap), style];
}

/** Whether the marks in the gutter have to be drawn anew. */
function foldingChanged(update: ViewUpdate): boolean {
  return update.startState.field(field) !== update.state.field(field);
}

function hidden({ start, end }: Fold, doc: Text): Hidden {
  const line = (number: number): number => doc.line(Math.min(number, doc.lines)).to;
  return { from: line(start), to: line(end) };
}

function areSame(before: readonly Hidden[], now: readonly Hidden[]): boolean {
  return before.length === now.length && before.every(({ from, to }, at) => from === now[at]?.from && to === now[at]?.to);
}

function moved({ from, to }: Hidden, changes: ChangeDesc): Hidden {
  return { from: changes.mapPos(from, 1), to: changes.mapPos(to, -1) };
}

const style = EditorView.theme({
  ".cm-foldGutter .cm-gutterElement": { color: "var(--ink-faint)", cursor: "pointer", padding: "0 2px" },
  ".cm-foldGutter .cm-gutterElement:hover": { color: "var(--ink)" },
  ".cm-foldPlaceholder": {
    background: "var(--sunken)",
    border: "1px solid var(--line-strong)",
    color: "var(--ink-soft)",
    padding: "0 var(--space-1)",
  },
});
