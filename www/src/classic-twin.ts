/** A second engine that builds the same project with the classic builder, so that the lab's own images and cache stay as they are. */
import { LabError, type LabClient } from "./engine/lab.js";
import { advanceBuild, beginBuild, NO_BUILD, type Build } from "./model/build.js";
import { Project, type SavedEntry } from "./model/project.js";
import type { Classic } from "./model/state.js";

export class ClassicTwin {
  private lab: Promise<LabClient> | undefined;
  /** The last build, so that the next one can tell what broke. */
  private last: Build = NO_BUILD;

  constructor(private readonly start: () => Promise<LabClient>) {}

  async build(entries: readonly SavedEntry[], dockerfile: string): Promise<Classic> {
    try {
      const lab = await (this.lab ??= this.start());
      await Project.clear(lab);
      await Project.restore(lab, entries);
      let build = beginBuild(this.last, dockerfile);
      for await (const progress of lab.build({ dockerfile, builder: "classic", tags: ["classic"] })) build = advanceBuild(build, progress);
      this.last = build;
      return { kind: "done", build };
    } catch (error) {
      this.lab = undefined;
      return { kind: "failed", message: LabError.from(error).message };
    }
  }
}
