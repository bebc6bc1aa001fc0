/** Every example of the API's documentation and of the README, run as a reader would run it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { blocks, documented } from "./documented.js";

const ROOT = join(import.meta.dirname, "../..");

const readme = blocks(readFileSync(join(ROOT, "README.md"), "utf8"), "js").map((code, index) => [`README ${index + 1}`, code] as const);
const examples = [...documented(), ...readme];

/** Imports the files of its folder one after the other and prints what each of them printed, or what it threw. */
const RUNNER = `
import { readdirSync } from "node:fs";
import { format } from "node:util";
const print = console.log;
const outcomes = {};
for (const file of readdirSync(new URL("examples/", import.meta.url))) {
  let printed = "";
  console.log = (...values) => void (printed += format(...values) + "\\n");
  try {
    await import("./examples/" + file);
    outcomes[file] = { printed };
  } catch (error) {
    outcomes[file] = { printed, error: String(error?.stack ?? error) };
  }
}
print(JSON.stringify(outcomes));
`;

/** All of them in one program: what is slow is to start one. */
function runAll(): Record<string, { printed: string; error?: string }> {
  const folder = inject("installed");
  mkdirSync(join(folder, "examples"), { recursive: true });
  for (const [name, code] of examples) writeFileSync(join(folder, "examples", fileOf(name)), code);
  writeFileSync(join(folder, "examples.mjs"), RUNNER);
  return JSON.parse(execFileSync("node", ["examples.mjs"], { cwd: folder, encoding: "utf8", timeout: 240_000 })) as ReturnType<typeof runAll>;
}

const fileOf = (name: string): string => `${name.replace(/\W/g, "-")}.mjs`;

let outcomes: ReturnType<typeof runAll> | undefined;

test("there are examples to run", () => {
  expect(documented().length).toBeGreaterThan(15);
  expect(readme.length).toBeGreaterThan(0);
});

test.each(examples)("the example of %s", (name) => {
  outcomes ??= runAll();
  const { error, printed } = outcomes[fileOf(name)] ?? {};
  expect(error).toBeUndefined();
  expect(printed).not.toBe("");
  expect(readdirSync(join(inject("installed"), "examples"))).toContain(fileOf(name));
}, 250_000);
