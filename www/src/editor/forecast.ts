/** A gutter that tells, before a build, what each instruction would come to. The strip below the editor says the same in words. */
import { RangeSet, RangeSetBuilder, StateEffect, StateField, type EditorState, type Extension } from "@codemirror/state";
import { gutter, GutterMarker } from "@codemirror/view";
import { iconPath } from "../element/icon.js";
import type { LineForecast } from "../model/forecast.js";
import { isSame } from "./same.js";

const SVG = "http://www.w3.org/2000/svg";

/** A mark with the sentence that it stands for. */
class ForecastMarker extends GutterMarker {
  constructor(
    private readonly state: LineForecast["state"],
    private readonly sentence: string,
  ) {
    super();
  }

  override eq(other: ForecastMarker): boolean {
    return other.state === this.state && other.sentence === this.sentence;
  }

  override toDOM(): Node {
    const mark = document.createElement("span");
    mark.className = `forecast ${this.state}`;
    mark.title = this.sentence;
    const image = document.createElementNS(SVG, "svg");
    image.setAttribute("viewBox", "0 0 16 16");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", iconPath(this.state));
    image.append(path);
    mark.append(image);
    return mark;
  }
}

const replace = StateEffect.define<RangeSet<ForecastMarker>>();

const marks = StateField.define<RangeSet<ForecastMarker>>({
  create: () => RangeSet.empty,
  update(before, transaction) {
    const effect = transaction.effects.find((effect) => effect.is(replace));
    return effect?.value ?? before.map(transaction.changes);
  },
});

export const forecastGutter: Extension = [marks, gutter({ class: "cm-forecast", markers: (view) => view.state.field(marks) })];

/** @returns nothing where the marks that followed the text are right */
export function showForecast(
  state: EditorState,
  lines: readonly LineForecast[],
  say: (line: LineForecast) => string,
): StateEffect<RangeSet<ForecastMarker>> | undefined {
  const { doc } = state;
  const builder = new RangeSetBuilder<ForecastMarker>();
  for (const line of [...lines].sort((a, b) => a.line - b.line)) {
    if (line.line < 1 || line.line > doc.lines) continue;
    const { from } = doc.line(line.line);
    builder.add(from, from, new ForecastMarker(line.state, say(line)));
  }
  const next = builder.finish();
  const before = state.field(marks, false);
  return before !== undefined && isSame(before, next) ? undefined : replace.of(next);
}
