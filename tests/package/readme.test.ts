/** The README's command lines, typed as they stand there, in a project like the one that it talks about. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { scratch } from "./command.js";
import { blocks } from "./documented.js";

const ROOT = join(import.meta.dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const lines = blocks(README, "console").flatMap((block) => block.trim().split("\n").map((line) => line.replace(/^\$ /, "")));

/** What each command line prints or leaves behind. */
const EXPECTED: Record<string, (printed: string, folder: string) => void> = {
  "npx layerlab build": (printed) => expect(printed).toContain("naming to docker.io/library/web-ping"),
  "npx layerlab image history": (printed) => expect(printed).toContain("COPY app.js ."),
  "npx layerlab build -o": (_, folder) => expect(existsSync(join(folder, "web-ping.tar"))).toBe(true),
  "npx layerlab parse": (printed) => expect(printed).toContain('(from "diamol/node")'),
  "npx layerlab explain-ci": (printed) => expect(printed).toMatch(/\| \d+ \| COPY app\.js \. \| \*\*invalidated\*\* \|/),
};

test("every command line of the README does what it says", { timeout: 240_000 }, () => {
  const [folder, state] = [scratch(), scratch()];
  const example = JSON.parse(
    execFileSync("node", ["--input-type=module", "-e", `import { createLab } from "layerlab"; const lab = await createLab({ example: "web-ping" });
      const files = {}; for (const { path } of await lab.files.list()) files[path] = await lab.files.text(path); console.log(JSON.stringify(files)); lab.dispose();`], { cwd: inject("installed"), encoding: "utf8" }),
  ) as Record<string, string>;
  for (const [path, text] of Object.entries(example)) writeFileSync(join(folder, path), text);
  const git = (...args: string[]): void => void execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], { cwd: folder, stdio: "ignore" });
  git("init");
  git("add", ".");
  git("commit", "-m", "what is on main");
  git("update-ref", "refs/remotes/origin/main", "HEAD");
  writeFileSync(join(folder, "app.js"), "console.log('changed')\n");
  expect(lines.length).toBeGreaterThan(0);
  // What npx would find in a project that depends on the package.
  const path = `${join(inject("installed"), "node_modules/.bin")}:${process.env["PATH"] ?? ""}`;
  for (const line of lines) {
    const [start, look] = Object.entries(EXPECTED).filter(([start]) => line.startsWith(start)).at(-1) ?? [];
    expect(start, `nothing is said of what \`${line}\` does`).toBeDefined();
    const printed = execFileSync("sh", ["-c", `${line.replace(/^npx /, "")} 2>&1`], { cwd: folder, encoding: "utf8", env: { ...process.env, PATH: path, XDG_STATE_HOME: state } });
    look?.(printed, folder);
  }
});
