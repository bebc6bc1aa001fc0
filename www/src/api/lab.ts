/** The lab: a simulated Docker host with a project, as programs use it. */
import { LabError, type LabClient } from "../engine/lab.js";
import type { ArchiveFormat, Diagnostic, FileChange, ImageRow, LayerRow } from "../engine/wire.js";
import { startBuild, type Build, type BuildOptions } from "./build.js";
import { Caller, type CallOptions } from "./caller.js";
import { feed, startCommand, type Command, type ExecOptions } from "./command.js";
import { DockerfileServices } from "./dockerfile.js";
import { Files } from "./files.js";
import { history, layers, type HistoryEntry } from "./image.js";
import { applySnapshot, takeSnapshot } from "./snapshot.js";

/** How an image is saved. */
export interface SaveOptions extends CallOptions {
  /** `"oci"`, an OCI layout in a tar, or `"docker"`, what `docker save` writes. Default `"oci"`. */
  format?: ArchiveFormat | undefined;
}

/**
 * A simulated Docker host with a project to build. `createLab` makes one.
 *
 * Calls are answered in the order they are made. One that fails rejects with a `LabError` and has changed nothing.
 *
 * @example
 * ```js
 * import { createLab } from "layerlab";
 *
 * const lab = await createLab({ example: "web-ping" });
 * const build = lab.build({ tags: ["web-ping"] });
 * for await (const event of build) if (event.kind === "layer") console.log(event.diffId, event.size);
 * const result = await build.result;
 * if (result.state === "done") console.log(result.image.id);
 * lab.dispose();
 * ```
 */
export class Lab {
  /** The project. */
  readonly files: Files;
  /** Services for editors. */
  readonly dockerfile: DockerfileServices;
  private readonly caller: Caller;

  /** @internal */
  constructor(private readonly engine: LabClient) {
    this.caller = new Caller(engine);
    this.files = new Files(this.caller);
    this.dockerfile = new DockerfileServices(this.caller);
  }

  /**
   * Build the project. The build starts at once; iterate over what it returns for the events, and await its `result`. A
   * build that fails is a result, not an error.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab({ files: { Dockerfile: "FROM alpine\nRUN exit 3\n" } });
   * const result = await lab.build().result;
   * if (result.state === "failed") console.log(result.line, result.message);
   * lab.dispose();
   * ```
   */
  build(options: BuildOptions = {}): Build {
    return startBuild(this.engine, options);
  }

  /**
   * Run a line of docker's command line, such as `image ls` or `docker build -t app .`, over the project's files. A
   * command that fails is a result with its exit code. Throws a `LabError` with the code `bad-argument` when a quote isn't
   * closed.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab({ example: "web-ping" });
   * await lab.exec("docker build -t web-ping .").result;
   * const { exitCode, stdout } = await lab.exec(["image", "ls"]).result;
   * console.log(exitCode, stdout);
   * lab.dispose();
   * ```
   */
  exec(line: string | readonly string[], options: ExecOptions = {}): Command {
    return startCommand(this.engine, line, options);
  }

  /** What is wrong or could be better in a Dockerfile of the project; rejects with `not-found` if it isn't there. */
  check(path = "Dockerfile", options?: CallOptions): Promise<Diagnostic[]> {
    return this.caller.call(options, (engine) => engine.check(path));
  }

  /** All images, the newest first. Sizes are bytes, times seconds since 1970. */
  images(options?: CallOptions): Promise<ImageRow[]> {
    return this.caller.call(options, (engine) => engine.images());
  }

  /** How an image came about, the newest step first. Rejects with `no-such-image`. */
  history(reference: string, options?: CallOptions): Promise<HistoryEntry[]> {
    return this.caller.call(options, (engine) => history(engine, reference));
  }

  /** The layers of an image, the lowest first. Rejects with `no-such-image`. */
  layers(reference: string, options?: CallOptions): Promise<LayerRow[]> {
    return this.caller.call(options, (engine) => layers(engine, reference));
  }

  /** What a layer adds, changes and removes, by its diff ID. Rejects with `no-such-layer`. */
  layerFiles(diffId: string, options?: CallOptions): Promise<FileChange[]> {
    return this.caller.call(options, (engine) => engine.layerFiles(diffId));
  }

  /** The content of a file that a layer holds. Rejects with `no-such-layer` or `not-found`. */
  layerFile(diffId: string, path: string, options?: CallOptions): Promise<Uint8Array> {
    return this.caller.call(options, (engine) => engine.layerFile(diffId, path));
  }

  /** An image as an archive that `docker load` takes. Rejects with `no-such-image`. */
  save(reference: string, { format = "oci", ...options }: SaveOptions = {}): Promise<Uint8Array> {
    return this.caller.call(options, (engine) => engine.save(reference, format));
  }

  /**
   * Take in the images of an archive: one of `docker save` or an OCI layout in a tar, compressed with gzip or not.
   * Returns what docker prints, such as `Loaded image: app:latest`. Rejects with `invalid-archive`.
   */
  load(archive: Uint8Array, options?: CallOptions): Promise<string> {
    return this.caller.call(options, async (engine) => {
      const { exitCode, stdout, stderr } = await feed(engine, ["image", "load"], archive);
      if (exitCode !== 0) throw new LabError("invalid-archive", stderr.trim());
      return stdout.trim();
    });
  }

  /** Everything in the lab, project, images, containers and cache, as bytes for `restore`. */
  snapshot(options?: CallOptions): Promise<Uint8Array> {
    return this.caller.call(options, takeSnapshot);
  }

  /**
   * Replace everything in the lab by what a snapshot holds. Rejects with `bad-state` and the like, and changes nothing,
   * when the bytes are none.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab({ example: "web-ping" });
   * const before = await lab.snapshot();
   * await lab.files.remove("app.js");
   * await lab.restore(before);
   * console.log((await lab.files.text("app.js")).length > 0); // true
   * lab.dispose();
   * ```
   */
  restore(snapshot: Uint8Array, options?: CallOptions): Promise<void> {
    return this.caller.call(options, (engine) => applySnapshot(engine, snapshot));
  }

  /** Let go of the engine, its worker and its memory. Calls and builds under way reject with the code `disposed`. */
  dispose(): void {
    this.engine.dispose();
  }
}
