/** A `layerlab` that is killed at any moment loses at most its own command. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { layerlab, scratch } from "./command.js";

/** How often a command is killed: a few times here, 200 times with `LAYERLAB_KILLS=200`. */
const KILLS = Number(process.env["LAYERLAB_KILLS"] ?? 8);

/** The same numbers every time, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Start a command and kill it with everything it started, unless it ends before. Says whether it was killed. */
async function killed(args: string[], cwd: string, after: number): Promise<boolean> {
  const program = join(inject("installed"), "node_modules/.bin/layerlab");
  const child = spawn(program, args, { cwd, stdio: "ignore" });
  const ended = new Promise<boolean>((resolve) => child.on("exit", (_, signal) => resolve(signal === "SIGKILL")));
  await Promise.race([ended, sleep(after)]);
  child.kill("SIGKILL");
  return ended;
}

/** Every blob that lies in a state's folder is what its name says, whatever was killed while it was written. */
function expectWholeBlobs(state: string): void {
  const folder = join(state, "blobs");
  for (const name of readdirSync(folder)) {
    const digest = createHash("sha256").update(readFileSync(join(folder, name))).digest("hex");
    expect(name).toBe(`sha256-${digest}`);
  }
}

test(`the state is whole after ${KILLS} kills`, { timeout: KILLS * 30_000 }, async () => {
  const state = scratch();
  const folder = scratch();
  const next = random(7);
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "Dockerfile"), "FROM alpine\nCOPY src /src\nRUN head -c 300000 /dev/zero > /zeros; echo $RANDOM > /r\n");
  const list = async (): Promise<string[]> => {
    const listed = await layerlab(["image", "ls", "-q", "--no-trunc", "--state", state]);
    expect(listed).toMatchObject({ status: 0, stderr: "" });
    return listed.stdout.toString().split("\n").filter(Boolean);
  };
  const change = (turn: number): void => writeFileSync(join(folder, "src/a.txt"), `${turn}\n`);
  change(0);
  const before = Date.now();
  expect(await layerlab(["build", "--state", state, "-q", "-t", "app:0", "."], { cwd: folder })).toMatchObject({ status: 0 });
  // How long a command takes, as it turns out: kills have to come at any moment of it, however busy the machine is.
  let usual = Date.now() - before;
  let images = await list();
  let kills = 0;
  for (let turn = 1; kills < KILLS; turn++) {
    change(turn);
    const build = ["build", "--state", state, "-q", "-t", `app:${turn}`, "."];
    const commit = ["container", "commit", "--state", state, "box", `box:${turn}`];
    const began = Date.now();
    if (await killed(turn % 3 === 0 ? commit : build, folder, next() * usual * 1.2)) {
      kills++;
      usual *= 1.05;
    } else {
      usual = Date.now() - began;
    }
    const now = await list();
    // What was there stays, and a command adds its own image or nothing.
    expect(now).toEqual(expect.arrayContaining(images));
    expect(now.length - images.length).toBeLessThanOrEqual(1);
    images = now;
    expectWholeBlobs(state);
    if (turn === 1) await layerlab(["run", "--state", state, "--name", "box", "alpine", "touch", "/made"]);
  }
  console.log(`${kills} kills, ${images.length} images`);
  expect(readdirSync(state).filter((name) => name.startsWith("aside"))).toEqual([]);
  const inspected = await layerlab(["image", "inspect", "--state", state, ...images]);
  expect(inspected.status).toBe(0);
  expect(await layerlab(["build", "--state", state, "-q", "."], { cwd: folder })).toMatchObject({ status: 0 });
});
