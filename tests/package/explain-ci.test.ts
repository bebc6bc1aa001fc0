/** `layerlab explain-ci`: what a change of files invalidates, from two folders and from git. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { layerlab, scratch } from "./command.js";

vi.setConfig({ testTimeout: 120_000 });

const DOCKERFILE = "FROM alpine\nWORKDIR /app\nCOPY package.json ./\nRUN cat package.json > deps\nCOPY . .\nRUN ls > list\n";
const BEFORE = { Dockerfile: DOCKERFILE, "package.json": "{}\n", "src/app.js": "one\n" };

function put(folder: string, files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** What a change of the code alone is told as. */
const TEXT = `reused         2  WORKDIR /app
reused         3  COPY package.json ./
reused         4  RUN cat package.json > deps
invalidated    5  COPY . .
                  file src/app.js changed
invalidated    6  RUN ls > list
                  after COPY . .
2 of 5 steps are invalidated.
`;

interface Report {
  steps: { line: number; state: string; reason: string }[];
  invalidated: number;
  total: number;
  note?: string;
}

/** Files of the change, and what becomes of the steps by their lines. */
const CHANGES: [string, Record<string, string>, Record<number, string>][] = [
  ["nothing", {}, { 3: "reused", 4: "reused", 5: "reused", 6: "reused" }],
  ["code", { "src/app.js": "two\n" }, { 3: "reused", 4: "reused", 5: "invalidated", 6: "invalidated" }],
  ["dependencies", { "package.json": "{ }\n" }, { 3: "invalidated", 4: "invalidated", 5: "invalidated", 6: "invalidated" }],
  ["an ignored file", { ".dockerignore": "notes\n.dockerignore\nDockerfile\n", notes: "x" }, { 3: "reused", 4: "reused" }],
  ["the Dockerfile's last step", { Dockerfile: DOCKERFILE.replace("ls >", "ls -a >") }, { 3: "reused", 4: "reused" }],
];

test.each(CHANGES)("a change of %s", async (_, change, states) => {
  const [before, after] = [put(scratch(), BEFORE), put(scratch(), { ...BEFORE, ...change })];
  const run = await layerlab(["explain-ci", "--before", before, "--after", after, "--format", "json"]);
  expect(run.stderr).toBe("");
  const { steps } = JSON.parse(run.stdout.toString()) as Report;
  expect(Object.fromEntries(steps.map(({ line, state }) => [line, state]))).toMatchObject(states);
});

test("a step that is not modelled makes those behind it unknown, not invalidated", async () => {
  const files = { Dockerfile: "FROM alpine\nRUN no-such-program\nCOPY a /a\n", a: "a\n" };
  const run = await layerlab(["explain-ci", "--before", put(scratch(), files), "--after", put(scratch(), files), "--format", "json"]);
  const report = JSON.parse(run.stdout.toString()) as Report;
  expect(report.invalidated).toBe(0);
  expect(report.note).toContain("no-such-program");
});

test("git, Markdown and the threshold", async () => {
  const folder = put(scratch(), BEFORE);
  const git = (...args: string[]): void => void execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], { cwd: folder, stdio: "ignore" });
  git("init");
  git("add", ".");
  git("commit", "-m", "before");
  put(folder, { "src/app.js": "two\n" });
  const run = await layerlab(["explain-ci", "--base", "HEAD", "--format", "markdown", "--fail-on", "2"], { cwd: folder });
  expect(run.stdout.toString()).toContain("| 5 | COPY . . | **invalidated** |");
  expect(run.status).toBe(3);
  expect((await layerlab(["explain-ci", "--base", "HEAD", "--fail-on", "90%"], { cwd: folder })).status).toBe(0);
  git("add", ".");
  git("commit", "-m", "after");
  const revisions = await layerlab(["explain-ci", "--base", "HEAD~1", "--head", "HEAD"], { cwd: folder });
  expect(revisions.stdout.toString()).toBe(TEXT);
  expect(revisions.status).toBe(0);
  expect((await layerlab(["explain-ci", "--base", "nosuch"], { cwd: folder })).status).toBe(1);
  expect((await layerlab(["explain-ci"], { cwd: folder })).status).toBe(125);
});
