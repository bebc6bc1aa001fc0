/** What Tab offers in the terminal: docker's commands, the names of images, and the project's files. */

export interface Surroundings {
  images: readonly string[];
  files: readonly string[];
}

const COMMANDS: Record<string, readonly string[]> = {
  docker: ["build", "builder", "buildx", "commit", "container", "history", "image", "images", "info", "inspect", "load", "ps", "pull", "rm", "rmi", "run", "save", "system", "tag", "version"],
  "docker image": ["build", "history", "inspect", "load", "ls", "prune", "pull", "rm", "save", "tag"],
  "docker container": ["commit", "cp", "diff", "exec", "inspect", "kill", "logs", "ls", "rm", "run", "start", "stop"],
  "docker system": ["df", "prune"],
  "docker builder": ["build", "du", "prune"],
  "docker buildx": ["build", "du", "history", "ls"],
};

export interface Completed {
  /** What to insert at the cursor. */
  insert: string;
  /** All that could stand there, where it is not decided. */
  choices: readonly string[];
}

export function complete(text: string, around: Surroundings): Completed {
  const words = text.split(/\s+/);
  const last = words.at(-1) ?? "";
  const before = words.slice(0, -1).join(" ");
  const candidates = before === "" ? ["docker"] : (COMMANDS[before] ?? [...around.images, ...around.files]);
  const choices = [...new Set(candidates.filter((one) => one.startsWith(last)))].sort();
  const common = commonStart(choices);
  const insert = choices.length === 1 ? `${choices[0]?.slice(last.length)} ` : common.slice(last.length);
  return { insert, choices: choices.length > 1 ? choices : [] };
}

function commonStart(words: readonly string[]): string {
  const [first = "", ...others] = words;
  let length = first.length;
  for (const word of others) while (!word.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}
