/** The engine in a worker, for pages. */
import { LabError, passThrough, type CommandOptions, type Conversation, type LabClient, type Opened, type Told } from "./lab.js";
import type { Request, Response } from "./protocol.js";
import type { Outcome } from "../guest/machine.js";
import { startWorker } from "./start-worker.js";
import type { CommandProgress, LabOptions, Progress } from "./wire.js";

export * from "./lab.js";
export type * from "./wire.js";

export interface CreateOptions extends LabOptions {
  /**
   * Called with a fresh engine after the old one trapped (a bug of ours), before the next call reaches it: put files
   * and state back here. Calls that were under way have rejected with the code `crashed`.
   */
  onRestart?: (lab: LabClient) => Promise<void>;
  /** Called when `vi` or another editor is started in a container. Without it they say that there is none. */
  onEdit?: (edit: Edit) => void;
  /** Starts the engine's worker, where a bundler or a content security policy needs it to be started in another way. */
  worker?: () => Worker;
}

/** A file of a container that is to be edited. */
export interface Edit {
  /** Absolute, in the container. */
  path: string;
  /** The editor that was asked for, such as `vi`. */
  program: string;
  /** Absent if there is no such file yet. */
  bytes?: Uint8Array;
  /** Writes the file; resolves with the name of an error, such as `EACCES`, if that was refused. */
  save(bytes: Uint8Array): Promise<string | undefined>;
  /** Ends the program that asked. */
  end(): void;
  /** Aborted when that program is gone. */
  gone: AbortSignal;
}

/** The compiled module, which all workers of a page share. */
let shared: Promise<WebAssembly.Module> | undefined;

/** An engine in its own worker. Rejects with a `LabError` when the worker or the module can't be loaded. */
export async function createLab(options: CreateOptions = {}): Promise<LabClient> {
  const connection = new Connection(options);
  await connection.open();
  return connection.client;
}

/** What waits for the worker's answers to one call. */
interface Waiting {
  progress(progress: Progress | CommandProgress, last: boolean): void;
  result(value: unknown): void;
  error(error: LabError): void;
}

class Connection {
  readonly client: LabClient;
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;
  private readonly edits = new Map<number, AbortController>();
  /** What is asked for in one turn of the event loop travels in one message. */
  private outbox: Request[] = [];
  /** Settles when a worker that replaces a trapped one is ready; calls queue behind it. */
  private ready: Promise<void> = Promise.resolve();
  private disposed = false;
  /** Whether an engine is being put in the place of one that crashed. */
  private restarting = false;

  constructor(private readonly options: CreateOptions) {
    this.client = this.face(() => this.ready);
  }

  /** The engine's methods over this connection, each held back until `gate` opens. */
  private face(gate: () => Promise<void>): LabClient {
    return {
      ...passThrough(async (method, args) => {
        await gate();
        return this.ask((id) => ({ kind: "call", id, method, args }));
      }),
      build: (request, { signal } = {}) =>
        this.stream<Progress>(gate, (id) => ({ kind: "build", id, request }), signal),
      exec: (argv, options: CommandOptions = {}) => {
        const { signal, stdin, ...rest } = options;
        const request = (id: number): Request => ({ kind: "exec", id, argv, options: rest, ...(stdin && { stdin }) });
        return this.stream<CommandProgress>(gate, request, signal);
      },
      open: (opened, { signal } = {}) => this.converse(gate, opened, signal),
      fetch: async (request) => {
        await gate();
        return this.ask((id) => ({ kind: "fetch", id, request })) as Promise<Outcome | undefined>;
      },
      dispose: () => this.dispose(),
    };
  }

  private edit({ id, path, program, bytes }: Extract<Response, { kind: "edit" }>): void {
    const controller = new AbortController();
    this.edits.set(id, controller);
    this.options.onEdit?.({
      path,
      program,
      ...(bytes && { bytes }),
      gone: controller.signal,
      save: (bytes) => this.ask((call) => ({ kind: "saveEdit", id: call, edit: id, bytes })) as Promise<string | undefined>,
      end: () => {
        this.edits.delete(id);
        this.queue({ kind: "endEdit", id: this.nextId++, edit: id });
      },
    });
  }

