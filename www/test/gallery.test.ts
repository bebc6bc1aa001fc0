/** Every Dockerfile of the gallery builds in the lab to the end. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createLab } from "../src/engine/node.js";
import { advanceBuild, beginBuild, NO_BUILD } from "../src/model/build.js";
import { entriesOf, Project } from "../src/model/project.js";

const FOLDER = new URL("../public/gallery/", import.meta.url);
const projects = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));

test("there is a gallery", () => expect(projects.length).toBeGreaterThanOrEqual(15));

test.each(projects)("%s", { timeout: 120_000 }, async (file) => {
  const { files } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as { files: Record<string, string> };
  const lab = await createLab();
  await Project.restore(lab, entriesOf(files));
  let build = beginBuild(NO_BUILD, "Dockerfile");
  for await (const progress of lab.build({ tags: ["gallery"] })) build = advanceBuild(build, progress);
  expect(build.failure?.text).toBeUndefined();
  expect(build.status).toBe("done");
  lab.dispose();
});
