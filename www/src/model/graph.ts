/** A build as a graph: images and stages, and what goes from one to the other. */
import { isBase, isMetadata, type Build, type Step } from "./build.js";
import { familiar } from "./text.js";

export interface GraphNode {
  id: string;
  kind: "image" | "stage";
  name: string;
  needed: boolean;
  /** The last needed stage: what becomes the image. */
  target: boolean;
  steps: readonly Step[];
  /** Column, from the left; a node stands to the right of all that it uses. */
  column: number;
  /** Row within its column. */
  row: number;
}

export interface GraphEdge {
  from: string;
  to: string;
  kind: "builds" | "copies" | "mounts";
  /** The instruction that makes the connection. */
  step: number;
}

export interface Graph {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
}

type Draft = Omit<GraphNode, "column" | "row">;

export function graphOf(build: Build): Graph {
  const stages = build.stages.map(({ index, name, needed }): Draft => {
    const steps = build.steps.filter((step) => step.row.stage === index);
    return { id: `stage:${index}`, kind: "stage", name: name === `stage-${index}` ? String(index) : name, needed, target: false, steps };
  });
  const target = stages.findLast((stage) => stage.needed);
  const nodes = new Map<string, Draft>(stages.map((stage) => [stage.id, { ...stage, target: stage === target }]));
  const edges: GraphEdge[] = [];
  for (const stage of build.stages) {
    const to = `stage:${stage.index}`;
    for (const { step, kind, name } of uses(build, stage.index)) {
      const from = source(build, stage.index, name, nodes, stage.needed);
      if (from !== to && !edges.some((edge) => edge.from === from && edge.to === to && edge.kind === kind)) {
        edges.push({ from, to, kind, step });
      }
    }
  }
  return { nodes: placed([...nodes.values()], edges), edges };
}

interface Use {
  step: number;
  kind: GraphEdge["kind"];
  name: string;
}

/** What the instructions of a stage take from elsewhere, as the text names it. */
function uses(build: Build, stage: number): Use[] {
  const found: Use[] = [];
  for (const step of build.steps.filter((step) => step.row.stage === stage)) {
    const { id, text, keyword } = step.row;
    if (isBase(step)) found.push({ step: id, kind: "builds", name: baseName(build, stage, text) });
    const copied = /^(?:COPY|ADD)\s(?:.*\s)?--from=(\S+)/is.exec(text)?.[1];
    if (copied !== undefined) found.push({ step: id, kind: "copies", name: copied });
    if (keyword === "RUN") {
      for (const match of text.matchAll(/--mount=(\S+)/g)) {
        const from = /(?:^|,)from=([^,]+)/.exec(match[1] ?? "")?.[1];
        if (from !== undefined) found.push({ step: id, kind: "mounts", name: from });
      }
    }
  }
  return found;
}

/** The base with its variables filled in, unless it is a stage, which the text names. */
function baseName(build: Build, stage: number, text: string): string {
  const written = /^FROM\s+(?:--\S+\s+)*(\S+)/i.exec(text)?.[1] ?? "scratch";
  const known = build.stages.some((other) => other.index < stage && other.name.toLowerCase() === written.toLowerCase());
  return known ? written : (build.stages.find((row) => row.index === stage)?.base ?? written);
}

function source(build: Build, stage: number, name: string, nodes: Map<string, Draft>, needed: boolean): string {
  const earlier = build.stages.filter((row) => row.index < stage);
  const found = earlier.find((row) => row.name.toLowerCase() === name.toLowerCase() || String(row.index) === name);
  if (found !== undefined) return `stage:${found.index}`;
  const id = `image:${name}`;
  const known = nodes.get(id);
  nodes.set(id, { id, kind: "image", name: familiar(name), needed: needed || (known?.needed ?? false), target: false, steps: [] });
  return id;
}

function placed(drafts: readonly Draft[], edges: readonly GraphEdge[]): GraphNode[] {
  const columns = new Map<string, number>();
  const column = (id: string): number => {
    const known = columns.get(id);
    if (known !== undefined) return known;
    const below = edges.filter((edge) => edge.to === id).map((edge) => column(edge.from) + 1);
    const result = Math.max(0, ...below);
    columns.set(id, result);
    return result;
  };
  const rows = new Map<number, number>();
  return drafts.map((draft) => {
    const at = column(draft.id);
    const row = rows.get(at) ?? 0;
    rows.set(at, row + 1);
    return { ...draft, column: at, row };
  });
}

/** How many of a stage's executed instructions came from the cache. */
export function cachedOf(steps: readonly Step[]): { cached: number; of: number } {
  const work = steps.filter((step) => !isBase(step) && !isMetadata(step) && step.state !== "unneeded");
  return { cached: work.filter((step) => step.state === "cached").length, of: work.length };
}
