/** Editors of containers, which the page shows: `vi FILE` waits there until that one is closed. */
import type { Runner, Running } from "../guest/driver.js";
import type { Machine, Program } from "../guest/machine.js";
import { resolvePath } from "./path.js";
import type { Response } from "./protocol.js";

const NAMES = ["vi", "vim", "nano"];

interface Open {
  path: string;
  machine: Machine;
}

export class Edits {
  private readonly open = new Map<number, Open>();
  private next = 0;

  constructor(private readonly send: (response: Response) => void) {}

  /** By the name of the program. */
  get runners(): Record<string, Runner> {
    const runner = (called: string): Runner => (program, machine) => this.running(called, program, machine);
    return Object.fromEntries(NAMES.map((name) => [name, runner(name)]));
  }

  /** Writes the file; what was refused, if it was. */
  save(edit: number, bytes: Uint8Array): string | undefined {
    const open = this.open.get(edit);
    return open === undefined ? "EBADF" : open.machine.files.write(open.path, bytes, false, 0o666)?.code;
  }

  end(edit: number): void {
    const open = this.open.get(edit);
    this.open.delete(edit);
    open?.machine.exit(0);
  }

  private running(called: string, program: Program, machine: Machine): Running {
    const edit = this.next++;
    return {
      next: undefined,
      isOver: false,
      start: () => this.begin(edit, called, program, machine),
      advance: () => {},
      take: () => {},
      signal: () => this.end(edit),
      dispose: () => {
        if (this.open.delete(edit)) this.send({ kind: "editGone", id: edit });
      },
    };
  }

  private begin(edit: number, called: string, program: Program, machine: Machine): void {
    const name = program.argv.find((word) => !/^[-+]/.test(word));
    if (name === undefined || !program.tty) return complain(called, machine, name === undefined ? "name the file to edit" : "there is no terminal to edit in");
    const path = resolvePath(program.cwd, name);
    const before = machine.files.read(path);
    if (!(before instanceof Uint8Array) && before.code !== "ENOENT") return complain(called, machine, `${path}: ${before.code}`);
    this.open.set(edit, { path, machine });
    this.send({ kind: "edit", id: edit, path, program: called, ...(before instanceof Uint8Array && { bytes: before }) });
  }
}

function complain(called: string, machine: Machine, text: string): void {
  machine.write("stderr", new TextEncoder().encode(`${called}: ${text}\n`));
  machine.exit(1);
}
