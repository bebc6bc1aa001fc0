/** Programs of containers that this process runs: JavaScript in QuickJS, and the user's own editor for `vi`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, posix } from "node:path";
import type { Lab } from "../src/engine/wire.js";
import { GuestDriver, type Runner, type Running } from "../src/guest/driver.js";
import type { Machine, Program } from "../src/guest/machine.js";
import { programs } from "../src/guest/programs.js";

const EDITORS = ["vi", "vim", "nano"];

/** An editor is over as soon as it has begun: this process stands still while the user edits. */
class Editor implements Running {
  readonly next = undefined;
  isOver = false;

  constructor(
    private readonly program: Program,
    private readonly machine: Machine,
  ) {}

  start(): void {
    this.isOver = true;
    this.machine.exit(this.edit());
  }

  advance(): void {}
  take(): void {}
  signal(): void {}
  dispose(): void {}

  private edit(): number {
    const { files } = this.machine;
    const name = this.program.argv.find((word) => !/^[-+]/.test(word));
    if (name === undefined) return this.complain("name the file to edit");
    if (!process.stdin.isTTY) return this.complain("there is no terminal to edit in");
    const path = posix.resolve(this.program.cwd, name);
    const before = files.read(path);
    if (!(before instanceof Uint8Array) && before.code !== "ENOENT") return this.complain(`${path}: ${before.code}`);
    const folder = mkdtempSync(join(tmpdir(), "layerlab-"));
    try {
      const copy = join(folder, basename(path));
      writeFileSync(copy, before instanceof Uint8Array ? before : "");
      const editor = process.env["VISUAL"] ?? process.env["EDITOR"] ?? "vi";
      const { status, error } = spawnSync(editor, [copy], { stdio: "inherit", shell: true });
      if (error !== undefined || status !== 0) return this.complain(`the editor ${editor} ended without success`);
      const after = readFileSync(copy);
      if (before instanceof Uint8Array && after.equals(before)) return 0;
      const refused = files.write(path, after, false, 0o666);
      return refused === undefined ? 0 : this.complain(`${path}: ${refused.code}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private complain(text: string): number {
    this.machine.write("stderr", new TextEncoder().encode(`vi: ${text}\n`));
    return 1;
  }
}

/** What runs the programs of a lab's containers. Nothing is loaded before one is asked for. */
export function guestsOf(lab: Lab): GuestDriver {
  const editor: Runner = (program, machine) => new Editor(program, machine);
  return new GuestDriver(lab, { ...programs(async () => (await import("../src/guest/assets-node.js")).loadAssets()), ...Object.fromEntries(EDITORS.map((name) => [name, editor])) });
}
