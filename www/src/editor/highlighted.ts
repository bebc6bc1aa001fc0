/** Files that are no Dockerfiles, in the page's colours. */
import { HighlightStyle, StreamLanguage, syntaxHighlighting, type StreamParser } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword, tags.definitionKeyword], color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-string)" },
  { tag: [tags.comment], color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-number)" },
  { tag: [tags.special(tags.variableName), tags.definition(tags.propertyName), tags.labelName], color: "var(--code-variable)" },
  { tag: tags.invalid, color: "var(--failed)" },
]);

export function highlighted(mode: StreamParser<unknown>): Extension {
  return [StreamLanguage.define(mode), syntaxHighlighting(colours)];
}
