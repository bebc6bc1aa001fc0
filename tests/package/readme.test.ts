/** The command lines of the README and of the page about explain-ci, typed as they stand there, in a project like the one that they talk about. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { scratch } from "./command.js";
import { blocks } from "./documented.js";

const ROOT = join(import.meta.dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const SCRIPTS = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> }).scripts;
/** Where executables of npm packages are found: those of a project that depends on the package, and those of this repository. */
const path = (...folders: string[]): string => [...folders.map((folder) => join(folder, "node_modules/.bin")), process.env["PATH"] ?? ""].join(":");

/** The lines of the blocks of a kind, without prompts and remarks. */
function typed(text: string, language: string): string[] {
  return blocks(text, language).flatMap((block) => block.trim().split("\n").map((line) => line.replace(/^\$ /, "").replace(/\s+#.*$/, "")));
}

/** What each command line prints or leaves behind, and with what it exits. */
const EXPECTED: Record<string, (printed: string, folder: string, status: number | null) => void> = {
  "npx layerlab build": (printed) => expect(printed).toContain("naming to docker.io/library/web-ping"),
  "npx layerlab image history": (printed) => expect(printed).toContain("COPY app.js ."),
  "npx layerlab build -o": (_, folder) => expect(existsSync(join(folder, "web-ping.tar"))).toBe(true),
  "npx layerlab parse": (printed) => expect(printed).toContain('(from "diamol/node")'),
  "npx layerlab explain-ci --before": (printed) => expect(printed).toMatch(/^invalidated +\d+ +COPY app\.js \.$/m),
  "npx layerlab explain-ci --base origin/main --format markdown": (printed) => expect(printed).toMatch(/\| \d+ \| COPY app\.js \. \| \*\*invalidated\*\* \|/),
  "npx layerlab explain-ci --base origin/main --fail-on": (printed, _, status) => {
    const [, invalidated, total] = /^(\d+) of (\d+) steps are invalidated\.$/m.exec(printed) ?? [];
    expect(status).toBe(Number(invalidated) * 2 >= Number(total) ? 3 : 0);
  },
};

test("every command line does what is said of it", { timeout: 240_000 }, () => {
  const [folder, state] = [scratch(), scratch()];
  const example = JSON.parse(
    execFileSync("node", ["--input-type=module", "-e", `import { createLab } from "layerlab"; const lab = await createLab({ example: "web-ping" });
      const files = {}; for (const { path } of await lab.files.list()) files[path] = await lab.files.text(path); console.log(JSON.stringify(files)); lab.dispose();`], { cwd: inject("installed"), encoding: "utf8" }),
  ) as Record<string, string>;
  const changed = { ...example, "app.js": "console.log('changed')\n" };
  const put = (below: string, files: Record<string, string>): void => {
    mkdirSync(join(folder, below), { recursive: true });
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, below, path), text);
  };
  put(".", example);
  const git = (...args: string[]): void => void execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], { cwd: folder, stdio: "ignore" });
  git("init");
  git("add", ".");
  git("commit", "-m", "what is on main");
  git("update-ref", "refs/remotes/origin/main", "HEAD");
  put(".", changed);
  put("old", example);
  put("new", changed);
  const lines = [...typed(README, "console"), ...typed(readFileSync(join(ROOT, "docs/explain-ci.md"), "utf8"), "console")];
  expect(lines.length).toBeGreaterThan(6);
  for (const line of lines) {
    const [start, look] = Object.entries(EXPECTED).filter(([start]) => line.startsWith(start)).at(-1) ?? [];
    expect(start, `nothing is said of what \`${line}\` does`).toBeDefined();
    const { stdout, status } = spawnSync("sh", ["-c", `${line.replace(/^npx /, "")} 2>&1`], { cwd: folder, encoding: "utf8", env: { ...process.env, PATH: path(inject("installed")), XDG_STATE_HOME: state } });
    if (!line.includes("--fail-on")) expect(status, `${line}\n${stdout}`).toBe(0);
    look?.(stdout, folder, status);
  }
});

test("npm start serves the page and prints its address, after what npm test has begun with", { timeout: 120_000 }, async () => {
  const commands = typed(README, "sh");
  expect(commands).toEqual(["npm start", "npm test"]);
  const steps = (SCRIPTS["start"] ?? "").split(" && ");
  const last = steps.pop() ?? "";
  // These two take minutes and have been run by whoever runs this: `npm test` is the other command.
  const tests = readFileSync(join(ROOT, "script/test.mjs"), "utf8");
  expect(steps).toEqual(["node script/setup.mjs", "npm run build"]);
  for (const step of steps) expect(tests).toContain(JSON.stringify(step.split(" ")).slice(1, -1).replaceAll(",", ", "));
  expect(SCRIPTS["test"]).toBe("node script/test.mjs");
  const server = spawn("sh", ["-c", `exec ${last}`], { cwd: ROOT, env: { ...process.env, PATH: path(ROOT), NO_COLOR: "1" }, stdio: ["ignore", "pipe", "inherit"] });
  try {
    let printed = "";
    server.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    const address = (): string | undefined => /http:\/\/\S+/.exec(printed)?.[0];
    await expect.poll(address, { timeout: 60_000 }).toBeDefined();
    expect(await (await fetch(address() ?? "")).text()).toContain("<title>Layerlab");
  } finally {
    server.kill();
  }
});