  async open(): Promise<void> {
    const worker = this.options.worker?.() ?? startWorker();
    worker.onmessage = (message: MessageEvent<Response[]>) => {
      // The answers of a worker that has been replaced meanwhile are nobody's.
      for (const response of message.data) if (this.worker === worker) this.receive(response);
    };
    worker.onerror = (event) => this.fail(new LabError("worker", event.message || "the engine's worker could not be loaded"));
    this.worker = worker;
    const { onRestart: _, worker: _start, onEdit, ...options } = this.options;
    const begin = async (before: typeof shared): Promise<WebAssembly.Module> => {
      const module = await before?.catch(() => undefined);
      return this.ask((id) => ({ kind: "create", id, options, edits: onEdit !== undefined, ...(module && { module }) })) as Promise<WebAssembly.Module>;
    };
    const opened = begin(shared);
    // The first one compiles for all, those that start in the same moment included; if it fails, the next one does.
    shared = shared?.catch(() => opened) ?? opened;
    // Whoever starts next is told; nobody may be waiting now.
    shared.catch(() => {});
    await opened;
  }

  private ask(request: (id: number) => Request): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.post(request, { progress: () => {}, result: resolve, error: reject });
    });
  }

  private post(request: (id: number) => Request, waiting: Waiting): number {
    const id = this.nextId++;
    if (this.disposed || this.worker === undefined) {
      waiting.error(new LabError("disposed", "this lab has been disposed of"));
      return id;
    }
    this.waiting.set(id, waiting);
    this.queue(request(id));
    return id;
  }

  private converse(gate: () => Promise<void>, opened: Opened, signal: AbortSignal | undefined): Conversation {
    const early: Told[] = [];
    let tell = (told: Told): void => void early.push(told);
    const begun = (id: number): void => {
      tell = (told) => this.queue({ kind: "tell", id, told });
      early.forEach(tell);
    };
    return {
      tell: (told) => tell(told),
      [Symbol.asyncIterator]: () => this.stream<CommandProgress>(gate, (id) => ({ kind: "open", id, opened }), signal, begun),
    };
  }

  private queue(request: Request): void {
    this.outbox.push(request);
    if (this.outbox.length > 1) return;
    queueMicrotask(() => {
      const requests = this.outbox;
      this.outbox = [];
      this.worker?.postMessage(requests);
    });
  }

  /** What a request brings, slice by slice. */
  private async *stream<Slice extends Progress | CommandProgress>(
    gate: () => Promise<void>,
    request: (id: number) => Request,
    signal: AbortSignal | undefined,
    begun?: (id: number) => void,
  ): AsyncGenerator<Slice> {
    await gate();
    const queue: ({ slice: Slice; last: boolean } | LabError)[] = [];
    let wake = (): void => {};
    const push = (item: (typeof queue)[number]): void => {
      queue.push(item);
      wake();
    };
    const id = this.post(request, {
      // What a request is answered with is what its kind of work brings.
      progress: (progress, last) => push({ slice: progress as Slice, last }),
      result: () => {},
      error: push,
    });
    begun?.(id);
    const cancel = (): void => this.queue({ kind: "cancel", id });
    if (signal?.aborted) cancel();
    signal?.addEventListener("abort", cancel);
    let running = true;
    try {
      while (running) {
        const item = queue.shift();
        if (item === undefined) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        running = !(item instanceof LabError) && !item.last;
        if (item instanceof LabError) throw item;
        yield item.slice;
      }
    } finally {
      signal?.removeEventListener("abort", cancel);
      if (running) cancel();
    }
  }

  private receive(response: Response): void {
    if (response.kind === "edit") return this.edit(response);
    if (response.kind === "editGone") return this.edits.get(response.id)?.abort();
    const waiting = this.waiting.get(response.id);
    if (response.kind === "trap") return this.restart(new LabError("crashed", response.message));
    if (waiting === undefined) return;
    switch (response.kind) {
      case "progress":
        if (response.last) this.waiting.delete(response.id);
        return waiting.progress(response.progress, response.last);
      case "result":
        this.waiting.delete(response.id);
        return waiting.result(response.value);
      case "error":
        this.waiting.delete(response.id);
        return waiting.error(new LabError(response.code, response.message));
    }
  }

  private restart(error: LabError): void {
    this.fail(error);
    // One that crashes while files and state are put back would do so again, without an end.
    if (this.restarting) return;
    this.restarting = true;
    // The calls that put files and state back are part of the restart, so they must not wait for its end.
    const restoring = this.face(() => Promise.resolve());
    this.ready = this.open()
      .then(() => this.options.onRestart?.(restoring))
      .finally(() => (this.restarting = false));
    // Whoever calls next is told; nobody may be waiting now.
    this.ready.catch(() => {});
  }

  private fail(error: LabError): void {
    this.worker?.terminate();
    this.worker = undefined;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const edit of this.edits.values()) edit.abort();
    this.edits.clear();
    for (const one of waiting) one.error(error);
  }

  private dispose(): void {
    this.disposed = true;
    this.fail(new LabError("disposed", "this lab has been disposed of"));
  }
}
