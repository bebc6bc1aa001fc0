// `npm run build:lib`: the package's JavaScript and declarations, from www/ into lib/.
import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

function run(...command) {
  const { status } = spawnSync("npx", command, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

// What was renamed or removed must not be packed.
rmSync("lib", { recursive: true, force: true });
run("tsc", "-p", "tsconfig.lib.json");
run("vite", "build", "--config", "vite.element.config.ts", "--logLevel", "warn");
run("cem", "analyze", "--config", "custom-elements-manifest.config.mjs", "--quiet");
// A declaration file is no input of the compiler, so it doesn't come out either.
copyFileSync("www/src/engine/wire.d.ts", "lib/src/engine/wire.d.ts");
