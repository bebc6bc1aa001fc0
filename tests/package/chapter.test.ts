/** The chapter from its first command to its last, with the installed `layerlab` behind the name `docker`. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { buildSteps, chapter, missing, sizes, type Step } from "../chapter/play.js";
import { scratch } from "./command.js";

/** How long one command may take on a machine that is busy with other things, in milliseconds. */
const PATIENCE = 180_000;
const GLANCE = 50;

const folder = scratch();
const project = join(folder, "project");
const hasTerminal = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

/** A `docker` for the shell, and an editor that writes what it is told to. */
function setUp(): void {
  mkdirSync(join(folder, "bin"));
  mkdirSync(project);
  const script = (name: string, text: string): void => {
    writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, "bin", name), 0o755);
  };
  script("docker", `exec '${join(inject("installed"), "node_modules/.bin/layerlab")}' --state '${join(folder, "state")}' "$@"`);
  script("editor", `cat '${join(folder, "text")}' > "$1"`);
}

interface Shown {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

/** Types a line at a shell. It has a process group of its own, as a shell with job control gives one. */
function type(line: string, terminal: boolean): Shown {
  const env = { ...process.env, PATH: `${join(folder, "bin")}:${process.env["PATH"]}`, EDITOR: join(folder, "bin/editor"), VISUAL: undefined, SOURCE_DATE_EPOCH: undefined };
  const words = terminal ? ["script", "-qefc", line, "/dev/null"] : ["sh", "-c", line];
  const child = spawn(words[0]!, words.slice(1), { cwd: project, env, stdio: "pipe", detached: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => void (output += chunk.toString()));
  child.stdin.on("error", () => {});
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, output: () => output, ended };
}

async function until(done: () => boolean, what: () => string): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!done()) {
    if (Date.now() > end) throw new Error(what());
    await sleep(GLANCE);
  }
}

/** The first interrupts go to the program, which as the first process of its container may ignore them; the third ends the client. */
async function interrupt({ child, ended }: Shown): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGINT");
    await Promise.race([ended, sleep(10 * GLANCE)]);
  }
}

async function press({ child, output }: Shown, keys: NonNullable<Step["keys"]>): Promise<void> {
  let from = 0;
  for (const { after, type: text, vi } of keys) {
    await until(() => output().indexOf(after, from) >= 0, () => `no ${JSON.stringify(after)} in ${JSON.stringify(output().slice(from))}`);
    from = output().indexOf(after, from) + after.length;
    if (vi !== undefined) writeFileSync(join(folder, "text"), vi.text);
    child.stdin?.write(text);
  }
}

async function play(step: Step, remembered: Map<string, number>): Promise<void> {
  for (const [path, text] of Object.entries(step.write ?? {})) writeFileSync(join(project, path), text);
  if (step.run === undefined) return;
  const end = Date.now() + PATIENCE;
  let shown = type(step.run, step.terminal === true);
  if (step.keys !== undefined) await press(shown, step.keys);
  if (step.then === "interrupt") {
    await until(() => missing(step, shown.output()) === undefined, () => `no ${missing(step, shown.output())} in ${shown.output()}`);
    await interrupt(shown);
  }
  let status = await shown.ended;
  while (step.again === true && missing(step, shown.output()) !== undefined && Date.now() < end) {
    await sleep(10 * GLANCE);
    shown = type(step.run, false);
    status = await shown.ended;
  }
  const output = shown.output();
  expect(missing(step, output), output).toBeUndefined();
  if (step.then === undefined) expect(status, output).toBe(0);
  for (const hidden of step.hides ?? []) expect(output).not.toMatch(new RegExp(hidden.slice(1, -1)));
  const steps = [...buildSteps(output)];
  const named = (cached: boolean): string[] => steps.filter(([, hit]) => hit === cached).map(([name]) => name).filter((name) => !name.includes("FROM"));
  if (step.cached !== undefined) expect(named(true)).toEqual(step.cached);
  if (step.ran !== undefined) expect(named(false)).toEqual(step.ran);
  if (step.takes !== undefined) remembered.set(step.takes, sizes(output));
  if (step.smallerThan !== undefined) expect(sizes(output)).toBeLessThan(remembered.get(step.smallerThan) ?? 0);
}

test("the chapter is played from the first command to the last", { timeout: 20 * PATIENCE }, async (context) => {
  setUp();
  const remembered = new Map<string, number>();
  for (const step of chapter()) {
    if (step.terminal === true && !hasTerminal) return context.skip("there is no `script` to make a terminal with");
    await play(step, remembered).catch((error: unknown) => {
      throw new Error(`${step.does}: ${step.run ?? "write"}\n${error instanceof Error ? error.message : String(error)}`);
    });
  }
});
