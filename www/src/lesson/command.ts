/** Command lines as a person types them: words, and builds among them. */
import type { BuildRequest } from "../engine/wire.js";

/** A line's words as a shell splits them, quotes taken off; `undefined` if it needs a real shell. */
export function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (const match of line.matchAll(/'([^']*)'|"((?:[^"\\$`]|\\.)*)"|\\(.)|(\s+)|([^\s'"\\])/gs)) {
    const [, single, double, escaped, blank, plain] = match;
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (plain !== undefined && /[|&;<>()$`*?#~[\]{}]/.test(plain)) {
      return undefined;
    } else {
      word = (word ?? "") + (single ?? double?.replace(/\\(.)/gs, "$1") ?? escaped ?? plain ?? "");
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** The build that a command line asks for; `undefined` if it is no build, or one with options that the page has no view for. */
export function buildOf(line: string): BuildRequest | undefined {
  const words = wordsOf(line);
  if (words === undefined) return undefined;
  const classic = words[0] === "DOCKER_BUILDKIT=0";
  const rest = classic ? words.slice(1) : words;
  const found = PREFIXES.find((prefix) => prefix.every((word, at) => rest[at] === word));
  return found === undefined ? undefined : options(rest.slice(found.length), classic);
}

const PREFIXES = [["docker", "image", "build"], ["docker", "builder", "build"], ["docker", "buildx", "build"], ["docker", "build"]];

function options(words: string[], classic: boolean): BuildRequest | undefined {
  const request: BuildRequest = { tags: [], buildArgs: {}, ...(classic && { builder: "classic" }) };
  const contexts: string[] = [];
  while (words.length > 0) {
    const word = words.shift() ?? "";
    const [flag = "", joined] = /^(--[\w-]+)=(.*)$/s.exec(word)?.slice(1) ?? [word];
    if (flag === "--no-cache") request.noCache = true;
    else if (VALUED.has(flag)) {
      const value = joined ?? words.shift();
      if (value === undefined || !take(request, flag, value)) return undefined;
    } else if (word.startsWith("-")) return undefined;
    else contexts.push(word);
  }
  return contexts.length === 1 && (contexts[0] === "." || contexts[0] === "./") ? request : undefined;
}

const VALUED = new Set(["-t", "--tag", "-f", "--file", "--target", "--build-arg"]);

function take(request: BuildRequest, flag: string, value: string): boolean {
  switch (flag) {
    case "-t":
    case "--tag":
      request.tags?.push(value);
      return true;
    case "-f":
    case "--file":
      request.dockerfile = value.replace(/^\.\//, "");
      return true;
    case "--target":
      request.target = value;
      return true;
    default: {
      const at = value.indexOf("=");
      if (at < 1 || request.buildArgs === undefined) return false;
      request.buildArgs[value.slice(0, at)] = value.slice(at + 1);
      return true;
    }
  }
}
