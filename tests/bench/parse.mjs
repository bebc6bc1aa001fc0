// Parsing, with the tree usable in JavaScript, and checking, beside the parsers and the linter on npm.
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import dockerFileParser from "docker-file-parser";
import { loadLab, Syntax } from "../../lib/src/engine/node.js";
import { milliseconds, ratio, steady, table } from "./measure.mjs";

/** The kinds of lines of which real Dockerfiles are made, over and over until there are enough. */
const LINES = `# What the build needs
FROM node:20-bookworm-slim AS build
ARG VERSION=1.2.3 TARGET
ENV NODE_ENV=production PATH="/opt/bin:$PATH" LABEL=\${VERSION:-none}
RUN apt-get update && apt-get install -y --no-install-recommends \\
    ca-certificates curl git \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/app
COPY --chown=node:node package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
COPY --from=build /srv/app/dist "/srv/www data/"
LABEL org.opencontainers.image.title="An app" org.opencontainers.image.version=$VERSION
EXPOSE 8080/tcp 8443
HEALTHCHECK --interval=30s CMD curl -f http://localhost:8080/ || exit 1
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["server.js"]`.split("\n");

function dockerfile(lines) {
  return `${Array.from({ length: lines }, (_, line) => LINES[line % LINES.length]).join("\n")}\n`;
}

export async function parse() {
  const lab = loadLab();
  const encoder = new TextEncoder();
  const tree = (text) => new Syntax(text, lab.parse(text));
  await compare("Parsing: a tree to ask in JavaScript", {
    layerlab: tree,
    "layerlab, every word read": (text) => [...tree(text)],
    "docker-file-parser": (text) => dockerFileParser.parse(text),
    "dockerfile-ast": (text) => DockerfileParser.parse(text),
  });
  await compare("Checking: diagnostics in JavaScript", {
    layerlab: (text) => lab.checkText(text),
    "layerlab, written to the project first": (text) => {
      lab.writeFile("Dockerfile", encoder.encode(text));
      return lab.check("Dockerfile");
    },
    "dockerfile-utils": (text) => validate(text),
  });
  lab.free();
}

/** Prints what the first takes, and how many times longer each of the others does. */
async function compare(title, programs) {
  const rows = [];
  for (const lines of [7, 60, 2_000]) {
    const text = dockerfile(lines);
    const times = [];
    for (const program of Object.values(programs)) times.push(await steady(() => program(text)));
    const [ours, ...theirs] = times;
    rows.push([`${lines} lines`, milliseconds(ours), ...theirs.map((time) => ratio(ours, time))]);
  }
  table(title, [["", ...Object.keys(programs)], ...rows]);
}
