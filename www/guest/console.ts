/** `console`, as Node prints. */
import { host } from "./host.js";
import process from "./process.js";
import { format, inspect } from "./util.js";

const counts = new Map<string, number>();
const times = new Map<string, number>();
let indent = "";

function print(fd: 1 | 2, args: unknown[]): void {
  const text = format(...args);
  const shown = indent === "" ? text : text.replace(/^/gm, indent);
  (fd === 1 ? process.stdout : process.stderr).write(`${shown}\n`);
}

function elapsed(label: string): string | undefined {
  const since = times.get(label);
  if (since === undefined) return undefined;
  const passed = host.now() - since;
  return `${label}: ${passed >= 1000 ? `${(passed / 1000).toFixed(3)}s` : `${Number(passed.toFixed(3))}ms`}`;
}

/** Rows and columns with lines around them. */
function table(data: unknown): void {
  if (typeof data !== "object" || data === null) return print(1, [data]);
  const rows = Object.entries(data).map(([key, row]: [string, unknown]) => {
    const cells = typeof row === "object" && row !== null ? Object.entries(row) : [["Values", row] as [string, unknown]];
    return [key, new Map(cells.map(([name, value]) => [name, inspect(value)]))] as const;
  });
  const columns = [...new Set(rows.flatMap(([, cells]) => [...cells.keys()]))];
  const lines = rows.map(([key, cells]) => [key, ...columns.map((column) => cells.get(column) ?? "")]);
  const head = ["(index)", ...columns];
  const widths = head.map((name, at) => Math.max(name.length, ...lines.map((line) => line[at]!.length)) + 2);
  const rule = (left: string, middle: string, right: string) => left + widths.map((width) => "─".repeat(width)).join(middle) + right;
  const line = (cells: string[]) => `│${cells.map((cell, at) => ` ${cell}`.padEnd(widths[at]!)).join("│")}│`;
  print(1, [[rule("┌", "┬", "┐"), line(head), rule("├", "┼", "┤"), ...lines.map(line), rule("└", "┴", "┘")].join("\n")]);
}

const console = {
  log: (...args: unknown[]) => print(1, args),
  info: (...args: unknown[]) => print(1, args),
  debug: (...args: unknown[]) => print(1, args),
  error: (...args: unknown[]) => print(2, args),
  warn: (...args: unknown[]) => print(2, args),
  trace: (...args: unknown[]) => print(2, [`Trace: ${format(...args)}`]),
  dir: (value: unknown, options?: object) => print(1, [inspect(value, { customInspect: false, ...options })]),
  assert: (held: unknown, ...args: unknown[]) => {
    if (!held) print(2, args.length === 0 ? ["Assertion failed"] : [`Assertion failed: ${format(...args)}`]);
  },
  count: (label = "default") => {
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    print(1, [`${label}: ${count}`]);
  },
  countReset: (label = "default") => void counts.delete(label),
  group: (...args: unknown[]) => {
    if (args.length > 0) print(1, args);
    indent += "  ";
  },
  groupEnd: () => {
    indent = indent.slice(2);
  },
  time: (label = "default") => void times.set(label, host.now()),
  timeLog: (label = "default", ...args: unknown[]) => {
    const text = elapsed(label);
    if (text !== undefined) print(1, [text, ...args]);
  },
  timeEnd: (label = "default") => {
    const text = elapsed(label);
    if (text !== undefined) print(1, [text]);
    times.delete(label);
  },
  table,
};

export default console;
