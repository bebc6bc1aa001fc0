/** Marks in the editor: those that have followed the text and still hold are not made again. */
import { setDiagnostics } from "@codemirror/lint";
import { EditorState, type TransactionSpec } from "@codemirror/state";
import { expect, test } from "vitest";
import { forecastGutter, showForecast } from "../src/editor/forecast.js";
import { areShown, shown } from "../src/editor/problems.js";
import { showTokens, tokenHighlighting } from "../src/editor/tokens.js";
import type { Diagnostic } from "../src/engine/wire.js";

const DOCKERFILE = "FROM debian\nRUN make\n";
const KEYWORD = 2;
const IMAGE = 6;

function edited(state: EditorState, spec: TransactionSpec): EditorState {
  return state.update(spec).state;
}

test.each<[string, TransactionSpec, number[], boolean]>([
  ["at the end of a token", { changes: { from: 11, insert: "x" } }, [0, 4, KEYWORD, 5, 7, IMAGE, 13, 3, KEYWORD], false],
  ["before a token", { changes: { from: 12, insert: "\n" } }, [0, 4, KEYWORD, 5, 6, IMAGE, 13, 3, KEYWORD], false],
  ["what is a token of its own", { changes: { from: 0, insert: "x " } }, [0, 1, KEYWORD, 7, 6, IMAGE, 14, 3, KEYWORD], true],
  ["what ends a token", { changes: { from: 7, insert: " " } }, [0, 4, KEYWORD, 5, 2, IMAGE, 13, 3, KEYWORD], true],
])("tokens after typing %s", (_, typed, tokens, anew) => {
  const empty = EditorState.create({ doc: DOCKERFILE, extensions: [tokenHighlighting] });
  const first = showTokens(empty, new Uint32Array([0, 4, KEYWORD, 5, 6, IMAGE, 12, 3, KEYWORD]));
  const before = edited(empty, { effects: first ?? [] });
  expect(showTokens(edited(before, typed), new Uint32Array(tokens)) !== undefined).toBe(anew);
});

const ADVICE: Diagnostic = {
  code: "missing-user",
  severity: "advice",
  message: "The container runs as root.",
  start: 12,
  end: 15,
  startLine: 2,
  endLine: 2,
  fix: { title: "Add USER", edits: [{ start: 12, end: 12, text: "USER app\n" }] },
};

test.each<[string, readonly Diagnostic[], boolean]>([
  ["moved along", [{ ...ADVICE, start: 13, end: 16, fix: { title: "Add USER", edits: [{ start: 13, end: 13, text: "USER app\n" }] } }], true],
  ["elsewhere", [{ ...ADVICE, start: 14, end: 16 }], false],
  ["with other words", [{ ...ADVICE, start: 13, end: 16, message: "It runs as root." }], false],
  ["with another fix", [{ ...ADVICE, start: 13, end: 16, fix: { title: "Add USER", edits: [{ start: 13, end: 13, text: "USER me\n" }] } }], false],
  ["gone", [], false],
])("problems that are %s after typing", (_, now, same) => {
  const empty = EditorState.create({ doc: DOCKERFILE });
  const state = edited(edited(empty, setDiagnostics(empty, [shown(ADVICE, empty.doc.length)])), { changes: { from: 0, insert: "#" } });
  expect(areShown(state, now.map((one) => shown(one, state.doc.length)))).toBe(same);
});

test("a forecast that says the same is not shown again", () => {
  const empty = EditorState.create({ doc: DOCKERFILE, extensions: [forecastGutter] });
  const say = (): string => "would be taken from the cache";
  const first = showForecast(empty, [{ line: 2, state: "cached", reasons: [] }], say);
  const state = edited(edited(empty, { effects: first ?? [] }), { changes: { from: 0, insert: "#\n" } });
  expect(showForecast(state, [{ line: 3, state: "cached", reasons: [] }], say)).toBeUndefined();
  expect(showForecast(state, [{ line: 3, state: "missed", reasons: [] }], say)).toBeDefined();
});
