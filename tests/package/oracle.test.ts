/** The command gives what BuildKit gave: cached flags, layers and configuration of recorded builds. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readImage } from "./archive.js";
import { layerlab, scratch } from "./command.js";
import { Context, hasOracle, ORACLE, readScenario, type Step } from "./scenario.js";

const SCENARIOS = ["rebuild_no_change", "content_change_late", "chmod_only", "swap_order", "multistage_target"];
const BASES = ["base:1", "base:2", "onbuild:1"];

interface Vertex {
  digest: string;
  name: string;
  cached?: boolean;
  started?: string;
}

/**
 * The steps of a build from its `--progress rawjson`, in the recording's order. What stands before the first
 * instruction depends on how the base image was given, so it is left out.
 */
function steps(rawjson: string): { name: string; cached: boolean }[] {
  const vertices = new Map<string, Vertex>();
  for (const line of rawjson.split("\n").filter((line) => line.startsWith("{"))) {
    const status = JSON.parse(line) as { vertexes?: Vertex[] };
    for (const vertex of status.vertexes ?? []) vertices.set(vertex.digest, { ...vertices.get(vertex.digest), ...vertex });
  }
  return comparable([...vertices.values()].filter(({ started }) => started !== undefined));
}

function comparable(all: { name: string; cached?: boolean }[]): { name: string; cached: boolean }[] {
  const instructions = all.filter(({ name }) => /^\[[^\]]*\d+\/\d+\]/.test(name) && !/\] FROM /.test(name));
  return instructions
    .map(({ name, cached = false }) => ({ name, cached }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function commandLine(step: Step, state: string, context: string, archive: string): string[] {
  const bases = BASES.flatMap((name) => ["--build-context", `${name}=oci-layout://${join(ORACLE, "base/oci")}:${name}`]);
  const buildArgs = { ...step.build_args, SOURCE_DATE_EPOCH: "1700000000" };
  return [
    ...["build", "--state", state, "--progress", "rawjson", ...bases],
    ...Object.entries(buildArgs).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
    ...(step.target === undefined ? [] : ["--target", step.target]),
    ...(step.filename === undefined ? [] : ["-f", join(context, step.filename)]),
    ...["-o", `type=oci,dest=${archive},rewrite-timestamp=true`, context],
  ];
}

describe.skipIf(!hasOracle)("recorded builds", () => {
  test.each(SCENARIOS)("%s", async (name) => {
    const scenario = readScenario(name);
    const folder = scratch();
    mkdirSync(join(folder, "context"));
    const context = new Context(join(folder, "context"));
    for (const [number, step] of scenario.steps.entries()) {
      const where = `build ${number + 1}`;
      await context.apply(step);
      const archive = join(folder, `${number}.tar`);
      const run = await layerlab(commandLine(step, join(folder, "state"), context.folder, archive));
      if (!step.expect.ok) {
        expect(run.status, where).toBe(1);
        expect(run.stderr, where).toContain(step.expect.error?.replace(/^error: /, "ERROR: "));
        continue;
      }
      expect(run, where).toMatchObject({ status: 0 });
      const started = step.expect.steps.filter((step) => step.started !== false);
      expect(steps(run.stderr), where).toEqual(comparable(started));
      const image = await readImage(readFileSync(archive));
      expect(image.layers.map((layer) => layer.diffId), where).toEqual(step.expect.diff_ids);
      expect(image.config, where).toBe(step.expect.config_raw);
      expect(image.configDigest, where).toBe(step.expect.config_digest);
    }
  });
});

test.skipIf(hasOracle)("recorded builds are not beside this checkout; the Rust tests carry some of their own", () => {
  console.log(`not run: ${ORACLE} is not there`);
});
