/** Everything the page shows, as one immutable value, and the only function that makes the next one. */
import type { Diagnostic, FileChange, Fix, ImageDetails, ImageDiff, ImageRow, ProjectEntry, Progress, WastefulImage } from "../engine/wire.js";
import type { Lesson } from "../lesson/format.js";
import type { Progress as LessonProgress } from "../lesson/progress.js";
import { advanceBuild, beginBuild, endBuild, NO_BUILD, type Build } from "./build.js";
import type { ContainerMore, ContainerRow, Page } from "./container.js";
import type { Outlook } from "./forecast.js";
import { assertNever } from "./never.js";
import { NO_TIMELINE, type Timeline } from "./timeline.js";
import { isWithin } from "./tree.js";

/** `starting` until the engine answers; `broken` when it could not be loaded at all. */
export type Phase = "starting" | "ready" | "broken";

export type Content = { kind: "text"; text: string } | { kind: "binary"; size: number };

export interface OpenFile {
  path: string;
  content: Content;
}

/** What the engine's parser took a Dockerfile's text for. */
export interface Tokens {
  path: string;
  /** The text that they belong to. */
  text: string;
  /** Start, length and type of each, in UTF-16 units. */
  triples: Uint32Array;
}

/** A place in the open file to show; a new object each time, so that the same place can be asked for twice. */
export interface Jump {
  path: string;
  /** From 1. */
  line: number;
}

export type NoticeText =
  | { kind: "engineBroken"; message: string }
  | { kind: "restarted" }
  | { kind: "tooLarge"; path: string; size: number; limit: number }
  | { kind: "projectFull"; path: string; limit: number }
  | { kind: "storage"; message: string }
  | { kind: "refused"; message: string }
  | { kind: "link" }
  | { kind: "otherTab" }
  | { kind: "newerLink" }
  | { kind: "brokenLink" }
  | { kind: "hint" }
  | { kind: "lessonHint"; text: string }
  | { kind: "removed"; path: string }
  | { kind: "reset" }
  | { kind: "loaded"; names: string }
  | { kind: "recording" }
  | { kind: "nothingRecorded" }
  | { kind: "noImage" };

export interface Notice {
  id: number;
  tone: "info" | "error";
  text: NoticeText;
  /** The number of the moment to go back to, where what was done can be undone from here. */
  back?: number;
}

/** The files of a layer, once somebody asked for them. */
export type LayerFiles = { kind: "loading" } | { kind: "loaded"; files: readonly FileChange[] } | { kind: "failed"; message: string };

export interface Preview {
  title: string;
  content: Content | { kind: "diff"; diff: string } | { kind: "header"; bytes: Uint8Array };
  /** Where the file lies, if it is a layer's. */
  layer?: { diffId: string; path: string };
  /** What a button below it does. */
  fix?: { path: string; fix: Fix };
}

/** What two images differ in, or why that can't be told. */
export type ImageDifference = { before: string; after: string } & ({ diff: ImageDiff } | { diff?: undefined; message: string });

/** Which part a narrow window shows. */
export type View = "project" | "editor" | "log" | "layers";
/** More about an image, once somebody asked for it. */
export interface ImageMore {
  details: ImageDetails;
  waste: WastefulImage;
}
/** What stands in the column of the project. */
export type Left = "files" | "course";
/** The lesson that is being taken. */
export interface LessonView {
  lesson: Lesson;
  progress: LessonProgress;
}
/** What stands in the column of the build. */
export type Side = "layers" | "graph" | "images" | "containers" | "compare";
/** The project as the classic builder builds it, beside the lab and without a trace in it. */
export type Classic = { kind: "running" } | { kind: "done"; build: Build } | { kind: "failed"; message: string };
/** What lies over the page. */
export type Overlay = "palette" | "shortcuts" | "share";
/** What stands below the editor. */
export type Panel = "log" | "problems" | "terminal";

export interface State {
  phase: Phase;
  /** The image's name, as after `--tag`. */
  tag: string;
  files: readonly ProjectEntry[];
  /** Paths of the files that have a tab, in the order they were opened. */
  tabs: readonly string[];
  open?: OpenFile;
  jump?: Jump;
  diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
  /** Of the open file, if it is a Dockerfile. */
  tokens?: Tokens;
  /** What the next build would take from the cache. */
  outlook?: Outlook;
  build: Build;
  /** Builds that have ended, the latest last; the older ones are let go. */
  builds: readonly Build[];
  classic?: Classic;
  /** The images of the lab. */
  images: readonly ImageRow[];
  /** By the id of the image. */
  imageMore: ReadonlyMap<string, ImageMore>;
  containers: readonly ContainerRow[];
  /** By the id of the container. */
  containerMore: ReadonlyMap<string, ContainerMore>;
  difference?: ImageDifference;
  /** What a container's port answered last. */
  page?: Page;
  timeline: Timeline;
  /** Something has not been kept yet. */
  unsaved: boolean;
  /** The Dockerfile was edited since it was built, so that the build's line numbers may no longer hold. */
  stale: boolean;
  /** The instruction whose details are shown. */
  selected?: number;
  layerFiles: ReadonlyMap<string, LayerFiles>;
  preview?: Preview;
  panel: Panel;
  view: View;
  side: Side;
  left: Left;
  lesson?: LessonView;
  overlay?: Overlay;
  notices: readonly Notice[];
}

