/** Runs programs called `node`; what that takes is loaded with the first. */
import type { Runner } from "./driver.js";
import type { Assets } from "./node.js";

export function nodeRunner(load: () => Promise<Assets>): Runner {
  let ready: Promise<[typeof import("./node.js"), Assets]> | undefined;
  return async (program, machine) => {
    const [{ NodeProgram }, assets] = await (ready ??= Promise.all([import("./node.js"), load()]));
    return new NodeProgram(program, machine, assets);
  };
}
