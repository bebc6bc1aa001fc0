/** Recorded builds of real BuildKit: their files on disk, and what was recorded. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod, link, lutimes, mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Where the recordings lie beside a checkout; a user's clone has none. */
export const ORACLE = join(import.meta.dirname, "../../../shared/oracle");
export const hasOracle = existsSync(join(ORACLE, "base/oci"));

/** Time of every folder that no edit gives another one. */
const FOLDER_TIME = 1_600_000_000;

export type Edit =
  | { op: "write"; path: string; mode?: string; mtime?: number; content?: string; base64?: string }
  | { op: "pattern"; path: string; size: number; seed: number; mode?: string; mtime?: number }
  | { op: "mkdir"; path: string; mode?: string; mtime?: number }
  | { op: "delete"; path: string }
  | { op: "chmod"; path: string; mode: string }
  | { op: "touch"; path: string; mtime: number }
  | { op: "symlink"; path: string; target: string; mtime?: number }
  | { op: "hardlink"; path: string; target: string }
  | { op: "rename"; path: string; to: string };

export interface Expected {
  ok: boolean;
  error?: string;
  steps: { name: string; cached: boolean; started?: boolean }[];
  diff_ids?: string[];
  config_raw?: string;
  config_digest?: string;
}

export interface Step {
  edits: Edit[];
  dockerfile: string;
  build_args: Record<string, string>;
  dockerfile_mtime: number;
  filename?: string;
  target?: string;
  no_cache?: boolean | string;
  expect: Expected;
}

export interface Scenario {
  name: string;
  base: string;
  steps: Step[];
}

export function readScenario(name: string): Scenario {
  return JSON.parse(readFileSync(join(ORACLE, "scenarios", name, "scenario.json"), "utf8")) as Scenario;
}

/** A build context on disk that a scenario's edits are applied to. */
export class Context {
  /** Folders whose time an edit set. */
  private readonly timed = new Map<string, number>();

  constructor(readonly folder: string) {}

  /** Bring the folder to the state before a step's build. */
  async apply(step: Step): Promise<void> {
    for (const edit of step.edits) await this.edit(edit);
    const dockerfile = step.filename ?? "Dockerfile";
    await this.write(dockerfile, step.dockerfile, "0644", step.dockerfile_mtime);
    await this.settle("");
  }

  private at(path: string): string {
    return join(this.folder, path);
  }

  private async write(path: string, content: string | Buffer, mode?: string, mtime?: number): Promise<void> {
    await mkdir(dirname(this.at(path)), { recursive: true, mode: 0o755 });
    await writeFile(this.at(path), content);
    await chmod(this.at(path), Number.parseInt(mode ?? "0644", 8));
    if (mtime !== undefined) await utimes(this.at(path), mtime, mtime);
  }

  private async edit(edit: Edit): Promise<void> {
    const place = this.at(edit.path);
    switch (edit.op) {
      case "write": {
        const content = edit.base64 === undefined ? (edit.content ?? "") : Buffer.from(edit.base64, "base64");
        return this.write(edit.path, content, edit.mode, edit.mtime);
      }
      case "pattern": {
        const bytes = Buffer.from(Uint8Array.from({ length: edit.size }, (_, i) => i * 31 + (i >> 8) * 17 + edit.seed));
        return this.write(edit.path, bytes, edit.mode, edit.mtime);
      }
      case "mkdir":
        await mkdir(place, { recursive: true });
        await chmod(place, Number.parseInt(edit.mode ?? "0755", 8));
        if (edit.mtime !== undefined) this.timed.set(edit.path, edit.mtime);
        return;
      case "delete":
        return rm(place, { recursive: true });
      case "chmod":
        return chmod(place, Number.parseInt(edit.mode, 8));
      case "touch":
        this.timed.set(edit.path, edit.mtime);
        return utimes(place, edit.mtime, edit.mtime);
      case "symlink":
        await mkdir(dirname(place), { recursive: true });
        await rm(place, { force: true });
        await symlink(edit.target, place);
        if (edit.mtime !== undefined) await lutimes(place, edit.mtime, edit.mtime);
        return;
      case "hardlink":
        await rm(place, { force: true });
        return link(this.at(edit.target), place);
      case "rename":
        return rename(place, this.at(edit.to));
    }
  }

  /** Give every folder its time, the innermost first, because writing into a folder changes it. */
  private async settle(folder: string): Promise<void> {
    for (const entry of readdirSync(this.at(folder), { withFileTypes: true })) {
      if (entry.isDirectory()) await this.settle(join(folder, entry.name));
    }
    const time = this.timed.get(folder) ?? FOLDER_TIME;
    await utimes(this.at(folder), time, time);
  }
}