/** Builds that can be compared with each other. */
const MAX_BUILDS = 30;

export const INITIAL: State = {
  phase: "starting",
  tag: "web-ping",
  files: [],
  tabs: [],
  diagnostics: new Map(),
  build: NO_BUILD,
  builds: [],
  images: [],
  imageMore: new Map(),
  containers: [],
  containerMore: new Map(),
  timeline: NO_TIMELINE,
  unsaved: false,
  stale: false,
  layerFiles: new Map(),
  panel: "log",
  view: "editor",
  side: "layers",
  left: "files",
  notices: [],
};

export type Event =
  | { kind: "phase"; phase: Phase }
  | { kind: "tag"; tag: string }
  | { kind: "files"; files: readonly ProjectEntry[] }
  | { kind: "opened"; file: OpenFile }
  | { kind: "closed"; path: string }
  | { kind: "edited"; path: string; text: string }
  | { kind: "moved"; from: string; to: string }
  | { kind: "jump"; path: string; line: number }
  | { kind: "checked"; path: string; diagnostics: readonly Diagnostic[] }
  | { kind: "tokens"; tokens: Tokens }
  /** `stay`: it was asked for elsewhere than with the button, and what is shown below the editor stays. */
  | { kind: "buildStarted"; dockerfile: string; stay?: boolean }
  | { kind: "buildAdvanced"; progress: Progress }
  | { kind: "buildBroken"; message: string }
  | { kind: "buildRestored"; build: Build }
  | { kind: "outlook"; outlook: Outlook | undefined }
  | { kind: "unsaved"; unsaved: boolean }
  | { kind: "classic"; classic: Classic }
  | { kind: "imageMore"; id: string; more: ImageMore }
  | { kind: "images"; images: readonly ImageRow[] }
  | { kind: "containers"; containers: readonly ContainerRow[] }
  | { kind: "containerMore"; id: string; more: ContainerMore }
  | { kind: "page"; page: Page }
  | { kind: "difference"; difference: ImageDifference }
  | { kind: "timeline"; timeline: Timeline }
  | { kind: "travelled"; tag: string; builds: readonly Build[]; timeline: Timeline }
  | { kind: "selected"; step: number | undefined }
  | { kind: "layerFiles"; diffId: string; files: LayerFiles }
  | { kind: "preview"; preview: Preview | undefined }
  | { kind: "panel"; panel: Panel }
  | { kind: "view"; view: View }
  | { kind: "side"; side: Side }
  | { kind: "left"; left: Left }
  | { kind: "lesson"; lesson: LessonView | undefined }
  | { kind: "overlay"; overlay: Overlay | undefined }
  | { kind: "noticed"; notice: Omit<Notice, "id"> }
  | { kind: "dismissed"; id: number };

