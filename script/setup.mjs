// Brings a clone to where it can build: checks Node and Rust, installs the npm packages of package-lock.json when they
// are missing or stale and, with `--browser`, a Chromium for the tests. Plain Node, because nothing is installed yet.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = [20, 19];
const STAMP = "node_modules/.layerlab-setup";
/** Where Debian's package puts it; the browser tests use this one when it is there. */
const CHROMIUM = "/usr/bin/chromium";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/** Ends the script with what is wrong and what to do about it. */
function fail(problem, remedy) {
  console.error(`setup: ${problem}\n       ${remedy}`);
  process.exit(1);
}

function run(command, ...args) {
  console.error(`setup: ${[command, ...args].join(" ")}`);
  return spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}

function has(command) {
  return spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  fail(`Node ${process.versions.node} is too old`, `install Node ${OLDEST_NODE.join(".")} or newer from https://nodejs.org`);
}

function checkRust() {
  if (has("cargo")) return;
  fail("cargo was not found", "install Rust from https://rustup.rs and open a new terminal");
}

/** `npm ci` when what is installed is not what package-lock.json says. */
function installPackages() {
  const wanted = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return;
  if (!run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")) {
    fail("the npm packages could not be installed", "see npm's message above; `npm ci` repeats the attempt");
  }
  writeFileSync(STAMP, wanted);
}

/** Debian's Chromium when it is there or can be installed, else the one that Playwright downloads. */
function installBrowser() {
  if (existsSync(CHROMIUM)) return;
  const root = process.getuid?.() === 0;
  if (root && has("apt-get")) {
    const installed = run("apt-get", "install", "-y", "--no-install-recommends", "chromium");
    if (installed || (run("apt-get", "update") && run("apt-get", "install", "-y", "--no-install-recommends", "chromium"))) return;
  }
  if (run("npx", "playwright", "install", "chromium")) return;
  fail("no Chromium for the browser tests", `install Debian's package \`chromium\`, or run \`npx playwright install chromium\``);
}

checkNode();
checkRust();
installPackages();
if (process.argv.includes("--browser")) installBrowser();
