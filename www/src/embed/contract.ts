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
  "build-start": { dockerfile: string; tag: string };
  /** One of the engine's events, in order. */
  step: BuildEvent;
  /** `image` is the digest of the image's configuration. */
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
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** `<layer-lab>`: a lab in a page. Everything heavy is loaded when it is first touched, or with `autorun` first seen. */
export interface LayerLabElement extends HTMLElement {
  /** Address of a project: JSON `{ "name"?, "open"?, "files": { path: text } }`, or a Dockerfile. */
  src: string;
  /** Address of a lesson, whose start then is the project. Its words are in the file, or beside it in `en/` and `ko/`. */
  lesson: string;
  /** The project's files by path; as an attribute, JSON. */
  files: Record<string, string>;
  /** Height as CSS writes it, or a number of pixels. Default 460px. */
  height: string;
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

  addEventListener<Name extends keyof LayerLabEvents>(
    name: Name,
    listener: (event: CustomEvent<LayerLabEvents[Name]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(name: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/** A part of a lab that stands alone: with a lab of its own, or with that of the `<layer-lab>` whose id is in `for`. */
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
