/** Problems and advice in the text and in the gutter, with their fixes. */
import { forEachDiagnostic, type Diagnostic as CodeMirrorDiagnostic } from "@codemirror/lint";
import type { ChangeSpec, EditorState } from "@codemirror/state";
import { inline } from "../element/inline.js";
import type { Diagnostic, Edit, Severity } from "../engine/wire.js";
import { help } from "../locale/index.js";
import { translated } from "../locale/help.js";

export interface Shown extends CodeMirrorDiagnostic {
  /** All that is said and offered about the place, wherever it has moved to. */
  said: string;
}

/** Advice is no problem of the build, so that it gets a mark of its own. */
const SEVERITIES: Record<Severity, Shown["severity"]> = { error: "error", warning: "warning", info: "info", advice: "hint" };

/** @param end the length of the text, which may have become shorter since the check */
export function shown(diagnostic: Diagnostic, end: number): Shown {
  const { severity, message, code, fix, start, help: reason } = translated(help, diagnostic);
  const from = Math.min(start, end);
  const edits = fix?.edits.map((edit) => [edit.start - start, edit.end - start, edit.text]);
  return {
    said: JSON.stringify([severity, code, message, reason, fix?.title, edits]),
    from,
    to: Math.max(from, Math.min(diagnostic.end, end)),
    severity: SEVERITIES[severity],
    source: code,
    message,
    renderMessage: () => text(message, reason),
    ...(fix && {
      actions: [{ name: fix.title, apply: (view, now) => view.dispatch({ changes: moved(fix.edits, now - start) }) }],
    }),
  };
}

/** Whether just these are on the screen: those of an older text have moved along with what was typed. */
export function areShown(state: EditorState, wanted: readonly Shown[]): boolean {
  const there: string[] = [];
  forEachDiagnostic(state, (one, from, to) => there.push(place((one as Shown).said, from, to)));
  if (there.length !== wanted.length) return false;
  const known = new Set(there);
  return wanted.every(({ said, from, to }) => known.has(place(said, from, to)));
}

function place(said: string, from: number, to: number): string {
  return `${from} ${to} ${said}`;
}

function text(message: string, reason: string | undefined): HTMLElement {
  const box = document.createElement("span");
  box.append(...inline(message));
  if (reason !== undefined) {
    const why = document.createElement("span");
    why.className = "reason";
    why.append(...inline(reason));
    box.append(why);
  }
  return box;
}

/** Edits as changes, moved by as much as the text before them has grown since the check. */
function moved(edits: readonly Edit[], by: number): ChangeSpec[] {
  return edits.map((edit) => ({ from: edit.start + by, to: edit.end + by, insert: edit.text }));
}
