/** Problems and advice in the text and in the gutter, with their fixes. */
import type { Diagnostic as Shown } from "@codemirror/lint";
import type { ChangeSpec } from "@codemirror/state";
import { inline } from "../element/inline.js";
import type { Diagnostic, Edit, Severity } from "../engine/wire.js";
import { help } from "../locale/index.js";
import { translated } from "../locale/help.js";

/** Advice is no problem of the build, so that it gets a mark of its own. */
const SEVERITIES: Record<Severity, Shown["severity"]> = { error: "error", warning: "warning", info: "info", advice: "hint" };

/** @param end the length of the text, which may have become shorter since the check */
export function shown(diagnostic: Diagnostic, end: number): Shown {
  const { severity, message, code, fix, start, help: reason } = translated(help, diagnostic);
  const from = Math.min(start, end);
  return {
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
