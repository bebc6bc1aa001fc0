/** The worker's entry: one `Lab`, driven by the messages of `protocol.ts`. */
import initialise, { Lab } from "../../../pkg/layerlab.js";
import { GuestDriver } from "../guest/driver.js";
import type { HttpRequest, Outcome } from "../guest/machine.js";
import { programs } from "../guest/programs.js";
import { fetchPart } from "./catalog-web.js";
import { Catalog } from "./catalog.js";
import { drive } from "./drive.js";
import { Edits } from "./edits.js";
import { beat } from "./heart.js";
import { LabError } from "./lab.js";
import type { Request, Response } from "./protocol.js";
import { loadRestOnDemand } from "./rest.js";
import { driveCommand, Talk } from "./talk.js";
import type { CommandProgress, Progress } from "./wire.js";

/** How long a request to a container may take, in milliseconds. */
const PATIENCE = 10_000;

let lab: Lab | undefined;
let catalog: Catalog | undefined;
let guests: GuestDriver | undefined;
/** Builds and commands under way, by the id under which the page asked for them. */
const running = new Map<number, AbortController>();
const talks = new Map<number, Talk>();
const edits = new Edits(send);
let beats = false;

/** What is said in one turn of the event loop travels in one message. */
let said: { responses: Response[]; transfer: Transferable[] } = { responses: [], transfer: [] };

function send(response: Response, transfer: Transferable[] = []): void {
  said.responses.push(response);
  said.transfer.push(...transfer);
  if (said.responses.length > 1) return;
  queueMicrotask(() => {
    const { responses, transfer } = said;
    said = { responses: [], transfer: [] };
    self.postMessage(responses, { transfer });
  });
}

/** Bytes that come out of the engine are copies of its memory, so their buffers can move to the page. */
function transferables(value: unknown): Transferable[] {
  return ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
}

function current(): Lab {
  if (lab === undefined) throw new LabError("not-created", "the engine is used before it is created");
  return lab;
}

/** The module, compiled while it arrives where the server names its type. */
async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(new URL("../../../pkg/layerlab_bg.wasm", import.meta.url));
  if (!response.ok) throw new LabError("worker", `the engine's module could not be loaded: ${response.status} ${response.url}`);
  const named = response.headers.get("content-type")?.startsWith("application/wasm");
  return named ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** The rest of the module. Without it the engine can't go on from where it stands, which is what a trap means. */
function loadRest(): WebAssembly.Module {
  const request = new XMLHttpRequest();
  request.open("GET", new URL("../../../pkg/layerlab_rest.wasm", import.meta.url), false);
  request.responseType = "arraybuffer";
  try {
    request.send();
  } catch {
    // Told below: the status is 0 then.
  }
  if (request.status !== 200) throw new WebAssembly.RuntimeError(`the engine's module could not be loaded: ${request.status} ${request.responseURL}`);
  return new WebAssembly.Module(request.response as ArrayBuffer);
}

/** Do long work and send what each slice brought. */
async function run<Slice extends Progress | CommandProgress>(
  id: number,
  work: (signal: AbortSignal) => AsyncIterable<Slice>,
  isLast: (slice: Slice) => boolean,
): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    for await (const progress of work(controller.signal)) send({ kind: "progress", id, progress, last: isLast(progress) });
  } finally {
    running.delete(id);
  }
}

async function handle(request: Request): Promise<void> {
  switch (request.kind) {
    case "create": {
      const [module, index] = await Promise.all([request.module ?? compile(), fetchPart("index")]);
      loadRestOnDemand(await initialise({ module_or_path: module }), loadRest);
      lab = new Lab(request.options);
      lab.loadCatalog(index);
      catalog = new Catalog(lab, fetchPart);
      const runners = programs(async () => (await import("../guest/assets-web.js")).loadAssets());
      guests = new GuestDriver(lab, { ...runners, ...(request.edits && edits.runners) });
      return send({ kind: "result", id: request.id, value: module });
    }
    case "call": {
      const engine = current();
      const method = engine[request.method] as (...args: unknown[]) => unknown;
      const call = (): unknown => method.apply(engine, request.args);
      const value = await (catalog === undefined ? call() : catalog.inOrder(call));
      return send({ kind: "result", id: request.id, value }, transferables(value));
    }
    case "build":
      return run(request.id, (signal) => drive(current(), request.request, signal, catalog), ({ state }) => state !== "running");
    case "exec": {
      const { id, argv, options, stdin } = request;
      live();
      const work = (signal: AbortSignal): AsyncIterable<CommandProgress> =>
        driveCommand(current(), argv, options, { ...(stdin && { stdin }), signal, ...(guests && { guests }), ...(catalog && { catalog }) });
      return run(id, work, ({ exitCode }) => exitCode !== undefined);
    }
    case "open": {
      const { id, opened } = request;
      const talk = new Talk(current(), opened, guests, catalog);
      talks.set(id, talk);
      live();
      return run(id, (signal) => talk.run(signal), ({ exitCode }) => exitCode !== undefined).finally(() => talks.delete(id));
    }
    case "tell":
      return talks.get(request.id)?.tell(request.told);
    case "fetch":
      live();
      return send({ kind: "result", id: request.id, value: await ask(request.request) });
    case "saveEdit":
      return send({ kind: "result", id: request.id, value: edits.save(request.edit, request.bytes) });
    case "endEdit":
      return edits.end(request.edit);
    case "cancel":
      return running.get(request.id)?.abort();
  }
}

self.onmessage = (message: MessageEvent<Request[]>) => message.data.forEach(answer);

function answer(request: Request): void {
  handle(request).catch((thrown: unknown) => failed(request.id, thrown));
}

function failed(id: number, thrown: unknown): void {
  if (thrown instanceof WebAssembly.RuntimeError) return send({ kind: "trap", id, message: thrown.message });
  const { code, message } = LabError.from(thrown);
  send({ kind: "error", id, code, message });
}

/** From the first command on, containers live. */
function live(): void {
  if (beats || guests === undefined) return;
  beats = true;
  beat(current(), guests, (error) => failed(-1, error));
}

/** A request to a container, and everything that its programs do about it. */
async function ask(request: HttpRequest): Promise<Outcome | undefined> {
  return Promise.race([guests?.fetch(request), new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE))]);
}
