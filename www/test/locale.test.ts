import { expect, test } from "vitest";
import { en } from "../src/locale/en.js";
import { ko } from "../src/locale/ko.js";

/** Every text of a dictionary by its path; functions are called with arguments that must appear in what they say. */
function texts(dictionary: object, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(dictionary) as [string, unknown][]) {
    const path = `${prefix}${key}`;
    if (typeof value === "string") found.set(path, value);
    else if (typeof value === "function") found.set(path, String(value("NAME", 7, 7)));
    else for (const [below, text] of texts(value as object, `${path}.`)) found.set(below, text);
  }
  return found;
}

test("both languages have a text for everything", () => {
  const [english, korean] = [texts(en), texts(ko)];
  expect([...korean.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [path, text] of korean) expect([path, text.trim().length > 0]).toEqual([path, true]);
});

test("Korean is Korean, except for Docker's own words", () => {
  const same = [...texts(ko)].filter(([path, text]) => text === texts(en).get(path)).map(([path]) => path);
  expect(same.sort()).toEqual(["diffId", "state.cached", "tar"]);
});
