/** What the page knows of a build: the fold of the engine's events, and nothing else. */
import type {
  BuildEvent,
  Diagnostic,
  InstructionRow,
  LayerRow,
  MissReason,
  Progress,
  StageRow,
} from "../engine/wire.js";
import { assertNever } from "./never.js";
import { appendLog, EMPTY_LOG, type Log } from "./log.js";

/**
 * Where an instruction stands.
 * `missed` is where the cache broke; `rebuilt` had to follow because what it stands on is new; `created` is neither:
 * there was nothing to reuse. `configured` is metadata that the build before did not have. `stopped` was never reached,
 * because the build ended before.
 */
export type StepState =
  | "waiting"
  | "running"
  | "base"
  | "cached"
  | "created"
  | "missed"
  | "rebuilt"
  | "metadata"
  | "configured"
  | "failed"
  | "unneeded"
  | "stopped";

export interface Miss {
  firstBreak: boolean;
  summary: string;
  reasons: readonly MissReason[];
}

export interface StepLayer {
  diffId: string;
  /** Bytes of the layer's tar. */
  tar: number;
  /** Bytes of the files in it, which is what Docker calls the layer's size; known with the image. */
  content?: number;
}

export interface Step {
  row: InstructionRow;
  state: StepState;
  miss?: Miss;
  layer?: StepLayer;
  /** Simulated duration. */
  seconds?: number;
  error?: string;
  /** What changed and made no difference, such as a file's time. */
  remarks?: readonly string[];
}

export interface Image {
  id: string;
  manifest: string;
  tags: readonly string[];
  size: number;
  layers: readonly LayerRow[];
}

export interface Failure {
  message: string;
  /** The message as BuildKit prints it, with the excerpt of the Dockerfile. */
  text: string;
  line?: number;
}

export type BuildStatus = "idle" | "running" | "done" | "failed" | "cancelled";

export interface Build {
  /** How many builds this page has started; 0 before the first. */
  number: number;
  status: BuildStatus;
  dockerfile: string;
  stages: readonly StageRow[];
  steps: readonly Step[];
  log: Log;
  warnings: readonly Diagnostic[];
  image?: Image;
  failure?: Failure;
  /** What the build before this one had, to tell what is new where nothing ran. */
  before?: { image: string; metadata: readonly string[] };
}

export const NO_BUILD: Build = {
  number: 0,
  status: "idle",
  dockerfile: "Dockerfile",
  stages: [],
  steps: [],
  log: EMPTY_LOG,
  warnings: [],
};

export function beginBuild(before: Build, dockerfile: string): Build {
  const build: Build = { ...NO_BUILD, number: before.number + 1, status: "running", dockerfile };
  if (before.image === undefined) return before.before === undefined ? build : { ...build, before: before.before };
  const metadata = before.steps.filter(isMetadata).map((step) => step.row.text);
  return { ...build, before: { image: before.image.id, metadata } };
}

/** The build after one batch of the engine's events and output. */
export function advanceBuild(build: Build, progress: Progress): Build {
  const folded = progress.events.reduce(onEvent, build);
  const log = appendLog(folded.log, progress.output);
  const next = log === folded.log ? folded : { ...folded, log };
  return progress.state === "running" ? next : endBuild(next, progress.state);
}

/** The build as it stands when it will not go on: what has not run by now never will. */
export function endBuild(build: Build, status: "done" | "failed" | "cancelled"): Build {
  const steps = build.steps.map((step): Step => {
    if (step.state === "running") return { ...step, state: status === "done" ? settled(build, step) : "stopped" };
    if (step.state !== "waiting") return step;
    // An image whose content nobody asked for is still what the stack stands on.
    return { ...step, state: status === "done" && isBase(step) ? "base" : "stopped" };
  });
  return { ...build, status, steps };
}

