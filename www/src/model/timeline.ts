/** The names of the moments that can be gone back to. */

/** What led to a moment. */
export type Deed =
  | { kind: "start" }
  | { kind: "edit"; path: string }
  | { kind: "create"; path: string }
  | { kind: "rename"; from: string; to: string }
  | { kind: "mode"; path: string; mode: number }
  | { kind: "remove"; path: string }
  | { kind: "import"; count: number }
  | { kind: "example"; name: string }
  | { kind: "link" }
  | { kind: "lesson"; id: string }
  | { kind: "build"; number: number }
  | { kind: "command"; line: string }
  | { kind: "back" };

export interface Timeline {
  /** The number of the oldest moment that is still kept. */
  first: number;
  moments: readonly Deed[];
  /** The number of the moment that is shown; -1 before there is one. */
  at: number;
}

export const NO_TIMELINE: Timeline = { first: 0, moments: [], at: -1 };
