/** The lab: a simulated Docker host with a project, as programs use it. */
import { LabError, type LabClient } from "../engine/lab.js";
import type {
  ArchiveFormat,
  BuildRequest,
  Diagnostic,
  FileChange,
  Forecast,
  ImageDetails,
  ImageDiff,
  ImageRow,
  InstructionRow,
  LayerDiff,
  LayerRow,
  Sharing,
  Verdict,
  WastefulImage,
} from "../engine/wire.js";
import { startBuild, type Build, type BuildOptions } from "./build.js";
import { Caller, type CallOptions } from "./caller.js";
import { feed, startCommand, type Command, type ExecOptions } from "./command.js";
import { DockerfileServices } from "./dockerfile.js";
import { Files } from "./files.js";
import { history, layers, type HistoryEntry } from "./image.js";
import { openCommand, openShell, type Session, type SessionOptions, type ShellSessionOptions } from "./session.js";
import { applySnapshot, takeSnapshot } from "./snapshot.js";

/** How an image is saved. */
export interface SaveOptions extends CallOptions {
  /** `"oci"`, an OCI layout in a tar, or `"docker"`, what `docker save` writes. Default `"oci"`. */
  format?: ArchiveFormat | undefined;
}

/** Why a step would run instead of being taken from the cache. */
export interface Explanation {
  /** Which instruction. */
  instruction: InstructionRow;
  /** Why it would run. */
  verdict: Exclude<Verdict, { kind: "hit" }>;
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

  /**
   * Run a line of docker's command line that is spoken with while it runs: `container run -it`, `attach`, `exec -i`. Throws a
   * `LabError` with the code `bad-argument` when a quote isn't closed.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab();
   * const inside = lab.open("docker run -it --name box alpine", { terminal: { columns: 80, rows: 24, colours: false } });
   * inside.write("echo hello > /note\n");
   * inside.write("exit 3\n");
   * console.log((await inside.result).exitCode); // 3
   * console.log((await lab.exec("docker diff box").result).stdout); // A /note and more
   * lab.dispose();
   * ```
   */
  open(line: string | readonly string[], options: SessionOptions = {}): Session {
    return openCommand(this.engine, line, options);
  }

  /**
   * The shell of the simulated host, in the folder of the project, with `docker` among its programs. At its prompt it reads
   * what is written, line by line; with `script` it runs that and ends.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab({ example: "web-ping" });
   * const shell = lab.openShell();
   * shell.write("docker build -q -t web-ping . && docker image ls --format '{{.Repository}}'\n");
   * shell.end();
   * console.log((await shell.result).stdout);
   * console.log((await lab.openShell({ script: "ls | wc -l" }).result).stdout);
   * lab.dispose();
   * ```
   */
  openShell(options: ShellSessionOptions = {}): Session {
    return openShell(this.engine, options);
  }

  /**
   * What a build would take from the cache, without building, instruction by instruction: with the builder that the
   * request names, or with both if it names none.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab({ example: "web-ping" });
   * await lab.build().result;
   * await lab.files.write("app.js", "console.log('changed')\n");
   * for (const { instruction, buildkit } of (await lab.forecast()).rows) console.log(buildkit?.kind, instruction.text);
   * for (const { instruction, verdict } of await lab.explain()) {
   *   if (verdict.kind === "miss") console.log(instruction.text, "runs:", verdict.summary);
   * }
   * lab.dispose();
   * ```
   */
  forecast(request: BuildRequest = {}, options?: CallOptions): Promise<Forecast> {
    return this.caller.call(options, (engine) => engine.forecast(request));
  }

  /**
   * Why the next build would not take steps from the cache: those of `forecast` that would run with the request's
   * builder, in the order of the Dockerfile. Rejects with `build-failed` when the build would end before any step.
   */
  async explain(request: BuildRequest = {}, options?: CallOptions): Promise<Explanation[]> {
    const { builder = "buildkit" } = request;
    const { rows, failure } = await this.forecast({ ...request, builder }, options);
    if (failure !== undefined) throw new LabError("build-failed", failure);
    return rows.flatMap(({ instruction, [builder]: verdict }) =>
      verdict === undefined || verdict.kind === "hit" ? [] : [{ instruction, verdict }],
    );
  }

  /**
   * What is wrong in a Dockerfile of the project, and what BuildKit's checks remark on it; rejects with `not-found` if it
   * isn't there.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab({ files: { Dockerfile: "FROM alpine\nMAINTAINER me\nRUN apk add curl\n" } });
   * for (const { startLine, code, message } of await lab.check()) console.log(startLine, code, message);
   * for (const { startLine, message, help } of await lab.advise()) console.log(startLine, message, help);
   * lab.dispose();
   * ```
   */
  check(path = "Dockerfile", options?: CallOptions): Promise<Diagnostic[]> {
    return this.caller.call(options, (engine) => engine.check(path), path);
  }

  /**
   * Our own advice on a Dockerfile of the project, which no build gives: what makes builds slower, images bigger or less
   * safe than they need be, with the reason in `help`. Rejects with `not-found` if the file isn't there.
   */
  advise(path = "Dockerfile", options?: CallOptions): Promise<Diagnostic[]> {
    return this.caller.call(options, (engine) => engine.advise(path), path);
  }

