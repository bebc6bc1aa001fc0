/** What an `embed.html` in a frame and its parent say to each other. */
import type { LayerLabElement, LayerLabEvents } from "./contract.js";

/** The parent's greeting, posted to the frame's window with one `MessagePort`; everything else goes over the port. */
export interface Hello {
  type: "layerlab";
  /** Files to show, by path. */
  files?: Record<string, string>;
}

/** What can be called: the element's methods, and `set` with an attribute's name and its value or `null`. */
export const CALLS = ["run", "build", "reset", "exportImage", "importImage", "permalink", "set"] as const satisfies readonly (keyof LayerLabElement | "set")[];

export interface Call {
  id: number;
  method: (typeof CALLS)[number];
  args: unknown[];
}

/** The element's events, by name. */
export const EVENTS = [
  "ready",
  "change",
  "build-start",
  "step",
  "build-end",
  "cache-miss",
  "goal",
  "lesson-complete",
  "resize",
  "error",
] as const satisfies readonly (keyof LayerLabEvents)[];

/** What the frame says: `connected` once, then the element's events, and an answer to every call. */
export type Message =
  | { kind: "event"; name: keyof LayerLabEvents | "connected"; detail: unknown }
  | { kind: "result"; id: number; value: unknown }
  | { kind: "error"; id: number; code: string; message: string };
