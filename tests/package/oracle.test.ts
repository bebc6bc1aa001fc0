/** The command gives what BuildKit gave: cached flags, layers and configuration of recorded builds. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readImage } from "./archive.js";
import { layerlab, scratch } from "./command.js";
import { Context, hasOracle, ORACLE, readScenario, type Step } from "./scenario.js";

const SCENARIOS = ["rebuild_no_change", "content_change_late", "chmod_only", "swap_order", "multistage_target"];
const LAYOUT = join(ORACLE, "base/oci");

interface Vertex {
  digest: string;
  name: string;
  cached?: boolean;
  started?: string;
}

type Flags = { name: string; cached: boolean }[];

/** The steps that ran or were cached, from `--progress rawjson`. */
function steps(rawjson: string): Flags {
  const vertices = new Map<string, Vertex>();
  for (const line of rawjson.split("\n").filter((line) => line.startsWith("{"))) {
    const status = JSON.parse(line) as { vertexes?: Vertex[] };
    for (const vertex of status.vertexes ?? []) vertices.set(vertex.digest, { ...vertices.get(vertex.digest), ...vertex });
  }
  return instructions([...vertices.values()].filter(({ started }) => started !== undefined));
}

/** The numbered steps by name. FROM is left out: its flag depends on what else the builder has unpacked. */
function instructions(all: { name: string; cached?: boolean }[]): Flags {
  const numbered = all.filter(({ name }) => /^\[[^\]]*\d+\/\d+\]/.test(name) && !/\] FROM /.test(name));
  const flags = numbered.map(({ name, cached = false }) => ({ name, cached }));
  return flags.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Names without numbers, which count FROM only where it is a step. */
function unnumbered(flags: Flags): Flags {
  return flags.map(({ name, cached }) => ({ name: name.replace(/\d+\/\d+\]/, "]"), cached }));
}

/** The images of the layout, as `--build-context` arguments. */
function contexts(): string[] {
  const index = JSON.parse(readFileSync(join(LAYOUT, "index.json"), "utf8")) as {
    manifests: { digest: string; annotations: Record<string, string> }[];
  };
  return index.manifests.flatMap(({ digest, annotations }) => {
    const name = annotations["org.opencontainers.image.ref.name"];
    return ["--build-context", `${name}=oci-layout://${LAYOUT}@${digest}`];
  });
}

function commandLine(step: Step, context: string, archive: string): string[] {
  const buildArgs = { ...step.build_args, SOURCE_DATE_EPOCH: "1700000000" };
  return [
    ...["build", "--progress", "rawjson"],
    ...Object.entries(buildArgs).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
    ...(step.target === undefined ? [] : ["--target", step.target]),
    ...(step.filename === undefined ? [] : ["-f", join(context, step.filename)]),
    ...["-o", `type=oci,dest=${archive},rewrite-timestamp=true`, context],
  ];
}

/** Run a scenario's builds with `extra` arguments and compare each with its recording. */
async function check(name: string, state: string, extra: string[], shown: (flags: Flags) => Flags): Promise<void> {
  const folder = scratch();
  const context = new Context(join(folder, "context"));
  mkdirSync(context.folder);
  for (const [number, step] of readScenario(name).steps.entries()) {
    const where = `build ${number + 1}`;
    await context.apply(step);
    const archive = join(folder, `${number}.tar`);
    const run = await layerlab(["--state", state, ...commandLine(step, context.folder, archive), ...extra]);
    if (!step.expect.ok) {
      expect(run.status, where).toBe(1);
      expect(run.stderr, where).toContain(step.expect.error?.replace("error: ", ""));
      continue;
    }
    expect(run.status, `${where}: ${run.stderr}`).toBe(0);
    const started = step.expect.steps.filter((step) => step.started !== false);
    expect(shown(steps(run.stderr)), where).toEqual(shown(instructions(started)));
    const image = await readImage(readFileSync(archive));
    expect(image.layers.map((layer) => layer.diffId), where).toEqual(step.expect.diff_ids);
    expect(image.config, where).toBe(step.expect.config_raw);
    expect(image.configDigest, where).toBe(step.expect.config_digest);
  }
}

describe.skipIf(!hasOracle)("recorded builds", { timeout: 180_000 }, () => {
  test.each(SCENARIOS)("%s, with its base image in the store", async (name) => {
    const state = scratch();
    expect(await layerlab(["--state", state, "image", "load", "-i", LAYOUT])).toMatchObject({ status: 0 });
    await check(name, state, [], (flags) => flags);
  });

  test.each(SCENARIOS)("%s, with its base image as a named context", async (name) => {
    await check(name, scratch(), contexts(), unnumbered);
  });
});

test.skipIf(hasOracle)("recorded builds are not beside this checkout; the Rust tests carry some of their own", () => {
  console.log(`not run: ${ORACLE} is not there`);
});
