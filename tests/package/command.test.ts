/** The `layerlab` command as a citizen of the shell: streams, exit codes, state. */
import { readdirSync, readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layerlab, scratch } from "./command.js";

const DOCKERFILE = "FROM scratch\nCOPY a.txt /a.txt\n";

function project(files: Record<string, string>): string {
  const folder = scratch();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

test("progress goes to stderr, results to stdout", async () => {
  const folder = project({ Dockerfile: DOCKERFILE, "a.txt": "one\n" });
  const state = scratch();
  const build = await layerlab(["build", "--state", state, "--progress", "plain", "-t", "app", "."], { cwd: folder });
  expect(build.status).toBe(0);
  expect(build.stdout.toString()).toBe("");
  expect(build.stderr).toContain("COPY a.txt /a.txt");
  const quiet = await layerlab(["build", "--state", state, "-q", "."], { cwd: folder });
  expect(quiet.stderr).toBe("");
  expect(quiet.stdout.toString()).toMatch(/^sha256:[0-9a-f]{64}\n$/);
});

test("a second process finds what the first one saved", async () => {
  const folder = project({ Dockerfile: DOCKERFILE, "a.txt": "one\n" });
  const args = ["build", `--state=${scratch()}`, "--progress", "plain", "."];
  await layerlab(args, { cwd: folder });
  const second = await layerlab(args, { cwd: folder });
  expect(second.stderr).toContain("CACHED");
  writeFileSync(join(folder, "a.txt"), "two\n");
  const third = await layerlab([...args.slice(0, -1), "--explain", "."], { cwd: folder });
  expect(third.stderr).not.toContain("CACHED");
  expect(third.stderr + third.stdout.toString()).toContain("a.txt");
});

test("processes that share state lose nothing", async () => {
  const state = scratch();
  const names = ["one", "two", "three", "four"];
  const runs = names.map((name) => {
    const folder = project({ Dockerfile: DOCKERFILE, "a.txt": name });
    return layerlab(["build", "--state", state, "-t", name, folder]);
  });
  for (const run of await Promise.all(runs)) expect(run).toMatchObject({ status: 0 });
  const list = await layerlab(["image", "ls", "--state", state, "--format", "{{.Repository}}"]);
  expect(list.stdout.toString().split("\n").filter(Boolean).sort()).toEqual([...names].sort());
  expect(readdirSync(state).sort()).toEqual(["blobs", "index"]);
});

test("the lock of a process that died is taken over", async () => {
  const state = scratch();
  // Process numbers end far below this one.
  writeFileSync(join(state, "lock"), "999999999");
  expect(await layerlab(["image", "ls", "--state", state])).toMatchObject({ status: 0 });
});

/** Command lines that fail: exit code and what stderr says. */
const FAILURES: [string, string[], number, string][] = [
  ["a missing context", ["build", "nosuch"], 1, "nosuch"],
  ["a missing Dockerfile", ["build", "empty"], 1, "Dockerfile"],
  ["a missing COPY source", ["build", "missing"], 1, "Dockerfile:2"],
  ["a Dockerfile that doesn't parse", ["build", "broken"], 1, "COPPY"],
  ["an unknown base image", ["build", "unknown"], 1, "example.com/no/such"],
  ["an unknown flag", ["build", "--nosuch", "."], 125, "unknown flag: --nosuch"],
  ["state without a folder", ["image", "ls", "--state"], 1, "flag needs an argument: --state"],
];

test.each(FAILURES)("%s", async (_, args, status, message) => {
  const folder = project({
    "empty/a.txt": "",
    "missing/Dockerfile": "FROM scratch\nCOPY nosuch /\n",
    "broken/Dockerfile": "FROM scratch\nCOPPY a /\n",
    "unknown/Dockerfile": "FROM example.com/no/such\n",
  });
  const state = args.includes("--state") ? [] : ["--state", scratch()];
  const run = await layerlab([...state, ...args], { cwd: folder });
  expect(run.stderr).toContain(message);
  expect(run.stdout.toString()).toBe("");
  expect(run.status).toBe(status);
});

test("the epoch of the environment counts as a build argument", async () => {
  const folder = project({ Dockerfile: "FROM scratch\nWORKDIR /w\n" });
  const build = (env: Record<string, string>): ReturnType<typeof layerlab> =>
    layerlab(["build", "--state", scratch(), "-q", "."], { cwd: folder, env });
  const epoch = { SOURCE_DATE_EPOCH: "1700000000" };
  const [first, second] = [await build(epoch), await build(epoch)];
  expect(first.stdout.toString()).toMatch(/^sha256:/);
  expect(second.stdout.toString()).toBe(first.stdout.toString());
});

test("a Dockerfile comes from stdin", async () => {
  const run = await layerlab(["build", "--state", scratch(), "-q", "-"], { stdin: "FROM scratch\nLABEL a=b\n" });
  expect(run.stdout.toString()).toMatch(/^sha256:[0-9a-f]{64}\n$/);
});

test("a folder that a link names is a context, and links in it stay links", async () => {
  const { symlinkSync } = await import("node:fs");
  const folder = project({ "real/Dockerfile": "FROM scratch\nCOPY . /\n", "real/a.txt": "a" });
  symlinkSync("a.txt", join(folder, "real/link"));
  symlinkSync("loop", join(folder, "real/loop"));
  symlinkSync("real", join(folder, "alias"));
  const run = await layerlab(["build", "--state", scratch(), "alias"], { cwd: folder });
  expect(run).toMatchObject({ status: 0 });
});

test("a state that can't be read is put aside, and a newer one is left alone", async () => {
  const folder = project({ Dockerfile: DOCKERFILE, "a.txt": "one\n" });
  const state = scratch();
  expect(await layerlab(["build", "--state", state, "-q", "-t", "app", "."], { cwd: folder })).toMatchObject({ status: 0 });
  const whole = readFileSync(join(state, "index"));
  writeFileSync(join(state, "index"), whole.subarray(0, whole.length / 2));
  const list = await layerlab(["image", "ls", "-q", "--state", state]);
  expect(list).toMatchObject({ status: 0, stderr: expect.stringContaining(join(state, "aside-1")) });
  expect(list.stdout.toString()).toBe("");
  expect(readFileSync(join(state, "aside-1/index"))).toEqual(whole.subarray(0, whole.length / 2));
  const newer = Buffer.from("layerlab state 999\nrest");
  writeFileSync(join(state, "index"), newer);
  expect(await layerlab(["image", "ls", "--state", state])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("newer Layerlab"),
  });
  expect(readFileSync(join(state, "index"))).toEqual(newer);
});
