/** The one thing of the command line that has to be known before the engine sees it: where state is kept. */

/** A command line without `--state`, and the folder it named. */
export interface Split {
  argv: string[];
  state: string | undefined;
}

/** Commands whose later words are another program's and must be left alone. */
const RUNS_PROGRAMS = new Set(["run", "exec", "create"]);

/**
 * Take `--state DIR` or `--state=DIR` out of a command line. It may stand before the command or among its options, the
 * last one counts. Behind `--`, and behind `run`, `exec` and `create`, words belong to somebody else. Throws an `Error`
 * when the folder is missing.
 */
export function splitState(words: readonly string[]): Split {
  const argv: string[] = [];
  let state: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--" || RUNS_PROGRAMS.has(word)) return { argv: [...argv, ...words.slice(at)], state };
    if (word !== "--state" && !word.startsWith("--state=")) {
      argv.push(word);
      continue;
    }
    state = word === "--state" ? words[++at] : word.slice("--state=".length);
    if (state === undefined || state === "") throw new Error("flag needs an argument: --state");
  }
  return { argv, state };
}
