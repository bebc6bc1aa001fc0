// `npm run check`: the fast checks that look at the source and at what `npm run build` made, without running it.
import { runSteps } from "./steps.mjs";

await runSteps("npm run check", [
  { name: "rustfmt", command: ["cargo", "fmt", "--all", "--check"] },
  { name: "clippy", command: ["cargo", "clippy", "--workspace", "--all-targets", "--", "-D", "warnings"] },
  { name: "types", command: ["npx", "tsc", "--noEmit"] },
  { name: "size budget", command: ["cargo", "xtask", "size"] },
]);
