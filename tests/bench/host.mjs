// The simulated host with much in it: what lists of 1,000 images and 200 containers cost, and saving and restoring a state of
// 100 MB beside nothing but hashing the same bytes.
import { performance } from "node:perf_hooks";
import { createSHA256 } from "hash-wasm";
import { loadLab } from "../../lib/src/engine/node.js";
import { median, milliseconds, table } from "./measure.mjs";

const IMAGES = 1_000;
const CONTAINERS = 200;
/** What a list may take, in milliseconds. */
const GOAL = 10;
const FILES = 100;
const FILE_SIZE = 1_000_000;

/** Run a command to its end; what it printed. */
function run(lab, line) {
  const task = lab.exec(line.split(" "), { env: {}, cwd: "", stdoutIsTerminal: false, stdinIsTerminal: false, project: true });
  let output = "";
  for (;;) {
    const progress = lab.advanceExec(task);
    for (const { bytes } of progress.output) output += new TextDecoder().decode(bytes);
    if (progress.exitCode === undefined) continue;
    if (progress.exitCode !== 0) throw new Error(`${line}: ${output}`);
    return output;
  }
}

async function lists() {
  const lab = loadLab();
  run(lab, "container create --name box alpine");
  for (let number = 1; number < CONTAINERS; number++) run(lab, `container create --name box${number} alpine`);
  for (let number = 1; number < IMAGES; number++) run(lab, `container commit --message ${number} box image:${number}`);
  const commands = [
    ["image ls", IMAGES],
    ["system df", 4],
    ["container ls --all", CONTAINERS],
  ];
  const rows = [];
  for (const [command, expected] of commands) {
    const listed = run(lab, command).trimEnd().split("\n").length - 1;
    if (listed !== expected) throw new Error(`${command} lists ${listed} rows and not ${expected}`);
    const time = await median(() => run(lab, command));
    rows.push([command, milliseconds(time), time < GOAL ? "yes" : "no"]);
  }
  lab.free();
  table(`With ${IMAGES} images and ${CONTAINERS} containers`, [["command", "time", `under ${GOAL} ms`], ...rows]);
}

/** Bytes that no two files share, the same in each run. */
function content(seed) {
  const bytes = new Uint8Array(FILE_SIZE);
  for (let at = 0, state = seed + 1; at < FILE_SIZE; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

async function state() {
  const lab = loadLab();
  const files = Array.from({ length: FILES }, (_, file) => content(file));
  files.forEach((bytes, file) => lab.writeFile(`data/${file}`, bytes));
  lab.writeFile("Dockerfile", new TextEncoder().encode("FROM scratch\nCOPY data /data\n"));
  run(lab, "build --quiet --tag data .");
  const save = (from) => ({ index: from.stateIndex(), blobs: from.stateBlobs().map((digest) => from.blob(digest)) });
  const saved = save(lab);
  const bytes = saved.blobs.reduce((sum, blob) => sum + blob.length, saved.index.length);
  const peer = await createSHA256();
  const hashing = await median(() => saved.blobs.map((blob) => peer.init().update(blob).digest("hex")), { rounds: 3 });
  const began = performance.now();
  save(lab);
  const saving = performance.now() - began;
  const restoring = await median(
    () => {
      const other = loadLab();
      // The engine asks for the blobs in an order of its own.
      const known = new Map(lab.stateBlobs().map((digest, index) => [digest, saved.blobs[index]]));
      for (const digest of other.importState(saved.index)) other.putBlob(known.get(digest));
      other.finishImport();
      if (!run(other, "image ls").includes("data")) throw new Error("the image is not there again");
      other.free();
    },
    { rounds: 3 },
  );
  lab.free();
  const row = (name, time) => [name, milliseconds(time), `${(time / hashing).toFixed(2)} ×`];
  table(`A state of ${Math.round(bytes / 1e6)} MB`, [["", "time", "of hashing it"], row("hash-wasm, hashing its blobs", hashing), row("layerlab, saving", saving), row("layerlab, restoring", restoring)]);
}

export async function host() {
  await lists();
  await state();
}
