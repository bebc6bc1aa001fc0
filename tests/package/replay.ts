/** Recorded scenarios as scripts that a lab and the engine outside of WebAssembly can both follow. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Edit, Scenario, Step } from "./scenario.js";

const RECORDED = join(import.meta.dirname, "../oracle");

/** What a build is asked, as `lab.build` takes it. */
interface Request {
  dockerfile?: string;
  tags: string[];
  target?: string;
  buildArgs: Record<string, string>;
  noCache?: boolean;
  noCacheFilter?: string[];
}

export type ScriptStep =
  /** A new lab: nothing is kept. */
  | { op: "lab" }
  | { op: "write"; path: string; base64: string; mode?: number; mtime?: number }
  | { op: "mkdir" | "remove"; path: string }
  | { op: "rename"; path: string; to: string }
  | { op: "chmod"; path: string; mode: number }
  | { op: "symlink"; path: string; target: string }
  /** `name` tells people which one it is. */
  | { op: "build"; name: string; request: Request };

const EPOCH = { SOURCE_DATE_EPOCH: "1700000000" };

/**
 * The base images of the recordings are real ones. Here their names stand for images that are built from what is there in
 * every checkout: what matters is that both sides start from the same.
 */
const BASES: Record<string, string> = {
  "base:1": "FROM busybox\nRUN mkdir -p /opt/data && echo one > /opt/data/one.txt && echo two > /opt/data/two.txt\n",
  "base:2": 'FROM base:1\nRUN mkdir -p /srv && echo hello > /srv/hello.txt\nENV BASE=2\nWORKDIR /srv\nENTRYPOINT ["/bin/sh", "-c"]\n',
  "onbuild:1": "FROM base:1\nONBUILD COPY . /src\nONBUILD RUN echo onbuild > /onbuild.txt\nONBUILD ENV ONB=1\n",
};

/** Every recorded scenario in a lab of its own, one after the other. */
export function script(): ScriptStep[] {
  const names = readdirSync(join(RECORDED, "scenarios")).sort();
  return names.flatMap((name) => {
    const text = readFileSync(join(RECORDED, "scenarios", name, "scenario.json"), "utf8");
    return [{ op: "lab" } as const, ...bases(), ...new Replay(name).steps(JSON.parse(text) as Scenario)];
  });
}

function bases(): ScriptStep[] {
  const builds = Object.entries(BASES).flatMap(([name, dockerfile]): ScriptStep[] => [
    { op: "write", path: "Dockerfile", base64: base64(dockerfile), mtime: 1_600_000_000 },
    { op: "build", name, request: { tags: [name], buildArgs: EPOCH } },
  ]);
  return [...builds, { op: "remove", path: "Dockerfile" }];
}

function base64(content: string | Uint8Array): string {
  return Buffer.from(content).toString("base64");
}

/** A scenario's edits in the few words that a lab has for files. */
class Replay {
  /** The content of every file, for edits that say only what changes about it. */
  private readonly files = new Map<string, { base64: string; mode: number }>();

  constructor(private readonly name: string) {}

  steps(scenario: Scenario): ScriptStep[] {
    return scenario.steps.flatMap((step, number) => [
      ...step.edits.flatMap((edit) => this.edit(edit)),
      ...this.write(step.filename ?? "Dockerfile", base64(step.dockerfile), 0o644, step.dockerfile_mtime),
      { op: "build", name: `${this.name} build ${number + 1}`, request: this.request(step) } as const,
    ]);
  }

  private request(step: Step): Request {
    const { no_cache: noCache } = step;
    return {
      tags: [`${this.name}:latest`],
      buildArgs: { ...step.build_args, ...EPOCH },
      ...(step.filename === undefined ? {} : { dockerfile: step.filename }),
      ...(step.target === undefined ? {} : { target: step.target }),
      ...(noCache === true ? { noCache } : typeof noCache === "string" ? { noCacheFilter: [noCache] } : {}),
    };
  }

  private write(path: string, content: string, mode: number, mtime?: number): ScriptStep[] {
    this.files.set(path, { base64: content, mode });
    return [{ op: "write", path, base64: content, mode, ...(mtime === undefined ? {} : { mtime: Math.floor(mtime) }) }];
  }

  private edit(edit: Edit): ScriptStep[] {
    const { path } = edit;
    const mode = "mode" in edit && edit.mode !== undefined ? Number.parseInt(edit.mode, 8) : undefined;
    switch (edit.op) {
      case "write":
        return this.write(path, edit.base64 ?? base64(edit.content ?? ""), mode ?? 0o644, edit.mtime);
      case "pattern": {
        const bytes = Uint8Array.from({ length: edit.size }, (_, i) => i * 31 + (i >> 8) * 17 + edit.seed);
        return this.write(path, base64(bytes), mode ?? 0o644, edit.mtime);
      }
      case "mkdir":
        return [{ op: "mkdir", path }, ...(mode === undefined ? [] : [{ op: "chmod", path, mode } as const])];
      case "delete":
        this.forget(path);
        return [{ op: "remove", path }];
      case "chmod":
        this.change(path, mode ?? 0o644);
        return [{ op: "chmod", path, mode: mode ?? 0o644 }];
      case "touch": {
        const file = this.files.get(path);
        return file === undefined ? [] : this.write(path, file.base64, file.mode, edit.mtime);
      }
      case "symlink":
        return [...(this.files.delete(path) ? [{ op: "remove", path } as const] : []), { op: "symlink", path, target: edit.target }];
      case "hardlink": {
        // A lab has no word for hard links; a second file does as well here.
        const file = this.files.get(edit.target);
        return file === undefined ? [] : this.write(path, file.base64, file.mode);
      }
      case "rename": {
        for (const [old, file] of [...this.files]) {
          if (old !== path && !old.startsWith(`${path}/`)) continue;
          this.files.delete(old);
          this.files.set(edit.to + old.slice(path.length), file);
        }
        return [{ op: "rename", path, to: edit.to }];
      }
    }
  }

  private change(path: string, mode: number): void {
    const file = this.files.get(path);
    if (file !== undefined) file.mode = mode;
  }

  private forget(path: string): void {
    for (const file of [...this.files.keys()]) {
      if (file === path || file.startsWith(`${path}/`)) this.files.delete(file);
    }
  }
}
