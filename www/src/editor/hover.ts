/** What the pointer rests on: an instruction, a flag, the value of a variable at that point. */
import type { Extension } from "@codemirror/state";
import { EditorView, hoverTooltip } from "@codemirror/view";
import type { Language } from "../model/language.js";
import { help } from "../locale/index.js";
import { explained } from "../locale/help.js";
import { markdown } from "./markdown.js";

export function hover(language: Language): Extension {
  const source = hoverTooltip(
    async (view, at) => {
      const { doc } = view.state;
      const found = await language.hover(doc.toString(), at);
      if (found === undefined || view.state.doc !== doc) return null;
      const create = () => ({ dom: markdown(explained(help, found.text)) });
      return { pos: found.start, end: found.end, above: true, create };
    },
    { hideOnChange: true },
  );
  return [source, style];
}

const style = EditorView.theme({
  ".cm-tooltip .help": { maxWidth: "460px", padding: "var(--space-2) var(--space-3)", fontFamily: "var(--sans)" },
  ".cm-tooltip .help p": { margin: "0 0 var(--space-2)" },
  ".cm-tooltip .help :last-child": { marginBottom: "0" },
  ".cm-tooltip .help code": { fontFamily: "var(--mono)", overflowWrap: "anywhere" },
  ".cm-tooltip .help pre": {
    margin: "0",
    padding: "var(--space-2)",
    whiteSpace: "pre-wrap",
    background: "var(--sunken)",
    borderRadius: "var(--radius-1)",
  },
});
