/** What only somebody at the editor needs, loaded by `later.ts`: completion, help, folds, brackets, search, the keys of editing. */
import { closeBrackets, closeBracketsKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import type { Extension } from "@codemirror/state";
import { keymap, type Command, type KeyBinding } from "@codemirror/view";
import type { Language } from "../model/language.js";
import { complete } from "./complete.js";
import { folding } from "./folding.js";
import { hover } from "./hover.js";

const KEYS: readonly KeyBinding[] = [...searchKeymap, { key: "Ctrl-Space", run: startCompletion }];

/** @param questions what the engine is asked about a Dockerfile; other files have none */
export function writing(questions: Language | undefined): Extension {
  return [
    questions === undefined ? [] : [hover(questions), complete(questions), folding(questions)],
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches(),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap]),
  ];
}

/** What a key does that was pressed while all this was on its way. */
export function commandOf(name: string): Command | undefined {
  return KEYS.find(({ key }) => key === name)?.run ?? KEYS.find(({ key }) => `Shift-${key}` === name)?.shift;
}
