/** The worker's entry: one `Lab`, driven by the messages of `protocol.ts`. */
import initialise, { Lab } from "../../../pkg/layerlab.js";
import { drive } from "./drive.js";
import { LabError } from "./lab.js";
import type { Request, Response } from "./protocol.js";
import type { BuildRequest } from "./wire.js";

let lab: Lab | undefined;
/** Builds under way, by the id under which the page asked for them. */
const builds = new Map<number, AbortController>();

function send(response: Response, transfer: Transferable[] = []): void {
  self.postMessage(response, { transfer });
}

/** Bytes that come out of the engine are copies of its memory, so their buffers can move to the page. */
function transferables(value: unknown): Transferable[] {
  return ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
}

function current(): Lab {
  if (lab === undefined) throw new LabError("notCreated", "the engine is used before it is created");
  return lab;
}

async function build(id: number, request: BuildRequest): Promise<void> {
  const controller = new AbortController();
  builds.set(id, controller);
  try {
    for await (const progress of drive(current(), request, controller.signal)) send({ kind: "progress", id, progress });
  } finally {
    builds.delete(id);
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
    case "cancel":
      return builds.get(request.id)?.abort();
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
