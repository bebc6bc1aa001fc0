// `npm run bench`: sizes, cold start, and speed beside the packages that people use for the same today. Prints ratios;
// figures of different runs or machines say little about each other.
import { size } from "./size.mjs";
import { start } from "./start.mjs";
import { hash } from "./hash.mjs";
import { parse } from "./parse.mjs";
import { rebuild } from "./rebuild.mjs";
import { host } from "./host.mjs";
import { runaway } from "./runaway.mjs";
import { typing } from "./typing.mjs";

const BENCHMARKS = { size, start, hash, parse, rebuild, host, runaway, typing };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(", ")}; there are: ${Object.keys(BENCHMARKS).join(", ")}`);
  process.exit(2);
}
console.log(`node ${process.version}, ${process.platform} ${process.arch}`);
for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (wanted.length === 0 || wanted.includes(name)) await run();
}
