/** Whether a goal is met, and if not, why not. */
import type { ImageRow } from "../engine/wire.js";
import { workOf, type Build, type Step } from "../model/build.js";
import { assertNever } from "../model/never.js";
import { sharingOf } from "../model/sharing.js";
import { familiar, formatSize } from "../model/text.js";
import type { Goal } from "./format.js";

/** A command line that ended. */
export interface Ran {
  line: string;
  exitCode: number;
  /** Without control sequences. */
  printed: string;
}

/** All that goals are about. */
export interface Facts {
  files: ReadonlyMap<string, { text: string; ignored: boolean }>;
  images: readonly ImageRow[];
  /** Environment of an image, by its id. */
  env(id: string): Promise<ReadonlyMap<string, string>>;
  /** A file of an image as text; `undefined` if it isn't there. */
  imageFile(image: ImageRow, path: string): Promise<string | undefined>;
  lastBuild?: Build;
  ran: readonly Ran[];
  containers: readonly { name: string; running: boolean }[];
}

/** Why a goal is not met; the dictionaries put it into words. */
export type Shortfall =
  | { kind: "noFile"; path: string }
  | { kind: "fileDiffers"; path: string }
  | { kind: "notIgnored"; path: string }
  | { kind: "noImage"; image: string }
  | { kind: "tooLarge"; image: string; size: string; limit: string }
  | { kind: "tooManyLayers"; image: string; layers: number; limit: number }
  | { kind: "noVariable"; image: string; name: string }
  | { kind: "otherValue"; image: string; name: string; value: string; wanted: string }
  | { kind: "noImageFile"; image: string; path: string }
  | { kind: "imageFileThere"; image: string; path: string }
  | { kind: "imageFileDiffers"; image: string; path: string }
  | { kind: "sharesLess"; layers: number; wanted: number }
  | { kind: "notSmaller"; size: string; than: string }
  | { kind: "noBuild" }
  | { kind: "buildFailed" }
  | { kind: "buildWorked" }
  | { kind: "otherFailure" }
  | { kind: "cachedLess"; cached: number; wanted: number }
  | { kind: "rebuiltMore"; rebuilt: number; wanted: number }
  | { kind: "brokeElsewhere"; at: string; wanted: string }
  | { kind: "brokeNowhere"; wanted: string }
  | { kind: "notCached"; step: string }
  | { kind: "otherFile"; path: string }
  | { kind: "notRun"; command: string }
  | { kind: "commandFailed"; command: string }
  | { kind: "printsOther"; command: string }
  | { kind: "noContainer"; name: string }
  | { kind: "containerThere"; name: string }
  | { kind: "containerState"; name: string; wanted: "running" | "exited" };

/** `undefined` if the goal is met. */
export async function shortfall(goal: Goal, facts: Facts): Promise<Shortfall | undefined> {
  switch (goal.kind) {
    case "file":
      return file(goal, facts);
    case "ignored":
      return facts.files.get(goal.path)?.ignored === true ? undefined : { kind: "notIgnored", path: goal.path };
    case "image":
      return image(goal, facts);
    case "env":
      return env(goal, facts);
    case "imageFile":
      return imageFile(goal, facts);
    case "shares":
      return shares(goal, facts);
    case "smaller":
      return smaller(goal, facts);
    case "build":
      return build(goal, facts.lastBuild);
    case "failed":
      return failed(goal.message, facts.lastBuild);
    case "ran":
      return ran(goal, facts);
    case "container":
      return container(goal, facts);
    default:
      return assertNever(goal);
  }
}

type Of<Kind extends Goal["kind"]> = Extract<Goal, { kind: Kind }>;

function matches(text: string, pattern: string | undefined): boolean {
  return pattern === undefined || new RegExp(pattern, "m").test(text);
}

function file({ path, matches: pattern }: Of<"file">, facts: Facts): Shortfall | undefined {
  const found = facts.files.get(path);
  if (found === undefined) return { kind: "noFile", path };
  return matches(found.text, pattern) ? undefined : { kind: "fileDiffers", path };
}

function find(name: string, facts: Facts): ImageRow | undefined {
  const wanted = familiar(name);
  return facts.images.find((row) => row.names.some((one) => familiar(one) === wanted));
}

function sizeOf(row: ImageRow): number {
  return row.layers.reduce((sum, layer) => sum + layer.content, 0);
}

function image({ image: name, maxSize, maxLayers }: Of<"image">, facts: Facts): Shortfall | undefined {
  const row = find(name, facts);
  if (row === undefined) return { kind: "noImage", image: name };
  const size = sizeOf(row);
  if (maxSize !== undefined && size > maxSize) return { kind: "tooLarge", image: name, size: formatSize(size), limit: formatSize(maxSize) };
  if (maxLayers === undefined || row.layers.length <= maxLayers) return undefined;
  return { kind: "tooManyLayers", image: name, layers: row.layers.length, limit: maxLayers };
}

async function env({ image: of, name, value: wanted }: Of<"env">, facts: Facts): Promise<Shortfall | undefined> {
  const row = find(of, facts);
  if (row === undefined) return { kind: "noImage", image: of };
  const value = (await facts.env(row.id)).get(name);
  if (value === undefined) return { kind: "noVariable", image: of, name };
  return wanted === undefined || wanted === value ? undefined : { kind: "otherValue", image: of, name, value, wanted };
}

