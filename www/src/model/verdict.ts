/** The outcome of a build in one thought: what a person wants to know before anything else. */
import { isBase, isMetadata, type Build, type Step } from "./build.js";

export type Verdict =
  | { kind: "none" }
  | { kind: "running"; done: number; total: number }
  | { kind: "first"; layers: number; size: number }
  /** `reconfigured`: the layers are the same, but the image's configuration is new. */
  | { kind: "cached"; steps: number; reconfigured: boolean }
  /** `fresh`: the step is a new one, rather than an old one whose inputs changed. */
  | { kind: "broken"; at: Step; fresh: boolean; others: number; rebuilt: number; cached: number }
  | { kind: "failed"; message: string; line?: number }
  | { kind: "cancelled" };

export function verdictOf(build: Build): Verdict {
  switch (build.status) {
    case "idle":
      return { kind: "none" };
    case "running":
      return running(build);
    case "cancelled":
      return { kind: "cancelled" };
    case "failed":
      return failed(build);
    case "done":
      return done(build);
  }
}

function running(build: Build): Verdict {
  const steps = build.steps.filter(isWork);
  const done = steps.filter((step) => step.state !== "waiting" && step.state !== "running").length;
  return { kind: "running", done, total: steps.length };
}

function failed(build: Build): Verdict {
  const message = build.failure?.message ?? build.steps.find((step) => step.state === "failed")?.error ?? "";
  const line = build.failure?.line ?? build.steps.find((step) => step.state === "failed")?.row.startLine;
  return { kind: "failed", message, ...(line === undefined ? {} : { line }) };
}

function done(build: Build): Verdict {
  const work = build.steps.filter((step) => isWork(step) && !isBase(step));
  const broken = work.filter((step) => step.state === "missed");
  const cached = work.filter((step) => step.state === "cached").length;
  const [at] = broken;
  if (at !== undefined) {
    const rebuilt = work.filter((step) => step.state === "rebuilt" || step.state === "created").length;
    const fresh = at.miss?.reasons.some((reason) => reason.kind === "firstBuild") ?? false;
    return { kind: "broken", at, fresh, others: broken.length - 1, rebuilt, cached };
  }
  if (work.length > 0 && cached === work.length) {
    const reconfigured = build.before !== undefined && build.image !== undefined && build.before.image !== build.image.id;
    return { kind: "cached", steps: cached, reconfigured };
  }
  const layers = build.image?.layers ?? [];
  return { kind: "first", layers: layers.length, size: layers.reduce((sum, layer) => sum + layer.content, 0) };
}

/** Steps that the builder works on; the others only write into the image's configuration. */
function isWork(step: Step): boolean {
  return !isMetadata(step) && step.state !== "unneeded";
}
