// Parsing, result in JavaScript, beside the parsers on npm.
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import dockerFileParser from "docker-file-parser";
import { loadLab } from "../../lib/src/engine/node.js";
import { median, milliseconds, ratio, table } from "./measure.mjs";

/** Seven lines as in a first lesson, and long files of the same kinds of instruction. */
function dockerfile(lines) {
  const head = ["FROM node:20 AS build", "WORKDIR /app"];
  const body = ["ENV MODE=production", "COPY package.json ./", "RUN npm ci \\\n  --omit=dev", "COPY . ."];
  const rest = Array.from({ length: Math.ceil((lines - 3) / 5) }, () => body).flat();
  return `${[...head, ...rest, 'CMD ["node", "app.js"]'].join("\n")}\n`;
}

export async function parse() {
  const lab = loadLab();
  const parsers = {
    layerlab: (text) => lab.tokens(text),
    "docker-file-parser": (text) => dockerFileParser.parse(text),
    "dockerfile-ast": (text) => DockerfileParser.parse(text),
    "dockerfile-utils validate": (text) => validate(text),
  };
  const rows = [];
  for (const lines of [7, 60, 2_000]) {
    const text = dockerfile(lines);
    const times = [];
    for (const parser of Object.values(parsers)) times.push(await median(() => parser(text)));
    const [ours, ...theirs] = times;
    rows.push([`${lines} lines`, milliseconds(ours), ...theirs.map((time) => ratio(ours, time))]);
  }
  table("Parsing: time of layerlab, and how many times faster it is", [["", ...Object.keys(parsers)], ...rows]);
}
