// A build of `COPY . /app` over a large context: the first time, unchanged, and after one edit.
import { performance } from "node:perf_hooks";
import { loadLab } from "../../lib/src/engine/node.js";
import { milliseconds, ratio, table } from "./measure.mjs";

const SIZES = [1_000, 10_000, 100_000];
const PER_FOLDER = 100;

function build(lab) {
  const began = performance.now();
  const task = lab.startBuild({});
  for (;;) {
    const { state, events } = lab.advance(task);
    if (state === "running") continue;
    if (state !== "done") throw new Error(`the build ${state}: ${JSON.stringify(events.at(-1))}`);
    return performance.now() - began;
  }
}

export function rebuild() {
  const text = new TextEncoder();
  const rows = [];
  for (const files of SIZES) {
    const lab = loadLab();
    lab.writeFile("Dockerfile", text.encode("FROM scratch\nCOPY . /app\n"));
    for (let i = 0; i < files; i++) {
      lab.writeFile(`src/${Math.floor(i / PER_FOLDER)}/${i}.txt`, text.encode(`file ${i}\n`.repeat(10)));
    }
    const first = build(lab);
    const unchanged = build(lab);
    lab.writeFile("src/0/0.txt", text.encode("edited\n"));
    const edited = build(lab);
    lab.free();
    rows.push([files, milliseconds(first), milliseconds(unchanged), milliseconds(edited), ratio(unchanged, first)]);
  }
  const head = ["files", "first build", "unchanged", "after one edit", "unchanged vs first"];
  table("Rebuilding a context", [head, ...rows]);
}
