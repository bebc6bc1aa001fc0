// `COPY . /app` over a context of many files: the first build, and the next one after a single edit.
//
// A step is done when its files are there and the next step could run: that costs what changed. The image is done when
// the layer's digest is known, and SHA-256 has to see every byte from the first difference on, however little is new.
import { performance } from "node:perf_hooks";
import { createSHA256 } from "hash-wasm";
import { initSync } from "../../pkg/layerlab.js";
import { loadLab } from "../../lib/src/engine/node.js";
import { median, milliseconds, ratio, table } from "./measure.mjs";

const SIZES = [1_000, 10_000, 100_000];
const PER_FOLDER = 100;
const EDITS = 9;

const bytes = (text) => new TextEncoder().encode(text);

/** Milliseconds until the last step was done, and until the image was. */
function build(lab) {
  const began = performance.now();
  const task = lab.startBuild({});
  let executed = 0;
  for (;;) {
    const { state, events } = lab.advance(task);
    if (events.some(({ kind }) => kind === "vertexDone" || kind === "vertexCached")) executed = performance.now() - began;
    if (state === "running") continue;
    if (state !== "done") throw new Error(`the build ${state}: ${JSON.stringify(events.at(-1))}`);
    return { executed, exported: performance.now() - began };
  }
}

const path = (file) => `src/${String(Math.floor(file / PER_FOLDER)).padStart(4, "0")}/${file}.txt`;

function project(files, content) {
  const lab = loadLab();
  lab.writeFile("Dockerfile", bytes("FROM scratch\nCOPY . /app\n"));
  for (let file = 0; file < files; file++) lab.writeFile(path(file), content(file));
  return lab;
}

/** The middle of several rebuilds, each after one edit at a part of the way through the context. */
function edited(lab, files, part) {
  const runs = Array.from({ length: EDITS }, (_, round) => {
    lab.writeFile(path(Math.floor((files - 1) * part)), bytes(`edited ${part} ${round}\n`));
    return build(lab);
  });
  const middle = (name) => runs.map((run) => run[name]).sort((a, b) => a - b)[Math.floor(EDITS / 2)];
  return { executed: middle("executed"), exported: middle("exported") };
}

function sizes() {
  const { memory } = initSync({ module: new Uint8Array() });
  // The largest first: WebAssembly's memory never shrinks, and what smaller ones left would be used again.
  const measured = SIZES.toReversed().map((files) => {
    const before = memory.buffer.byteLength;
    const lab = project(files, (file) => bytes(`file ${file}\n`.repeat(10)));
    const first = build(lab);
    const grown = memory.buffer.byteLength - before;
    const unchanged = build(lab);
    const [begin, half, end] = [0, 0.5, 1].map((part) => edited(lab, files, part));
    lab.free();
    return { files, first, grown, unchanged, begin, half, end };
  });
  return measured.toReversed();
}

export async function rebuild() {
  loadLab().free();
  const rows = sizes();
  const largest = rows.at(-1);
  const line = (name, pick) => [
    name,
    ...rows.map((row) => milliseconds(pick(row))),
    `${(pick(largest) / pick(rows[0])).toFixed(1)} ×`,
  ];
  table("Rebuilding `COPY . /app`", [
    ["files", ...rows.map(({ files }) => files), "largest to smallest"],
    line("first build, executed", ({ first }) => first.executed),
    line("first build, exported", ({ first }) => first.exported),
    line("unchanged, exported", ({ unchanged }) => unchanged.exported),
    line("one edit, keyed and executed", ({ begin }) => begin.executed),
    line("one edit of the first file, exported", ({ begin }) => begin.exported),
    line("one edit half-way, exported", ({ half }) => half.exported),
    line("one edit of the last file, exported", ({ end }) => end.exported),
  ]);
  console.log(`  memory: ${Math.round(largest.grown / largest.files)} bytes per file of about 100 bytes`);
  await beside();
}

/** The first build of many small files beside nothing but hashing their bytes. */
async function beside() {
  const FILES = 10_000;
  const content = (file) => Uint8Array.from({ length: 1024 }, (_, i) => i * 31 + file);
  const peer = await createSHA256();
  const contents = Array.from({ length: FILES }, (_, file) => content(file));
  const theirs = await median(() => contents.map((bytes) => peer.init().update(bytes).digest("hex")));
  const runs = Array.from({ length: 5 }, () => {
    const lab = project(FILES, content);
    const took = build(lab);
    lab.free();
    return took;
  });
  const middle = (name) => runs.map((run) => run[name]).sort((a, b) => a - b)[2];
  const row = (name, time) => [name, milliseconds(time), ratio(time, theirs)];
  table("First build of 10,000 files of 1 KiB", [
    ["", "time", "of hash-wasm's speed"],
    row("hash-wasm, hashing the files", theirs),
    row("layerlab, executed", middle("executed")),
    row("layerlab, exported", middle("exported")),
  ]);
}