export function reduce(state: State, event: Event): State {
  switch (event.kind) {
    case "phase":
      return { ...state, phase: event.phase };
    case "tag":
      return { ...state, tag: event.tag };
    case "files":
      return withFiles(state, event.files);
    case "opened":
      return { ...state, open: event.file, tabs: withTab(state.tabs, event.file.path) };
    case "closed":
      return closed(state, event.path);
    case "edited":
      return edited(state, event.path, event.text);
    case "moved":
      return moved(state, event.from, event.to);
    case "jump":
      return { ...state, jump: { path: event.path, line: event.line }, view: "editor" };
    case "checked":
      return checked(state, event.path, event.diagnostics);
    case "tokens":
      return { ...state, tokens: event.tokens };
    case "buildStarted": {
      const { selected: _, ...rest } = state;
      return { ...rest, build: beginBuild(state.build, event.dockerfile), stale: false, layerFiles: new Map(), panel: event.stay === true ? state.panel : "log", view: event.stay === true ? state.view : "layers", side: state.side === "graph" ? "graph" : "layers" };
    }
    case "buildAdvanced":
      return withBuild(state, advanceBuild(state.build, event.progress));
    case "buildBroken":
      return withBuild(state, brokenBuild(state.build, event.message));
    case "buildRestored":
      return withBuild(state, event.build);
    case "outlook": {
      const { outlook: _, ...rest } = state;
      return event.outlook === undefined ? rest : { ...rest, outlook: event.outlook };
    }
    case "unsaved":
      return event.unsaved === state.unsaved ? state : { ...state, unsaved: event.unsaved };
    case "classic":
      return { ...state, classic: event.classic };
    case "imageMore":
      return { ...state, imageMore: new Map(state.imageMore).set(event.id, event.more) };
    case "images":
      return { ...state, images: event.images };
    case "containers":
      return { ...state, containers: event.containers };
    case "containerMore":
      return { ...state, containerMore: new Map(state.containerMore).set(event.id, event.more) };
    case "page":
      return { ...state, page: event.page };
    case "difference":
      return { ...state, difference: event.difference };
    case "timeline":
      return { ...state, timeline: event.timeline };
    case "travelled":
      return travelled(state, event);
    case "selected": {
      const { selected: _, ...rest } = state;
      return event.step === undefined ? rest : { ...rest, selected: event.step };
    }
    case "layerFiles":
      return { ...state, layerFiles: new Map(state.layerFiles).set(event.diffId, event.files) };
    case "preview": {
      const { preview: _, ...rest } = state;
      return event.preview === undefined ? rest : { ...rest, preview: event.preview };
    }
    case "panel":
      return { ...state, panel: event.panel };
    case "view":
      return { ...state, view: event.view };
    case "side":
      return { ...state, side: event.side, view: "layers" };
    case "left":
      return { ...state, left: event.left, view: "project" };
    case "lesson": {
      const { lesson: _, ...rest } = state;
      return event.lesson === undefined ? rest : { ...rest, lesson: event.lesson };
    }
    case "overlay": {
      const { overlay: _, ...rest } = state;
      return event.overlay === undefined ? rest : { ...rest, overlay: event.overlay };
    }
    case "noticed": {
      const id = 1 + Math.max(0, ...state.notices.map((notice) => notice.id));
      return { ...state, notices: [...state.notices, { id, ...event.notice }] };
    }
    case "dismissed":
      return { ...state, notices: state.notices.filter((notice) => notice.id !== event.id) };
    default:
      return assertNever(event);
  }
}

function edited(state: State, path: string, text: string): State {
  if (state.open?.path !== path) return state;
  const stale = state.stale || path === state.build.dockerfile;
  return { ...state, stale, unsaved: true, open: { path, content: { kind: "text", text } } };
}

function checked(state: State, path: string, diagnostics: readonly Diagnostic[]): State {
  const nothing = diagnostics.length === 0 && state.diagnostics.get(path)?.length === 0;
  return nothing ? state : { ...state, diagnostics: new Map(state.diagnostics).set(path, diagnostics) };
}

/** The project's new listing; what is gone is closed, and so are its problems. */
function withFiles(state: State, files: readonly ProjectEntry[]): State {
  const there = new Set(files.map((file) => file.path));
  // The same objects where nothing is gone, so that nothing is drawn again.
  const all = (paths: Iterable<string>): boolean => [...paths].every((path) => there.has(path));
  const known = state.diagnostics;
  const diagnostics = all(known.keys()) ? known : new Map([...known].filter(([path]) => there.has(path)));
  const { open, ...before } = state;
  const tabs = all(state.tabs) ? state.tabs : state.tabs.filter((path) => there.has(path));
  const rest = { ...before, tabs };
  return open !== undefined && there.has(open.path)
    ? { ...rest, open, files, diagnostics }
    : { ...rest, files, diagnostics };
}

function moved(state: State, from: string, to: string): State {
  const follow = (path: string): string => (isWithin(path, from) ? to + path.slice(from.length) : path);
  const { open } = state;
  const next = { ...state, tabs: state.tabs.map(follow) };
  return open === undefined ? next : { ...next, open: { ...open, path: follow(open.path) } };
}

function withTab(tabs: readonly string[], path: string): readonly string[] {
  return tabs.includes(path) ? tabs : [...tabs, path];
}

function closed(state: State, path: string): State {
  const tabs = state.tabs.filter((tab) => tab !== path);
  if (state.open?.path !== path) return { ...state, tabs };
  const { open: _, ...rest } = state;
  return { ...rest, tabs };
}

function withBuild(state: State, build: Build): State {
  if (build.status === "running") return { ...state, build };
  return { ...state, build, builds: [...state.builds, build].slice(-MAX_BUILDS) };
}

/** Another moment: what was shown of the one before is put away. */
function travelled(state: State, { tag, builds, timeline }: Extract<Event, { kind: "travelled" }>): State {
  const { selected: _, preview: __, ...rest } = state;
  return { ...rest, tag, builds, timeline, build: builds.at(-1) ?? NO_BUILD, stale: false, layerFiles: new Map() };
}

function brokenBuild(build: Build, message: string): Build {
  return { ...endBuild(build, "failed"), failure: { message, text: message } };
}