async function imageFile({ image: of, path, matches: pattern, absent = false }: Of<"imageFile">, facts: Facts): Promise<Shortfall | undefined> {
  const row = find(of, facts);
  if (row === undefined) return { kind: "noImage", image: of };
  const text = await facts.imageFile(row, path);
  if (absent) return text === undefined ? undefined : { kind: "imageFileThere", image: of, path };
  if (text === undefined) return { kind: "noImageFile", image: of, path };
  return matches(text, pattern) ? undefined : { kind: "imageFileDiffers", image: of, path };
}

function shares({ images: names, layers: wanted }: Of<"shares">, facts: Facts): Shortfall | undefined {
  const rows: ImageRow[] = [];
  for (const name of names) {
    const row = find(name, facts);
    if (row === undefined) return { kind: "noImage", image: name };
    rows.push(row);
  }
  const layers = sharingOf(rows).layers.filter((layer) => layer.images.size === 2).length;
  return layers >= wanted ? undefined : { kind: "sharesLess", layers, wanted };
}

function smaller({ image: name, than }: Of<"smaller">, facts: Facts): Shortfall | undefined {
  const [row, other] = [find(name, facts), find(than, facts)];
  if (row === undefined) return { kind: "noImage", image: name };
  if (other === undefined) return { kind: "noImage", image: than };
  if (sizeOf(row) < sizeOf(other)) return undefined;
  return { kind: "notSmaller", size: formatSize(sizeOf(row)), than: formatSize(sizeOf(other)) };
}

function build(goal: Of<"build">, last: Build | undefined): Shortfall | undefined {
  if (last === undefined) return { kind: "noBuild" };
  if (last.status !== "done") return { kind: "buildFailed" };
  const work = workOf(last);
  const cached = work.filter((step) => step.state === "cached").length;
  if (goal.cached !== undefined && cached < goal.cached) return { kind: "cachedLess", cached, wanted: goal.cached };
  const rebuilt = work.length - cached;
  if (goal.rebuilt !== undefined && rebuilt > goal.rebuilt) return { kind: "rebuiltMore", rebuilt, wanted: goal.rebuilt };
  const broken = work.find((step) => step.state === "missed");
  return brokeAt(goal, broken) ?? cachedStep(goal, work);
}

function brokeAt({ brokeAt: wanted, changedFile }: Of<"build">, broken: Step | undefined): Shortfall | undefined {
  if (wanted !== undefined) {
    if (broken === undefined) return { kind: "brokeNowhere", wanted };
    if (!broken.row.text.startsWith(wanted)) return { kind: "brokeElsewhere", at: broken.row.text, wanted };
  }
  if (changedFile === undefined) return undefined;
  const named = broken?.miss?.reasons.some((reason) => reason.kind === "file" && reason.path.endsWith(changedFile)) ?? false;
  return named ? undefined : { kind: "otherFile", path: changedFile };
}

function cachedStep({ cachedStep: wanted }: Of<"build">, work: readonly Step[]): Shortfall | undefined {
  if (wanted === undefined) return undefined;
  const found = work.some((step) => step.state === "cached" && step.row.text.startsWith(wanted));
  return found ? undefined : { kind: "notCached", step: wanted };
}

function failed(message: string, last: Build | undefined): Shortfall | undefined {
  if (last === undefined) return { kind: "noBuild" };
  if (last.status !== "failed") return { kind: "buildWorked" };
  return matches(last.failure?.message ?? "", message) ? undefined : { kind: "otherFailure" };
}

function ran({ command, prints }: Of<"ran">, facts: Facts): Shortfall | undefined {
  const tried = facts.ran.filter(({ line }) => plain(line).startsWith(plain(command)));
  if (tried.length === 0) return { kind: "notRun", command };
  const worked = tried.filter((one) => one.exitCode === 0);
  if (worked.length === 0) return { kind: "commandFailed", command };
  return worked.some((one) => matches(one.printed, prints)) ? undefined : { kind: "printsOther", command };
}

/** The long form of a command line, without spaces that don't matter, so that short and long forms count alike. */
export function plain(line: string): string {
  const words = line.trim().split(/\s+/);
  if (words[0] !== "docker") return words.join(" ");
  const long = LONG_FORMS[words[1] ?? ""];
  return long === undefined ? words.join(" ") : ["docker", long, ...words.slice(2)].join(" ");
}

const LONG_FORMS: Record<string, string> = {
  build: "image build",
  commit: "container commit",
  diff: "container diff",
  exec: "container exec",
  history: "image history",
  images: "image ls",
  load: "image load",
  logs: "container logs",
  ps: "container ls",
  pull: "image pull",
  rm: "container rm",
  rmi: "image rm",
  run: "container run",
  save: "image save",
  tag: "image tag",
};

function container({ name, state, absent = false }: Of<"container">, facts: Facts): Shortfall | undefined {
  const found = facts.containers.find((one) => one.name === name);
  if (absent) return found === undefined ? undefined : { kind: "containerThere", name };
  if (found === undefined) return { kind: "noContainer", name };
  return state === undefined || found.running === (state === "running") ? undefined : { kind: "containerState", name, wanted: state };
}
