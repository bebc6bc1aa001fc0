/** The build of what is shown: as a request, and as the line that a person would type for it. */
import type { BuildRequest } from "../engine/wire.js";
import type { State } from "./state.js";
import { isDockerfile } from "./text.js";

/** The open Dockerfile, or else the project's. */
export function shownDockerfile({ open }: Pick<State, "open">): string {
  return open !== undefined && isDockerfile(open.path) ? open.path : "Dockerfile";
}

export function shownBuild(state: Pick<State, "open" | "tag">): { request: BuildRequest; line: string } {
  const { tag } = state;
  const dockerfile = shownDockerfile(state);
  const file = dockerfile === "Dockerfile" ? "" : ` --file ${dockerfile}`;
  return { request: { dockerfile, tags: [tag] }, line: `docker image build --tag ${tag}${file} .` };
}
