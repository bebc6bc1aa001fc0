/** Lessons played through where nobody watches: in tests, and before a recorded one is handed out. */
import type { LabClient } from "../engine/lab.js";
import { advanceBuild, beginBuild, NO_BUILD } from "../model/build.js";
import { encodeText } from "../model/text.js";
import { Bench } from "./bench.js";
import type { Lesson } from "./format.js";

/** A bench over an empty engine, with a lesson's start done. Rejects when a line of the start fails. */
export async function beginQuietly(lab: LabClient, start: Lesson["start"]): Promise<Bench> {
  let last = NO_BUILD;
  const bench: Bench = new Bench({
    lab,
    async build(request, line) {
      last = beginBuild(last, request.dockerfile ?? "Dockerfile");
      for await (const progress of lab.build(request)) last = advanceBuild(last, progress);
      bench.built(last, line);
      return last;
    },
  });
  for (const [path, text] of Object.entries(start.files ?? {})) await lab.writeFile(path, encodeText(text));
  for (const line of start.run ?? []) if ((await bench.run(line)) !== 0) throw new Error(`\`${line}\` fails`);
  bench.ran = [];
  return bench;
}
