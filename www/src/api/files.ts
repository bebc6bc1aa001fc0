/** The project's files. */
import type { Caller, CallOptions } from "./caller.js";
import { LabError } from "../engine/lab.js";
import type { ProjectEntry } from "../engine/wire.js";

/** How a file is written. */
export interface WriteOptions extends CallOptions {
  /** Permission bits, as in `0o755`. Default: those of the file there, or `0o644`. */
  mode?: number | undefined;
  /** Time of the last change in seconds since 1970. Default: the lab's time. */
  mtime?: number | undefined;
}

/**
 * The project that is built. Paths are relative to its root and separated by `/`. Calls reject with a `LabError`:
 * `not-found`, `not-a-directory`, `is-a-directory`, `invalid-path`, `too-large`, `bad-argument` and the like; then nothing has changed.
 *
 * @example
 * ```js
 * import { createLab } from "layerlab";
 *
 * const lab = await createLab();
 * await lab.files.write("Dockerfile", "FROM alpine\nCOPY start.sh /\n");
 * await lab.files.write("start.sh", "#!/bin/sh\necho hello\n", { mode: 0o755 });
 * console.log((await lab.files.list()).map((entry) => entry.path)); // [ 'Dockerfile', 'start.sh' ]
 * console.log(await lab.files.text("Dockerfile"));
 * await lab.files.mkdir("bin");
 * await lab.files.rename("start.sh", "bin/start.sh");
 * await lab.files.chmod("bin/start.sh", 0o644);
 * await lab.files.symlink("start", "bin/start.sh");
 * console.log((await lab.files.read("start")).length); // 21
 * await lab.files.example("web-ping"); // everything else is gone
 * lab.dispose();
 * ```
 */
export class Files {
  /** @internal */
  constructor(private readonly caller: Caller) {}

  /** Everything in the project in the order of the paths, with sizes in bytes and what `.dockerignore` leaves out. */
  list(options?: CallOptions): Promise<ProjectEntry[]> {
    return this.caller.call(options, (engine) => engine.files());
  }

  /** The content of a file, symbolic links followed. */
  read(path: string, options?: CallOptions): Promise<Uint8Array> {
    return this.caller.call(options, (engine) => engine.readFile(path), path);
  }

  /** The content of a file as text in UTF-8. */
  async text(path: string, options?: CallOptions): Promise<string> {
    return new TextDecoder().decode(await this.read(path, options));
  }

  /** Make or replace a file, with the folders above it. */
  async write(path: string, content: string | Uint8Array, { mode, mtime, ...options }: WriteOptions = {}): Promise<void> {
    if (typeof content !== "string" && !ArrayBuffer.isView(content)) throw new LabError("bad-argument", "the content of a file is a text or bytes");
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    return this.caller.call(options, (engine) => engine.writeFile(path, bytes, mode, mtime), path);
  }

  /** Make a folder and those above it; it is fine if it is there. */
  mkdir(path: string, options?: CallOptions): Promise<void> {
    return this.caller.call(options, (engine) => engine.makeDir(path), path);
  }

  /** Remove a file, or a folder with everything in it. */
  remove(path: string, options?: CallOptions): Promise<void> {
    return this.caller.call(options, (engine) => engine.remove(path), path);
  }

  /** Move a file or folder; folders above the new path are made. */
  rename(from: string, to: string, options?: CallOptions): Promise<void> {
    return this.caller.call(options, (engine) => engine.rename(from, to), from, to);
  }

  /** Set permission bits, as in `0o755`. */
  chmod(path: string, mode: number, options?: CallOptions): Promise<void> {
    return this.caller.call(options, (engine) => engine.chmod(path, mode), path);
  }

  /** Make a symbolic link with any target. */
  symlink(path: string, target: string, options?: CallOptions): Promise<void> {
    return this.caller.call(options, (engine) => engine.symlink(path, target), path, target);
  }

  /** Replace the project with a ready-made one: `web-ping`. */
  example(name: string, options?: CallOptions): Promise<void> {
    return this.caller.call(options, (engine) => engine.loadExample(name), name);
  }
}
