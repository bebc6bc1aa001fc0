/** The nodes of a Dockerfile, read from the engine's columns when they are asked for. Offsets are UTF-16 units. */
import type { SyntaxColumns } from "./wire.js";

const COUNTS = 4;
const NODE = 7;
const WORD = 4;
const NONE = 0xffffffff;

const ROLES = ["keyword", "flag", "argument", "json", "heredoc"] as const;

/** What a word is in its instruction. */
export type Role = (typeof ROLES)[number];

/** A word of an instruction. */
export interface SyntaxWord {
  /** What it is in its instruction. */
  role: Role;
  /** What it says after quotes, escapes and joined lines. */
  text: string;
  /** Where it begins. */
  start: number;
  /** The offset behind it. */
  end: number;
}

/** An instruction. */
export interface SyntaxNode {
  /** As it was typed: `copy`, `COPY`. */
  keyword: string;
  /** All words, the keyword first. */
  words: SyntaxWord[];
  /** Where it begins. */
  start: number;
  /** The offset behind it. */
  end: number;
  /** Counted from 1. */
  startLine: number;
  /** Counted from 1. */
  endLine: number;
  /** The ONBUILD that it stands in, by its place in the file. */
  parent?: number;
}

/**
 * A parsed Dockerfile, as `lab.dockerfile.parse` gives it. Its nodes are made when they are asked for.
 *
 * @example
 * ```js
 * import { createLab } from "layerlab";
 *
 * const lab = await createLab();
 * const syntax = await lab.dockerfile.parse("FROM alpine\nRUN echo hello\n");
 * console.log(syntax.length, syntax.node(1)?.words.map(({ text }) => text));
 * for (const { keyword, startLine } of syntax) console.log(startLine, keyword);
 * lab.dispose();
 * ```
 */
export class Syntax {
  /** How many nodes there are; what stands in an ONBUILD counts. */
  readonly length: number;
  /** Where the words begin, and where the ends of the changed texts do. */
  readonly #words: number;
  readonly #ends: number;
  #changed: string | undefined;

  /** The nodes of a text, over the columns that the engine gives for it. */
  constructor(
    private readonly source: string,
    private readonly columns: SyntaxColumns,
  ) {
    this.length = columns[0]!;
    this.#words = COUNTS + this.length * NODE;
    this.#ends = this.#words + columns[1]! * WORD;
  }

  /** The node at a place in the file, from 0; `undefined` behind the last. */
  node(at: number): SyntaxNode | undefined {
    if (at < 0 || at >= this.length) return undefined;
    const { columns } = this;
    const from = COUNTS + at * NODE;
    const first = columns[from + 4]!;
    const words: SyntaxWord[] = [];
    for (let index = 0; index < columns[from + 5]!; index++) words.push(this.#word(first + index));
    const parent = columns[from + 6]!;
    const node: SyntaxNode = {
      keyword: words[0]!.text,
      words,
      start: columns[from]!,
      end: columns[from + 1]!,
      startLine: columns[from + 2]!,
      endLine: columns[from + 3]!,
    };
    if (parent !== NONE) node.parent = parent;
    return node;
  }

  /** All nodes in the order of the file. */
  *[Symbol.iterator](): Iterator<SyntaxNode> {
    for (let at = 0; at < this.length; at++) yield this.node(at)!;
  }

  #word(at: number): SyntaxWord {
    const { columns } = this;
    const from = this.#words + at * WORD;
    const start = columns[from + 1]!;
    const end = columns[from + 2]!;
    const changed = columns[from + 3]!;
    const text = changed === NONE ? this.source.slice(start, end) : this.#text(changed);
    return { role: ROLES[columns[from]!]!, text, start, end };
  }

  /** One of the texts that were changed on the way. They are decoded when the first of them is asked for. */
  #text(at: number): string {
    const { columns } = this;
    if (this.#changed === undefined) {
      const texts = columns.subarray(this.#ends + columns[2]!);
      this.#changed = new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(texts.buffer, texts.byteOffset, columns[3]!));
    }
    return this.#changed.slice(at === 0 ? 0 : columns[this.#ends + at - 1]!, columns[this.#ends + at]!);
  }
}
