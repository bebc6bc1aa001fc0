/** What a person asks for. Elements send intents up; only the session acts on them. */
import type { ArchiveFormat, Fix } from "../engine/wire.js";
import type { Published } from "./container.js";
import type { Left, Overlay, Panel, Side, View } from "./state.js";

/** A file that was dropped on the page or picked from a disk; its bytes are read only if its size is within the limits. */
export interface Import {
  path: string;
  blob: Blob;
}

export type Intent =
  | { kind: "open"; path: string; line?: number }
  | { kind: "close"; path: string }
  | { kind: "edit"; path: string; text: string }
  | { kind: "create"; path: string; folder: boolean }
  | { kind: "rename"; from: string; to: string }
  | { kind: "mode"; path: string; mode: number }
  | { kind: "remove"; path: string }
  | { kind: "import"; files: readonly Import[] }
  | { kind: "reset" }
  | { kind: "fix"; path: string; fix: Fix }
  | { kind: "tag"; tag: string }
  | { kind: "build" }
  | { kind: "cancel" }
  /** Build the project with the classic builder, beside the lab, to compare. */
  | { kind: "classic" }
  | { kind: "download" }
  /** Ask for an image's configuration, history and waste. */
  | { kind: "imageMore"; id: string }
  /** Look at the containers again, and closer at the one of this id. */
  | { kind: "containers"; id?: string }
  /** Run a docker command line as if it had been typed. */
  | { kind: "command"; line: string }
  /** Ask a container for a page. */
  | { kind: "visit"; container: string; port: Published; path: string }
  /** Tell what two images differ in, or an image and a container, by their ids. */
  | { kind: "compareImages"; before: string; after: string }
  /** Show the header that a layer's tar has for a path. */
  | { kind: "layerHeader"; diffId: string; path: string }
  /** Show what a layer does to a file's text. */
  | { kind: "layerDiff"; diffId: string; path: string }
  /** Show what a fix would change. */
  | { kind: "previewFix"; path: string; fix: Fix }
  | { kind: "saveImage"; reference: string; format: ArchiveFormat }
  | { kind: "downloadProject" }
  | { kind: "select"; step: number | undefined }
  | { kind: "layerFiles"; diffId: string }
  | { kind: "layerFile"; diffId: string; path: string }
  | { kind: "closePreview" }
  | { kind: "panel"; panel: Panel }
  | { kind: "view"; view: View }
  | { kind: "side"; side: Side }
  | { kind: "left"; left: Left }
  /** Set a lesson up, or put the open one away. */
  | { kind: "lesson"; id: string | undefined }
  /** Tell the next hint of the open lesson. */
  | { kind: "hint" }
  | { kind: "overlay"; overlay: Overlay | undefined }
  /** What is done from here on belongs to the lesson that is recorded. */
  | { kind: "record" }
  /** Turn what was done since into a lesson's file. */
  | { kind: "saveLesson" }
  /** Go to the moment of that number. */
  | { kind: "travel"; to: number }
  | { kind: "dismiss"; id: number };

const NAME = "lab-intent";

/** Crosses shadow roots on its way to the page. */
export class IntentEvent extends CustomEvent<Intent> {
  static readonly type = NAME;

  constructor(intent: Intent) {
    super(NAME, { detail: intent, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    [NAME]: IntentEvent;
  }
}
