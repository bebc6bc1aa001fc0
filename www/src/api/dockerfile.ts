/** What editors ask about a Dockerfile's text. */
import type { Caller, CallOptions } from "./caller.js";
import { Syntax } from "../engine/syntax.js";
import type { Completion, Diagnostic, Fold, Hover, Range } from "../engine/wire.js";

/**
 * Services for editors. They take the text as it is typed, in the project or not. Offsets are UTF-16 units, lines count
 * from 1. Any text has an answer; calls only reject when the lab is disposed of or crashes.
 *
 * @example
 * ```js
 * import { createLab } from "layerlab";
 *
 * const lab = await createLab();
 * const text = "FROM alpine AS base\ncopy  --from=base /a /b\n";
 * for (const node of await lab.dockerfile.parse(text)) console.log(node.startLine, node.keyword);
 * for (const { startLine, message } of await lab.dockerfile.check(text)) console.log(startLine, message);
 * console.log(await lab.dockerfile.format(text));
 * const base = text.lastIndexOf("base");
 * console.log(await lab.dockerfile.definition(text, base)); // where the stage is named
 * console.log((await lab.dockerfile.hover(text, 0))?.text); // what FROM does
 * console.log((await lab.dockerfile.complete(text, text.length)).length > 0); // true
 * console.log((await lab.dockerfile.folds(text)).length, (await lab.dockerfile.tokens(text)).length);
 * lab.dispose();
 * ```
 */
export class DockerfileServices {
  /** @internal */
  constructor(private readonly caller: Caller) {}

  /** The instructions with their words. */
  async parse(text: string, options?: CallOptions): Promise<Syntax> {
    return new Syntax(text, await this.caller.call(options, (engine) => engine.parse(text), text));
  }

  /** What is wrong in it, and what BuildKit's checks remark on it; of the project only `.dockerignore` is looked at. */
  check(text: string, options?: CallOptions): Promise<Diagnostic[]> {
    return this.caller.call(options, (engine) => engine.checkText(text), text);
  }

  /** The tokens in the order of the text: start, length and type of each, one after the other. */
  tokens(text: string, options?: CallOptions): Promise<Uint32Array> {
    return this.caller.call(options, (engine) => engine.tokens(text), text);
  }

  /** What there is to say about an offset: a variable's value there, what a flag or an instruction does. */
  hover(text: string, offset: number, options?: CallOptions): Promise<Hover | undefined> {
    return this.caller.call(options, (engine) => engine.hover(text, offset), text);
  }

  /** What could be typed at an offset, paths of the project included. */
  complete(text: string, offset: number, options?: CallOptions): Promise<Completion[]> {
    return this.caller.call(options, (engine) => engine.complete(text, offset), text);
  }

  /** Where the stage or the variable at an offset is defined. */
  definition(text: string, offset: number, options?: CallOptions): Promise<Range | undefined> {
    return this.caller.call(options, (engine) => engine.definition(text, offset), text);
  }

  /** What can be folded away, in the order of the first lines. */
  folds(text: string, options?: CallOptions): Promise<Fold[]> {
    return this.caller.call(options, (engine) => engine.folds(text), text);
  }

  /** The text in its stable form. Comments stay, and the result means the same. */
  format(text: string, options?: CallOptions): Promise<string> {
    return this.caller.call(options, (engine) => engine.format(text), text);
  }
}
