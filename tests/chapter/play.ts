/** What every player of the chapter needs: its data, and judging what a command has shown. */
import { readFileSync } from "node:fs";

export interface Keys {
  after: string;
  type: string;
  vi?: { keys: string; text: string };
}

export interface Step {
  does: string;
  write?: Record<string, string>;
  run?: string;
  shows?: string[];
  hides?: string[];
  again?: boolean;
  then?: "interrupt";
  cached?: string[];
  ran?: string[];
  takes?: string;
  smallerThan?: string;
  terminal?: boolean;
  keys?: Keys[];
}

/** The steps in their order. */
export function chapter(): Step[] {
  const text = readFileSync(new URL("chapter.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { steps: Step[] }).steps;
}

/** The lines of an output, without what terminals use to colour and move. */
export function lines(output: string): string[] {
  return output.replace(/\u001b\[[\d;?]*[A-Za-z]/g, "").split(/\r*\n|\r/).map((line) => line.trimEnd());
}

function fits(line: string, wanted: string): boolean {
  const expression = /^\/(.*)\/$/.exec(wanted)?.[1];
  return expression === undefined ? line === wanted : new RegExp(expression).test(line);
}

/** The first of the lines a step has to show that is not there; undefined if all are. */
export function missing({ shows = [] }: Step, output: string): string | undefined {
  const rest = lines(output);
  return shows.find((wanted) => {
    const at = rest.findIndex((line) => fits(line, wanted));
    rest.splice(0, at + 1);
    return at < 0;
  });
}

/** Whether each step of a build was taken from the cache, as plain progress and progress on a terminal tell it. */
export function buildSteps(output: string): Map<string, boolean> {
  const steps = new Map<string, boolean>();
  const names = new Map<string, string>();
  for (const line of lines(output)) {
    const [, number, name] = /^#(\d+) (\[\d+\/\d+\] .*)$/.exec(line) ?? [];
    if (number !== undefined && name !== undefined) {
      names.set(number, name);
      if (!steps.has(name)) steps.set(name, false);
    }
    const hit = names.get(/^#(\d+) CACHED$/.exec(line)?.[1] ?? "");
    if (hit !== undefined) steps.set(hit, true);
    const [, cached, shown] = /^ => (CACHED )?(\[\d+\/\d+\] .*?)(?: {2,}[\d.]+s)?$/.exec(line) ?? [];
    if (shown !== undefined) steps.set(shown, cached !== undefined);
  }
  return steps;
}

const UNITS: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** The sum of the sizes at the ends of lines, in bytes; of a table of disk usage, that of the images. */
export function sizes(output: string): number {
  let sum = 0;
  for (const line of lines(output)) {
    const [, number, unit] = /^Images +\d+ +\d+ +([\d.]+)([kMG]?B)/.exec(line) ?? / ([\d.]+)([kMG]?B)$/.exec(line) ?? [];
    if (number !== undefined && unit !== undefined) sum += Number(number) * (UNITS[unit] ?? 0);
  }
  return sum;
}