function onEvent(build: Build, event: BuildEvent): Build {
  switch (event.kind) {
    case "planned":
      return planned(build, event.stages, event.instructions);
    case "vertexStarted":
      return onVertex(build, event.vertex, (step) => ({ ...step, state: "running" }));
    case "vertexCached":
      return onVertex(build, event.vertex, (step) => ({
        ...step,
        state: isBase(step) ? "base" : "cached",
        remarks: event.remarks,
      }));
    case "vertexMissed": {
      const { firstBreak, summary, reasons } = event;
      return onVertex(build, event.vertex, (step) => ({ ...step, miss: { firstBreak, summary, reasons } }));
    }
    case "layer": {
      const layer: StepLayer = { diffId: event.diffId, tar: event.size };
      return onVertex(build, event.vertex, (step) => ({ ...step, layer }));
    }
    case "vertexDone":
      return onVertex(build, event.vertex, (step) => ({
        ...step,
        seconds: event.seconds,
        state: step.state === "cached" ? "cached" : settled(build, step),
      }));
    case "vertexFailed":
      return onVertex(build, event.vertex, (step) => ({ ...step, state: "failed", error: event.message }));
    case "vertexCancelled":
      return onVertex(build, event.vertex, (step) => ({ ...step, state: "stopped" }));
    case "warning":
      return { ...build, warnings: [...build.warnings, event.diagnostic] };
    case "image":
      return onImage(build, event);
    case "failed": {
      const { message, text, line } = event;
      return { ...build, failure: { message, text, ...(line === undefined ? {} : { line }) } };
    }
    case "began":
    case "plainLog":
    case "vertexKeyed":
    case "log":
    case "printed":
    case "status":
      // The same text arrives, laid out as BuildKit prints it, as the progress's output; keys are not shown.
      return build;
    default:
      return assertNever(event);
  }
}

function planned(build: Build, stages: readonly StageRow[], rows: readonly InstructionRow[]): Build {
  const needed = new Set(stages.filter((stage) => stage.needed).map((stage) => stage.index));
  const steps = [...stages.map(fromRow), ...rows]
    .sort((a, b) => a.stage - b.stage || a.id - b.id)
    .map((row): Step => {
      if (!needed.has(row.stage)) return { row, state: "unneeded" };
      if (row.vertex !== undefined) return { row, state: "waiting" };
      if (row.keyword === "FROM") return { row, state: "base" };
      const known = build.before === undefined || build.before.metadata.includes(row.text);
      return { row, state: known ? "metadata" : "configured" };
    });
  return { ...build, stages, steps };
}

/** A stage's FROM as the row that its stack stands on; its id comes before those of the stage's instructions. */
function fromRow({ index, text, startLine, endLine, vertex }: StageRow): InstructionRow {
  const place = { startLine, endLine, ...(vertex !== undefined && { vertex }) };
  return { id: -1 - index, stage: index, keyword: "FROM", text, metadataOnly: false, ...place };
}

function onVertex(build: Build, vertex: number, change: (step: Step) => Step): Build {
  const steps = build.steps.map((step) =>
    step.row.vertex === vertex && !isMetadata(step) && step.state !== "unneeded" ? change(step) : step,
  );
  return { ...build, steps };
}

function onImage(build: Build, event: Extract<BuildEvent, { kind: "image" }>): Build {
  const { kind: _, ...image } = event;
  const layers = new Map(image.layers.flatMap((layer) => (layer.instruction === undefined ? [] : [[layer.instruction, layer]])));
  const steps = build.steps.map((step): Step => {
    const layer = layers.get(step.row.id);
    if (layer === undefined) return step;
    return { ...step, layer: { diffId: layer.diffId, tar: layer.size, content: layer.content } };
  });
  return { ...build, image, steps };
}

/** What a step that ran to its end is called. Where nothing was ever built, nothing can break. */
function settled(build: Build, step: Step): StepState {
  if (isBase(step)) return "base";
  if (step.miss === undefined || build.before === undefined) return "created";
  return step.miss.firstBreak ? "missed" : "rebuilt";
}

/** Whether a step only writes into the image's configuration. */
export function isMetadata(step: Step): boolean {
  return step.state === "metadata" || step.state === "configured";
}

export function isBase(step: Step): boolean {
  return step.row.keyword === "FROM";
}

/** The steps that a build had to do or to find in the cache: no bases, no metadata, nothing that was not needed. */
export function workOf({ steps }: Build): Step[] {
  return steps.filter((step) => !isBase(step) && !isMetadata(step) && step.state !== "unneeded");
}
