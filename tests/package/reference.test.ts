/** The API's reference is what the sources say. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratch } from "./command.js";

const ROOT = join(import.meta.dirname, "../..");
const REFERENCE = join(ROOT, "script/reference");

test("docs/api is up to date: npm run build:reference", () => {
  const folder = scratch();
  execFileSync(join(REFERENCE, "node_modules/.bin/typedoc"), ["--options", "typedoc.json", "--out", folder, "--logLevel", "Error"], { cwd: REFERENCE, stdio: "pipe" });
  expect(readFileSync(join(folder, "index.md"), "utf8") === readFileSync(join(ROOT, "docs/api/index.md"), "utf8")).toBe(true);
}, 240_000);
