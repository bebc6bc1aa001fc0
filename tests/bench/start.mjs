// Cold start: a fresh process compiles the module and makes its first Lab.
import { execFileSync } from "node:child_process";
import { milliseconds, table } from "./measure.mjs";

const ROUNDS = 9;
const PROGRAM = `
  import { readFileSync } from "node:fs";
  const began = performance.now();
  const { initSync, Lab } = await import(process.argv[1] + "layerlab.js");
  const bytes = readFileSync(new URL(process.argv[1] + "layerlab_bg.wasm"));
  const read = performance.now();
  initSync({ module: bytes });
  const compiled = performance.now();
  new Lab({});
  const made = performance.now();
  console.log(JSON.stringify([read - began, compiled - read, made - compiled, made - began]));
`;

export function start() {
  const folder = new URL("../../pkg/", import.meta.url).href;
  const runs = Array.from({ length: ROUNDS }, () =>
    JSON.parse(execFileSync("node", ["--input-type=module", "-e", PROGRAM, folder], { encoding: "utf8" })),
  );
  const middle = (part) => runs.map((run) => run[part]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
  const names = ["load the files", "compile and instantiate", "first Lab", "together"];
  table(
    `Cold start, median of ${ROUNDS} processes`,
    [["", "time"], ...names.map((name, part) => [name, milliseconds(middle(part))])],
  );
}
