/** Every example of the API's documentation and of the README, run as a reader would run it. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const API = join(ROOT, "www/src/api");

/** The code of a text's fenced blocks of JavaScript. */
function blocks(text: string): string[] {
  return text.split("```js\n").slice(1).map((rest) => rest.slice(0, rest.indexOf("```")));
}

const documented = readdirSync(API).flatMap((file) => {
  const text = readFileSync(join(API, file), "utf8").replace(/^ *\* ?/gm, "");
  return blocks(text).map((code, index) => [`${file} ${index + 1}`, code] as const);
});
const readme = blocks(readFileSync(join(ROOT, "README.md"), "utf8")).map((code, index) => [`README ${index + 1}`, code] as const);

test("there are examples to run", () => {
  expect(documented.length).toBeGreaterThan(5);
  expect(readme.length).toBeGreaterThan(0);
});

test.each([...documented, ...readme])("the example of %s", (name, code) => {
  const file = `example-${name.replace(/\W/g, "-")}.mjs`;
  const folder = inject("installed");
  writeFileSync(join(folder, file), code);
  expect(execFileSync("node", [file], { cwd: folder, encoding: "utf8" })).not.toBe("");
});
