/** The editor in the page's colours: the tokens decide, so both themes come from one rule set. */
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "transparent", fontSize: "var(--text-1)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.65", overflow: "auto" },
  ".cm-content": { padding: "var(--space-2) 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 var(--space-4) 0 var(--space-2)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "36px", padding: "0 var(--space-1) 0 0" },
  ".cm-gutter-lint": { width: "16px" },
  ".cm-forecast": { width: "22px" },
  ".forecast": { display: "grid", placeItems: "center", height: "1.65em", color: "var(--ink-faint)", cursor: "default" },
  ".forecast svg": { width: "14px", height: "14px", fill: "none", stroke: "currentColor", strokeWidth: "1.8", strokeLinecap: "round" },
  ".forecast.cached": { color: "var(--cached)" },
  ".forecast.created": { color: "var(--created)" },
  ".forecast.missed": { color: "var(--broken)", backgroundColor: "var(--broken-face)", borderRadius: "3px" },
  ".forecast.rebuilt": { color: "var(--rebuilt)" },
  ".forecast.failed": { color: "var(--failed)" },
  // Told apart by shape as well as by colour.
  ".cm-lint-marker": { width: "9px", height: "9px", margin: "6px 3px", content: '""' },
  ".cm-lint-marker-error": { backgroundColor: "var(--failed)", borderRadius: "50%" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--rebuilt)", clipPath: "polygon(50% 0, 100% 100%, 0 100%)" },
  ".cm-lint-marker-info": { backgroundColor: "var(--ink-soft)", clipPath: "polygon(0 35%, 100% 35%, 100% 65%, 0 65%)" },
  ".cm-lint-marker-hint": { backgroundColor: "var(--accent)", clipPath: "polygon(50% 0, 100% 50%, 50% 100%, 0 50%)" },
  ".cm-lintRange-hint": { backgroundImage: "none", textDecoration: "underline dotted var(--accent)", textUnderlineOffset: "3px" },
  ".cm-activeLine": { backgroundColor: "var(--hover)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-content ::selection": { backgroundColor: "var(--selection)" },
  // Of the editor over the terminal, which draws its own.
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-wash)", outline: "1px solid var(--line-strong)" },
  ".cm-selectionMatch": { backgroundColor: "var(--accent-wash)" },
  ".cm-tooltip": {
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-1)",
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    boxShadow: "0 6px 24px #0003",
  },
  ".cm-diagnostic": { fontFamily: "var(--sans)", padding: "var(--space-2) var(--space-3)", maxWidth: "460px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--failed)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--rebuilt-edge)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--ink-soft)" },
  ".cm-diagnostic-hint": { borderLeftColor: "var(--accent)" },
  ".cm-diagnostic .reason": { display: "block", marginTop: "var(--space-1)", color: "var(--ink-soft)" },
  ".cm-diagnosticSource": { opacity: "1", color: "var(--ink-soft)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--accent-ink)", font: "inherit", padding: "2px 8px" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-textfield": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)" },
});

export const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword, tags.definitionKeyword], color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-string)" },
  { tag: [tags.comment], color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-number)" },
  { tag: [tags.special(tags.variableName), tags.definition(tags.propertyName), tags.labelName], color: "var(--code-variable)" },
  { tag: tags.invalid, color: "var(--failed)" },
]);
