// `npm test`: installs what is missing, builds, and runs every test there is.
import { has, runSteps } from "./steps.mjs";

const NEXTEST = [
  /Summary \[.*\] +\d+ tests? run: (?<passed>\d+) passed(?:.*?, (?<failed>\d+) failed)?/,
  /^ +(?:FAIL|TIMEOUT|SIG\w+) \[/,
];
const CARGO_TEST = [/^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed/, /^test .* FAILED$/];
const VITEST = [/^ *Tests +(?:(?<failed>\d+) failed \| )?(?<passed>\d+) passed/, /^ *Tests +(?<failed>\d+) failed/, /^ *FAIL /];
const PLAYWRIGHT = [/^ +(?<passed>\d+) passed \(/, /^ +(?<failed>\d+) failed$/, /^ +\d+\) .*›/, /^ +\d+ flaky$/];

const nextest = has("cargo", "nextest");
if (!nextest) console.log("cargo-nextest is not installed: the Rust tests run with cargo test");

/** Documentation examples are only run by cargo test; with nextest they are a step of their own. */
const rust = nextest
  ? [
      { name: "rust (nextest)", command: ["cargo", "nextest", "run", "--workspace", "--no-fail-fast"], count: NEXTEST },
      { name: "rust examples", command: ["cargo", "test", "--workspace", "--doc", "--no-fail-fast"], count: CARGO_TEST },
    ]
  : [{ name: "rust (cargo test)", command: ["cargo", "test", "--workspace", "--no-fail-fast"], count: CARGO_TEST }];

await runSteps("npm test", [
  { name: "setup", prepares: true, command: ["node", "script/setup.mjs", "--browser"] },
  { name: "build", prepares: true, needs: "setup", command: ["npm", "run", "build"] },
  ...rust,
  { name: "wire types", needs: "build", command: ["cargo", "xtask", "types", "--check"] },
  { name: "typescript", needs: "build", command: ["npx", "vitest", "run"], count: VITEST },
  { name: "package", needs: "build", command: ["npx", "vitest", "run", "--config", "tests/package/vitest.config.ts"], count: VITEST },
  { name: "browser", needs: "build", command: ["npx", "playwright", "test", "-c", "tests/browser"], count: PLAYWRIGHT },
]);
