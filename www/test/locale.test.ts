import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { en } from "../src/locale/en.js";
import { explained, say, translated } from "../src/locale/help.js";
import { HELP } from "../src/locale/help-ko.js";
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

/** Every `name: "…"` of a folder of the engine's, whose files hold one rule, instruction or list of flags each. */
function named(folder: string): string[] {
  const root = new URL(`../../crate/dockerfile/src/${folder}/`, import.meta.url);
  const files = readdirSync(root).filter((file) => file.endsWith(".rs") && file !== "tests.rs");
  return files.flatMap((file) => [...readFileSync(new URL(file, root), "utf8").matchAll(/\bname: "([^"]+)"/g)].map((found) => found[1]!));
}

test("what the engine knows has its words in Korean", () => {
  expect(Object.keys(HELP.reasons).sort()).toEqual([...named("check"), ...named("advice")].sort());
  const known = [...named("instruction"), ...named("instruction/run")];
  const keywords = known.filter((name) => name === name.toUpperCase());
  expect(Object.keys(HELP.instructions).sort()).toEqual([...new Set(keywords)].sort());
  const flags = known.filter((name) => name !== name.toUpperCase());
  expect(flags.filter((name) => HELP.flags[name] === undefined)).toEqual([]);
});

test("sentences keep the names that are in them", () => {
  const cases = [
    ["alpine names no version and means alpine:latest", "버전이 없어 alpine:latest와 같습니다: alpine"],
    ["copies 84.0 MB of node_modules (80.0 MB), .git (4.0 MB)", "84.0 MB 복사: node_modules (80.0 MB), .git (4.0 MB)"],
    ["Usage of undefined variable '$x'", "Usage of undefined variable '$x'"],
    ["`X` is not set here", "`X`: 여기서는 값이 없습니다"],
  ];
  for (const [english, korean] of cases) expect(say(HELP, english!)).toBe(korean);
  expect(explained(HELP, "**USER**\n\nIn English.\n\n```dockerfile\nUSER a\n```")).toBe(
    `**USER**\n\n${HELP.instructions["USER"]}\n\n\`\`\`dockerfile\nUSER a\n\`\`\``,
  );
  const place = { start: 0, end: 1, startLine: 1, endLine: 1 };
  const advice = { code: "latest-base", severity: "advice" as const, message: "a names no version", help: "Why.", ...place };
  expect(translated(HELP, advice)).toEqual({ ...advice, message: "버전이 없습니다: a", help: HELP.reasons["latest-base"] });
});
