/** The nodes of a Dockerfile, read from the engine's columns when they are asked for. Offsets are UTF-16 units. */
import type { SyntaxColumns } from "./wire.js";

const NODE = 7;
const WORD = 4;
const NONE = 0xffffffff;

const ROLES = ["keyword", "flag", "argument", "json", "heredoc"] as const;

/** What a word is in its instruction. */
export type Role = (typeof ROLES)[number];

/** A word of an instruction. `text` is what it says after quotes, escapes and joined lines; `start` and `end` where it stands. */
export interface SyntaxWord {
  role: Role;
  text: string;
  start: number;
  end: number;
}

/** An instruction. */
export interface SyntaxNode {
  /** As it was typed: `copy`, `COPY`. */
  keyword: string;
  /** All words, the keyword first. */
  words: SyntaxWord[];
  start: number;
  end: number;
  /** Counted from 1. */
  startLine: number;
  /** Counted from 1. */
  endLine: number;
  /** The ONBUILD that it stands in, by its place in the file. */
  parent?: number;
}

/** A parsed Dockerfile: `new Syntax(text, lab.parse(text))`. */
export class Syntax {
  /** How many nodes there are; what stands in an ONBUILD counts. */
  readonly length: number;

  constructor(
    private readonly source: string,
    private readonly columns: SyntaxColumns,
  ) {
    this.length = columns.nodes.length / NODE;
  }

  /** The node at a place in the file, from 0; `undefined` behind the last. */
  node(at: number): SyntaxNode | undefined {
    if (at < 0 || at >= this.length) return undefined;
    const { nodes } = this.columns;
    const from = at * NODE;
    const first = nodes[from + 4]!;
    const words = Array.from({ length: nodes[from + 5]! }, (_, index) => this.word(first + index));
    const parent = nodes[from + 6]!;
    return {
      keyword: words[0]!.text,
      words,
      start: nodes[from]!,
      end: nodes[from + 1]!,
      startLine: nodes[from + 2]!,
      endLine: nodes[from + 3]!,
      ...(parent !== NONE && { parent }),
    };
  }

  /** All nodes in the order of the file. */
  *[Symbol.iterator](): Iterator<SyntaxNode> {
    for (let at = 0; at < this.length; at++) yield this.node(at)!;
  }

  private word(at: number): SyntaxWord {
    const { words, text, ends } = this.columns;
    const from = at * WORD;
    const [start, end, changed] = [words[from + 1]!, words[from + 2]!, words[from + 3]!];
    return {
      role: ROLES[words[from]!]!,
      text:
        changed === NONE ? this.source.slice(start, end) : text.slice(changed === 0 ? 0 : ends[changed - 1], ends[changed]),
      start,
      end,
    };
  }
}
