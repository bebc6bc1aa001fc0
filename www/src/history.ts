/** Time travel: every command and every edit leaves a moment behind, and any of them can be gone back to. Nothing is ever cut off. */
import type { Captured } from "./engine-state.js";
import type { Build } from "./model/build.js";
import type { SavedEntry } from "./model/project.js";
import type { Deed, Timeline } from "./model/timeline.js";

/** All that a moment holds. The entries share the bytes of files that didn't change. */
export interface Moment {
  deed: Deed;
  entries: readonly SavedEntry[];
  tag: string;
  builds: readonly Build[];
  /** Command lines that led here. */
  commands: readonly string[];
  /** The engine's images, containers and cache; absent before the first command. */
  engine?: Captured;
}

/** What of a history outlives a visit. */
export interface KeptHistory {
  moments: readonly Moment[];
  /** The number of the first of them. */
  first: number;
  at: number;
}

/** Moments that are kept for the next visit, and the bytes of engines in them. */
const MAX_KEPT = 60;
const MAX_KEPT_BYTES = 24_000_000;

/** Keystrokes in one file that follow each other this closely are one moment. */
const PAUSE_MS = 1500;
const MAX_MOMENTS = 200;

export class History {
  private moments: Moment[] = [];
  /** How many moments were let go from the front; numbers go on counting. */
  private dropped = 0;
  private index = -1;
  private lastEdit = 0;

  get timeline(): Timeline {
    return { first: this.dropped, moments: this.moments.map((moment) => moment.deed), at: this.at };
  }

  /** The number of the moment that is shown. */
  get at(): number {
    return this.index < 0 ? -1 : this.index + this.dropped;
  }

  /** What the engine held when it was last asked. */
  get engine(): Captured | undefined {
    return this.moments[this.index]?.engine;
  }

  /** The latest moments, as many as may be kept, among them the one that is shown. */
  get kept(): KeptHistory {
    let [from, bytes] = [this.moments.length, 0];
    while (from > Math.max(0, this.moments.length - MAX_KEPT)) {
      const { engine } = this.moments[from - 1]!;
      // Moments without a command between them share their engine.
      if (engine !== this.moments[from]?.engine) bytes += engine?.index.length ?? 0;
      if (bytes > MAX_KEPT_BYTES && from <= this.index) break;
      from -= 1;
    }
    from = Math.min(from, Math.max(0, this.index));
    return { moments: this.moments.slice(from), first: this.dropped + from, at: this.at };
  }

  /** Goes on with the history of an earlier visit. */
  restore({ moments, first, at }: KeptHistory): void {
    if (at < first || at >= first + moments.length) return;
    this.moments = [...moments];
    this.dropped = first;
    this.index = at - first;
  }

  /**
   * Adds a moment. What lies ahead of the one that was gone back to stays: the way back is recorded like any other deed,
   * so that "undo, then edit" loses nothing. Whether the timeline looks different now.
   */
  record(moment: Moment, now: number): boolean {
    const here = this.moments[this.index];
    let replaces = false;
    if (here !== undefined && this.index < this.moments.length - 1) {
      this.moments.push({ ...here, deed: { kind: "back" } });
    } else if (here !== undefined && this.goesOn(here.deed, moment.deed, now)) {
      this.moments.pop();
      replaces = true;
    }
    this.moments.push(moment);
    const over = Math.max(0, this.moments.length - MAX_MOMENTS);
    this.moments.splice(0, over);
    this.dropped += over;
    this.index = this.moments.length - 1;
    if (moment.deed.kind === "edit") this.lastEdit = now;
    return !replaces;
  }

  /** The moment of that number, which is from now on where the history stands; `undefined` if it is not kept. */
  travel(to: number): Moment | undefined {
    const moment = this.moments[to - this.dropped];
    if (moment === undefined) return undefined;
    this.index = to - this.dropped;
    this.lastEdit = 0;
    return moment;
  }

  /** The moments that led from one to the one that is shown; what was undone on the way is left out. */
  path(from: number): Moment[] {
    const path: Moment[] = [];
    for (const moment of this.moments.slice(Math.max(0, from - this.dropped), this.index + 1)) {
      // A way back shares the files of the moment that it led to.
      const at = moment.deed.kind === "back" ? path.findIndex(({ entries, commands }) => entries === moment.entries && commands === moment.commands) : -1;
      if (at >= 0) path.splice(at + 1);
      else path.push(moment);
    }
    // A lesson or another project begins anew, and so does what leads somewhere from there.
    const anew = path.findLastIndex((moment, at) => at > 0 && path[at - 1]?.commands.some((line, nth) => moment.commands[nth] !== line));
    return path.slice(Math.max(0, anew));
  }

  private goesOn(before: Deed, now: Deed, time: number): boolean {
    return before.kind === "edit" && now.kind === "edit" && before.path === now.path && time - this.lastEdit < PAUSE_MS;
  }
}
