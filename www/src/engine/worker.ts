/** The worker's entry: one `Lab`, driven by the messages of `protocol.ts`. */
import initialise, { Lab } from "../../../pkg/layerlab.js";
import { LabError } from "./lab.js";
import type { Request, Response } from "./protocol.js";
import type { BuildRequest } from "./wire.js";

let lab: Lab | undefined;
/** Builds under way: the page's id → the engine's task. */
const tasks = new Map<number, number>();

function send(response: Response, transfer: Transferable[] = []): void {
  self.postMessage(response, { transfer });
}

/** Bytes that come out of the engine are copies of its memory, so their buffers can move to the page. */
function transferables(value: unknown): Transferable[] {
  return ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
}

/** A turn of the event loop without the 4 ms that browsers add to nested timers, so that a cancel can arrive. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}

function current(): Lab {
  if (lab === undefined) throw new LabError("notCreated", "the engine is used before it is created");
  return lab;
}

async function build(id: number, request: BuildRequest): Promise<void> {
  const engine = current();
  const task = engine.startBuild(request);
  tasks.set(id, task);
  try {
    for (;;) {
      const progress = engine.advance(task);
      const final = progress.state !== "running";
      if (final || progress.events.length > 0 || progress.output.length > 0) send({ kind: "progress", id, progress });
      if (final) return;
      await turn();
    }
  } finally {
    tasks.delete(id);
  }
}

async function handle(request: Request): Promise<void> {
  switch (request.kind) {
    case "create":
      await initialise();
      lab = new Lab(request.options);
      return send({ kind: "result", id: request.id, value: undefined });
    case "call": {
      const engine = current();
      const method = engine[request.method] as (...args: unknown[]) => unknown;
      const value = method.apply(engine, request.args);
      return send({ kind: "result", id: request.id, value }, transferables(value));
    }
    case "build":
      return build(request.id, request.request);
    case "cancel": {
      const task = tasks.get(request.id);
      if (task !== undefined) current().cancel(task);
    }
  }
}

self.onmessage = (message: MessageEvent<Request>) => {
  const request = message.data;
  handle(request).catch((thrown: unknown) => {
    if (thrown instanceof WebAssembly.RuntimeError) return send({ kind: "trap", id: request.id, message: thrown.message });
    const { code, message } = LabError.from(thrown);
    send({ kind: "error", id: request.id, code, message });
  });
};