  /**
   * All images, the newest first. Sizes are bytes, times seconds since 1970.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab({ example: "web-ping" });
   * await lab.build({ tags: ["web-ping"] }).result;
   * for (const { names, size } of await lab.images()) console.log(names, size);
   * for (const { createdBy, size } of await lab.history("web-ping")) console.log(size, createdBy);
   * const { config } = await lab.inspect("web-ping");
   * console.log(config.env, config.cmd);
   * const top = (await lab.layers("web-ping")).at(-1);
   * const [file] = (await lab.layerFiles(top.diffId)).filter(({ kind }) => kind === "file");
   * console.log(file.path, (await lab.layerFile(top.diffId, file.path)).length); // web-ping/app.js and its bytes
   * console.log(await lab.layerDiff(top.diffId, file.path));
   * lab.dispose();
   * ```
   */
  images(options?: CallOptions): Promise<ImageRow[]> {
    return this.caller.call(options, (engine) => engine.images());
  }

  /** How an image came about, the newest step first. Rejects with `no-such-image`. */
  history(reference: string, options?: CallOptions): Promise<HistoryEntry[]> {
    return this.caller.call(options, (engine) => history(engine, reference), reference);
  }

  /** The layers of an image, the lowest first. Rejects with `no-such-image`. */
  layers(reference: string, options?: CallOptions): Promise<LayerRow[]> {
    return this.caller.call(options, (engine) => layers(engine, reference), reference);
  }

  /** Configuration and history of an image. Rejects with `no-such-image`. */
  inspect(reference: string, options?: CallOptions): Promise<ImageDetails> {
    return this.caller.call(options, (engine) => engine.imageDetails(reference), reference);
  }

  /**
   * What two images differ in: files, configuration, layers. Rejects with `no-such-image`.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab({ files: { Dockerfile: "FROM alpine\nCOPY note /\n", note: "one\n" } });
   * await lab.build({ tags: ["app:1"] }).result;
   * await lab.files.write("Dockerfile", "FROM alpine\nCOPY note /\nRUN rm /note\n");
   * await lab.build({ tags: ["app:2"] }).result;
   * console.log((await lab.diff("app:1", "app:2")).files.map(({ path }) => path)); // the note is gone
   * console.log(await lab.fileDiff("app:1", "app:2", "/note")); // undefined, as one of them has none
   * console.log((await lab.waste("app:2")).rows.length); // its bytes are still carried
   * console.log((await lab.sharing()).layers.length);
   * lab.dispose();
   * ```
   */
  diff(before: string, after: string, options?: CallOptions): Promise<ImageDiff> {
    return this.caller.call(options, (engine) => engine.diff(before, after), before, after);
  }

  /** The unified diff of a file in two images, if both hold it as short text. Rejects with `no-such-image`. */
  fileDiff(before: string, after: string, path: string, options?: CallOptions): Promise<string | undefined> {
    return this.caller.call(options, (engine) => engine.fileDiff(before, after, path), before, after, path);
  }

  /** The bytes that an image carries for nothing: files that a later layer hides. Rejects with `no-such-image`. */
  waste(reference: string, options?: CallOptions): Promise<WastefulImage> {
    return this.caller.call(options, (engine) => engine.waste(reference), reference);
  }

  /** Which images and containers hold a layer, and how many bytes removing one of them would free. */
  sharing(options?: CallOptions): Promise<Sharing> {
    return this.caller.call(options, (engine) => engine.sharing());
  }

  /** What a layer adds, changes and removes, by its diff ID. Rejects with `no-such-layer`. */
  layerFiles(diffId: string, options?: CallOptions): Promise<FileChange[]> {
    return this.caller.call(options, (engine) => engine.layerFiles(diffId), diffId);
  }

  /** The content of a file that a layer holds. Rejects with `no-such-layer` or `not-found`. */
  layerFile(diffId: string, path: string, options?: CallOptions): Promise<Uint8Array> {
    return this.caller.call(options, (engine) => engine.layerFile(diffId, path), diffId, path);
  }

  /** What a layer does to a file's content, against the layers below. Rejects with `no-such-layer` or `not-found`. */
  layerDiff(diffId: string, path: string, options?: CallOptions): Promise<LayerDiff> {
    return this.caller.call(options, (engine) => engine.layerDiff(diffId, path), diffId, path);
  }

  /** An image as an archive that `docker load` takes. Rejects with `no-such-image`. */
  save(reference: string, { format = "oci", ...options }: SaveOptions = {}): Promise<Uint8Array> {
    return this.caller.call(options, (engine) => engine.save(reference, format), reference);
  }

  /**
   * Take in the images of an archive: one of `docker save` or an OCI layout in a tar, compressed with gzip or not.
   * Returns what docker prints, such as `Loaded image: app:latest`. Rejects with `invalid-archive`.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab({ files: { Dockerfile: "FROM alpine\nRUN echo hello > /hello\n" } });
   * await lab.build({ tags: ["app"] }).result;
   * const archive = await lab.save("app", { format: "docker" });
   * const other = await createLab();
   * console.log(await other.load(archive)); // Loaded image: app:latest
   * lab.dispose();
   * other.dispose();
   * ```
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
