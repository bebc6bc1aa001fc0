/** `<layer-lab>` and its parts as pages see them: attributes, properties, methods and events. */
import type { ArchiveFormat, BuildEvent, MissReason } from "../engine/wire.js";

/** The parts of a lab that can be shown. */
export type Pane = "files" | "editor" | "log" | "stack" | "terminal";

/** How a build ended. */
export type BuildState = "done" | "failed" | "cancelled";

/** What each event of `<layer-lab>` carries in its `detail`. All of them bubble and cross shadow roots. */
export interface LayerLabEvents {
  /** The engine is there and the project in it. */
  ready: Record<string, never>;
  /** A file was edited; `text` is all of it. */
  change: { path: string; text: string };
  /** A build begins, of the Dockerfile with this path; its image is to be called `tag`. */
  "build-start": { dockerfile: string; tag: string };
  /** One of the engine's events, in order. */
  step: BuildEvent;
  /** A build has ended. `image` is the digest of the image's configuration; one that failed has a `message` and, where its cause has one, a `line`, from 1. */
  "build-end": { state: BuildState; image?: string; message?: string; line?: number };
  /** A step was not taken from the cache. `firstBreak` is false when it only follows from one before it. */
  "cache-miss": { vertex: number; firstBreak: boolean; summary: string; reasons: MissReason[] };
  /** A goal of the lesson was reached: `id` is its step's number and its own, as in `2.1`, `text` what it says. */
  goal: { lesson: string; id: string; text: string };
  /** All goals of the lesson were reached; `lesson` is its id. */
  "lesson-complete": { lesson: string };
  /** The element has another size, in CSS pixels. */
  resize: { width: number; height: number };
  /** Something could not be loaded or done; `code` is stable, as that of a `LabError`. */
  error: { code: string; message: string };
}

/** How a command line ended. */
export interface CommandEnd {
  /** As docker's: 0 when all went well. */
  exitCode: number;
  /** All it printed to standard output. */
  stdout: string;
  /** All it printed to standard error. */
  stderr: string;
}

/**
 * `<layer-lab>`: a lab in a page. Everything heavy is loaded when it is first touched, or with `autorun` first seen.
 *
 * Its events are those of `LayerLabEvents`. Methods load the engine if need be and reject with a `LabError`: `worker` when that
 * can't be loaded, `load` when the project or the lesson can't be had, `bad-project`, `bad-lesson`, `busy` while a build is under way.
 *
 * @example
 * ```html
 * <script type="module">
 *   import "layerlab/element";
 *
 *   const lab = document.querySelector("layer-lab");
 *   lab.addEventListener("cache-miss", ({ detail }) => console.log(detail.summary));
 *   console.log((await lab.build()).state); // done
 *   console.log((await lab.run("image ls --format {{.Repository}}")).stdout); // app
 *   const archive = await lab.exportImage("docker");
 *   console.log(await lab.importImage(archive)); // Loaded image: app:latest
 *   console.log(await lab.permalink()); // #lab=…
 *   await lab.reset();
 * </script>
 * <layer-lab tag="app"><pre>FROM alpine
 * RUN echo hello > /hello.txt</pre></layer-lab>
 * ```
 */
export interface LayerLabElement extends HTMLElement {
  /** Address of a project: JSON `{ "name"?, "open"?, "files": { path: text } }`, or a Dockerfile. */
  src: string;
  /** Address of a lesson, whose start then is the project. Its words are in the file, or beside it in `en/` and `ko/`. */
  lesson: string;
  /** The project's files by path; as an attribute, JSON. */
  files: Record<string, string>;
  /** Height as CSS writes it, or a number of pixels. Default 460px. */
  height: string;
  /** Default `auto`: the system's. */
  theme: "auto" | "light" | "dark";
  /** Shared by all labs of a page. Default: the page's language. */
  locale: "en" | "ko";
  /** Whose output the terminal imitates: Docker 20.10, 28 or 29. */
  profile: "book" | "v28" | "v29";
  /** Build as soon as it is seen. */
  autorun: boolean;
  /** Files can't be edited. */
  readonly: boolean;
  /** What is shown, separated by blanks; as an attribute in any order. Default `editor stack log`, with a lesson `editor stack terminal`. */
  panes: string;
  /** The name of the image. Default: the project's, or `app`. */
  tag: string;
  /** Address of a Layerlab site, which `permalink` points into. Default: none, and `permalink` gives the part behind `#`. */
  site: string;

  /** Run a line of docker's command line. */
  run(line: string): Promise<CommandEnd>;
  /** Build the project; resolves when the build has ended, however it did. */
  build(): Promise<LayerLabEvents["build-end"]>;
  /** The project as it was at the beginning. Images and cache stay, unless it is a lesson, which begins again with neither. */
  reset(): Promise<void>;
  /** The last image as an archive that `docker load` takes. Rejects with `no-such-image` before the first. */
  exportImage(format?: ArchiveFormat): Promise<Uint8Array>;
  /** Take in the images of an archive. Returns what docker prints. */
  importImage(archive: Uint8Array): Promise<string>;
  /** An address that opens the project as it stands now. */
  permalink(): Promise<string>;

  /** Listens to an event, which carries in `detail` what `LayerLabEvents` says. */
  addEventListener<Name extends keyof LayerLabEvents>(
    name: Name,
    listener: (event: CustomEvent<LayerLabEvents[Name]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(name: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/**
 * A part of a lab that stands alone: with a lab of its own, or with that of the `<layer-lab>` whose id is in `for`.
 *
 * @example
 * ```html
 * <script type="module">
 *   import "layerlab/element";
 *
 *   const terminal = document.querySelector("layer-lab-terminal");
 *   console.log((await terminal.run("docker build -q -t app .")).exitCode); // 0
 *   document.querySelector("layer-lab-stack").addEventListener("build-end", ({ detail }) => console.log(detail.state));
 * </script>
 * <layer-lab id="lab" panes="editor"><pre>FROM alpine
 * RUN echo hello > /hello.txt</pre></layer-lab>
 * <layer-lab-stack for="lab"></layer-lab-stack>
 * <layer-lab-terminal for="lab"></layer-lab-terminal>
 * ```
 */
export interface LayerLabPartElement extends LayerLabElement {
  /** Id of a `<layer-lab>` of the same document. */
  for: string;
}

declare global {
  interface HTMLElementTagNameMap {
    "layer-lab": LayerLabElement;
    "layer-lab-editor": LayerLabPartElement;
    "layer-lab-stack": LayerLabPartElement;
    "layer-lab-terminal": LayerLabPartElement;
  }
}
