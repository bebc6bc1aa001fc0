/** Runs the installed `layerlab` command. */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";

export interface Run {
  status: number | null;
  stdout: Buffer;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  stdin?: string | Buffer;
}

/** An empty folder of its own; the system clears its folder of temporary files. */
export function scratch(): string {
  return mkdtempSync(join(tmpdir(), "layerlab-test-"));
}

/** Run `layerlab ARGS` to its end. */
export function layerlab(args: string[], options: RunOptions = {}): Promise<Run> {
  const program = join(inject("installed"), "node_modules/.bin/layerlab");
  const env = { ...process.env, SOURCE_DATE_EPOCH: undefined, ...options.env };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: options.cwd, env, stdio: "pipe" });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (status) => {
      resolve({ status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
    child.stdin.on("error", () => {});
    child.stdin.end(options.stdin ?? "");
  });
}
