/** What somebody does who has just heard of the package: an empty folder, the tarball, and the README's example pasted, in Node and in a page. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { launch, serve } from "./browser.js";
import { scratch } from "./command.js";
import { blocks } from "./documented.js";

const ROOT = join(import.meta.dirname, "../..");
const [EXAMPLE = ""] = blocks(readFileSync(join(ROOT, "README.md"), "utf8"), "js");
/** A layer for each that the build makes, and how it ended. */
const PRINTED = /^(sha256:[0-9a-f]{64} \d+\n)+done\n$/;

/** A folder with nothing but what npm puts there. */
function begin(): string {
  const folder = scratch();
  const tarball = readdirSync(inject("installed")).find((name) => name.endsWith(".tgz")) ?? "";
  const npm = (...args: string[]): void => void execFileSync("npm", [...args, "--offline", "--no-audit", "--no-fund"], { cwd: folder, stdio: "pipe" });
  npm("init", "--yes");
  npm("install", join(inject("installed"), tarball));
  return folder;
}

test("in Node", { timeout: 120_000 }, () => {
  const folder = begin();
  writeFileSync(join(folder, "example.mjs"), EXAMPLE);
  expect(execFileSync("node", ["example.mjs"], { cwd: folder, encoding: "utf8" })).toMatch(PRINTED);
});

test("in a page of Vite", { timeout: 240_000 }, async () => {
  const folder = begin();
  writeFileSync(join(folder, "index.html"), `<!doctype html><html lang="en"><head><title>New</title><script type="module" src="/main.js"></script></head><body></body></html>`);
  writeFileSync(join(folder, "main.js"), EXAMPLE);
  execFileSync(join(ROOT, "node_modules/.bin/vite"), ["build"], { cwd: folder, stdio: "pipe" });
  const [browser, served] = [await launch(), await serve(join(folder, "dist"))];
  try {
    const page = await browser.newPage();
    const printed: string[] = [];
    page.on("console", (message) => message.type() === "log" && printed.push(message.text()));
    page.on("pageerror", (error) => printed.push(error.message));
    await page.goto(served.address);
    await expect.poll(() => printed.map((line) => `${line}\n`).join(""), { timeout: 120_000 }).toMatch(PRINTED);
  } finally {
    await browser.close();
    served.close();
  }
});
