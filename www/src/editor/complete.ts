/** What could be typed at the cursor: instructions, flags and their values, stages, variables, paths of the context. */
import {
  autocompletion,
  completionKeymap,
  startCompletion,
  type Completion as Option,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import type { Completion } from "../engine/wire.js";
import { help } from "../locale/index.js";
import { about } from "../locale/help.js";
import type { Language } from "../model/language.js";

/** Kinds whose detail is a sentence or more, shown beside the list; that of the others fits into it. */
const EXPLAINED = new Set<Completion["kind"]>(["instruction", "flag"]);
/** The first argument of a copy, which can't be the destination. */
const SOURCE = /^\s*(copy|add)(\s+--\S+)*\s+\S+$/i;

export function complete(language: Language): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const { doc } = context.state;
    // What is asked for the text before a letter is of no use after it; without this, CodeMirror waits for that answer and
    // asks no more if it is "nothing".
    context.addEventListener("abort", () => {}, { onDocChange: true });
    const found = await language.complete(doc.toString(), context.pos);
    const line = doc.lineAt(context.pos);
    const before = doc.sliceString(line.from, context.pos);
    const wanted = context.explicit ? found : found.filter((one) => comesByItself(one, before, context.pos));
    const [first] = wanted;
    if (first === undefined || context.aborted) return null;
    // The engine has chosen and sorted them, and is asked again for every letter.
    return { from: first.start, options: wanted.filter((one) => one.start === first.start).map(option), filter: false };
  };
  return [
    autocompletion({ override: [source], icons: false, optionClass: ({ type }) => `kind-${type}` }),
    keymap.of(completionKeymap),
    style,
  ];
}

/**
 * Whether a completion is offered without being asked for. Enter takes what is offered, so nothing is where a line may
 * well be complete as it is.
 */
function comesByItself({ kind, text, start }: Completion, before: string, at: number): boolean {
  const typed = before.slice(before.length - (at - start));
  if (typed === text) return false;
  switch (kind) {
    case "path":
      return typed !== "" && SOURCE.test(before);
    case "stage":
      return /from=\S*$/i.test(before);
    case "value":
      return true;
    case "variable":
      return typed !== "" || /\$\{?$/.test(before);
    case "instruction":
    case "flag":
      return typed !== "";
  }
}

function option({ text, kind, detail }: Completion): Option {
  const apply = (view: EditorView, _: Option, from: number, to: number): void => {
    view.dispatch({
      changes: { from, to, insert: text },
      selection: { anchor: from + text.length },
      userEvent: "input.complete",
    });
    // What follows a flag's equals sign or a folder's slash can be offered at once.
    if (/[=/]$/.test(text)) startCompletion(view);
  };
  if (detail === "") return { label: text, type: kind, apply };
  return { label: text, type: kind, apply, ...(EXPLAINED.has(kind) ? { info: about(help, text.toUpperCase()) ?? about(help, text) ?? detail } : { detail }) };
}

const style = EditorView.theme({
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxWidth: "min(480px, 90vw)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--ink-soft)" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { fontFamily: "var(--sans)", padding: "var(--space-2) var(--space-3)", maxWidth: "320px" },
});
