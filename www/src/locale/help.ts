/** The engine's own words about Dockerfiles in the language of the page. The engine speaks English; BuildKit's messages stay as BuildKit gives them. */
import type { Diagnostic } from "../engine/wire.js";

/** What there is to say instead, by the engine's names for things. What is missing is said in English. */
export interface Help {
  /** Why a check or a piece of advice matters, by its code. */
  reasons: Readonly<Record<string, string>>;
  /** What an instruction does, by its keyword. */
  instructions: Readonly<Record<string, string>>;
  /** What a flag does, by its name. */
  flags: Readonly<Record<string, string>>;
  /** Sentences with names in them; `$1` is the first of these. */
  sentences: readonly (readonly [RegExp, string])[];
}

/** The engine's own words. */
export const ENGLISH: Help = { reasons: {}, instructions: {}, flags: {}, sentences: [] };

/** A sentence of the engine. */
export function say({ sentences }: Help, sentence: string): string {
  const known = sentences.find(([pattern]) => pattern.test(sentence));
  return known === undefined ? sentence : sentence.replace(...known);
}

/** What a keyword or a flag does. */
export function about({ instructions, flags }: Help, name: string): string | undefined {
  return name.startsWith("--") ? flags[name.slice(2).replace(/=.*$/, "")] : instructions[name];
}

/** A problem with its message, its reason and the name of its fix. */
export function translated(help: Help, problem: Diagnostic): Diagnostic {
  const reason = help.reasons[problem.code] ?? problem.help;
  const { fix } = problem;
  return {
    ...problem,
    message: say(help, problem.message),
    ...(reason !== undefined && { help: reason }),
    ...(fix && { fix: { ...fix, title: say(help, fix.title) } }),
  };
}

/** What the pointer rests on: the name in bold and what it does, or a sentence about a variable. */
export function explained(help: Help, markdown: string): string {
  const parts = /^\*\*(.+?)\*\*\n\n(.+?)(\n\n[^]*)?$/.exec(markdown);
  if (parts === null) return say(help, markdown);
  const [, name = "", doc = "", rest = ""] = parts;
  return `**${name}**\n\n${about(help, name) ?? doc}${rest}`;
}
