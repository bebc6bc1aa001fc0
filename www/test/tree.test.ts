import { expect, test } from "vitest";
import { isWithin, join, parentOf, treeRows } from "../src/model/tree.js";

function check(paths: string[], collapsed: string[], rows: string[]): void {
  const items = paths.map((path) => ({ path }));
  const shown = treeRows(items, (item) => item.path.endsWith("/"), new Set(collapsed));
  expect(shown.map((row) => `${"  ".repeat(row.depth)}${row.name}${row.folder ? "/" : ""}${row.item ? "" : " ?"}`)).toEqual(rows);
}

test("folders come first, everything by name", () => {
  check(["b", "a", "d/x", "c/"], [], ["c/", "d/ ?", "  x", "a", "b"]);
});

test("absolute paths and hidden folders", () => {
  check(["/app/", "/app/a.js", "/app/lib/b.js"], ["app/lib"], ["app/", "  lib/ ?", "  a.js"]);
});

test("paths are taken apart and put together", () => {
  expect([parentOf("a/b/c"), parentOf("a")]).toEqual(["a/b", ""]);
  expect([join("", "a"), join("a/b", "c")]).toEqual(["a", "a/b/c"]);
  expect([isWithin("a/b", "a"), isWithin("a", "a"), isWithin("ab", "a")]).toEqual([true, true, false]);
});
