/** One session of the shell as a terminal sees it: lines go in, text comes out, and the page learns of what ran. */
import { LabError, type Conversation, type LabClient } from "../engine/lab.js";
import type { Ran } from "../lesson/goal.js";
import { decodeText } from "../model/text.js";
import type { BuildEvent, HostQuestion, HostRequest, HostResponse, Reads } from "../engine/wire.js";

export interface Size {
  columns: number;
  rows: number;
}

/** What a session needs of the page. */
export interface TalkHost {
  lab(): LabClient | undefined;
  /** Hands over what was typed in the editor: the line that follows means the files as they are shown. */
  flush(): Promise<void>;
  /** @param stop ends the build that they are of */
  heard(line: string, events: readonly BuildEvent[], stop: () => void): void;
  ran(ran: Ran): void;
  /** What the page says to a line that is for it and not for the shell. */
  verb(line: string): Promise<string | undefined>;
  readFile(path: string): Uint8Array | undefined;
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
}

/** A file in an editor over the terminal. */
export interface Editing {
  path: string;
  program: string;
  bytes: Uint8Array | undefined;
  /** Resolves with why the file could not be written, if so. */
  save(bytes: Uint8Array): Promise<string | undefined>;
  gone?: AbortSignal;
}

/** Where what it says is shown. */
export interface Front {
  print(text: string): void;
  /** A line can be typed at the prompt. */
  prompt(): void;
  /** What reads the keys now, if anything does. */
  reads(by: Reads | undefined): void;
  /** Shows a file in an editor until that is closed. */
  edit(editing: Editing): Promise<void>;
}

/** Prompts tell where they end and how the last line did, by the sequences that terminals have for it (OSC 133). */
const PROMPT_END = "\\e]133;B\\a";
const PROMPT = `\\e]133;D;$?\\a\\e[36m\\w\\e[0m \\$ ${PROMPT_END}`;
const ENDED = /\x1b\]133;D;(\d+)\x07/;
const ASKS = "\x1b]133;B\x07";
const CONTROLS = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\r/g;
/** How much of what a command prints is kept for whoever looks at it later. */
const MAX_PRINTED = 200_000;

export class Talk {
  private shell: Conversation | undefined;
  /** The line that runs, all lines of it. */
  private line: string | undefined;
  private printed = "";
  private readonly decoder = new TextDecoder();

  constructor(
    private readonly host: TalkHost,
    private readonly front: Front,
  ) {}

  /** Talks until the session is over; resolves with its exit code. */
  async run({ columns, rows }: Size): Promise<number> {
    const lab = this.host.lab();
    if (lab === undefined) throw new LabError("disposed", "the engine is not there");
    const env = { PS1: PROMPT, PS2: `> ${PROMPT_END}` };
    this.shell = lab.open({ kind: "shell", options: { env, terminal: { columns, rows, colours: true } } });
    for await (const { output, events = [], requests, reads, exitCode } of this.shell) {
      if (events.length > 0) this.host.heard(this.line ?? "", events, () => this.interrupt());
      for (const { bytes } of output) this.print(this.decoder.decode(bytes, { stream: true }));
      this.front.reads(reads);
      for (const request of requests) await this.answer(request);
      if (exitCode === undefined) continue;
      this.end(exitCode);
      return exitCode;
    }
    return 1;
  }

  /** A line for the prompt. */
  async enter(line: string): Promise<void> {
    await this.host.flush();
    const said = this.line === undefined ? await this.host.verb(line.trim()) : undefined;
    if (said !== undefined) this.front.print(said);
    else if (this.line === undefined) [this.line, this.printed] = [line, ""];
    else this.line += `\n${line}`;
    // To the shell, what the page has answered is an empty line.
    this.input(said === undefined ? line : "");
  }

  /** A line for whatever reads the terminal. */
  input(line: string): void {
    this.shell?.tell({ kind: "input", bytes: encode(`${line}\n`) });
  }

  endOfInput(): void {
    this.shell?.tell({ kind: "endOne" });
  }

  interrupt(isAtPrompt = false): void {
    // What was typed of a line is put away.
    if (isAtPrompt) this.line = undefined;
    this.shell?.tell({ kind: "signal", name: "INT" });
  }

  detach(): void {
    this.shell?.tell({ kind: "detach" });
  }

  resize(size: Size): void {
    this.shell?.tell({ kind: "resize", ...size });
  }

  /** What could stand at a place of a line. */
  async complete(line: string, cursor: number): Promise<{ from: number; texts: string[] }> {
    const found = await this.host.lab()?.completeLine(line, cursor);
    return { from: found?.from ?? cursor, texts: found?.items.map((item) => item.text) ?? [] };
  }

  private print(text: string): void {
    const ended = ENDED.exec(text);
    if (this.printed.length < MAX_PRINTED) this.printed += ended === null ? text : text.slice(0, ended.index);
    this.front.print(text);
    if (ended !== null) this.end(Number(ended[1]));
    if (text.includes(ASKS)) this.front.prompt();
  }

  private end(exitCode: number): void {
    const { line } = this;
    const printed = this.printed.replace(CONTROLS, "");
    this.line = undefined;
    this.printed = "";
    if (line !== undefined && line.trim() !== "") this.host.ran({ line, exitCode, printed });
  }

  private async answer({ id, question }: HostRequest): Promise<void> {
    if (question.kind === "edit") this.shell?.tell({ kind: "answer", id, response: await this.edit(question) });
  }

  private async edit({ path, program }: Extract<HostQuestion, { kind: "edit" }>): Promise<HostResponse> {
    const { host } = this;
    const save = async (bytes: Uint8Array): Promise<string | undefined> => {
      try {
        await host.writeFile(path, bytes);
        return undefined;
      } catch (error) {
        return LabError.from(error).message;
      }
    };
    const bytes = host.readFile(path);
    if (bytes !== undefined && decodeText(bytes) === undefined) return { kind: "failed", message: `${program}: ${path} is not text` };
    await this.front.edit({ path, program, bytes, save });
    return { kind: "done" };
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
