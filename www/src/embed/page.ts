/** `embed.html`: one lab that fills a frame, told by the address what to show and by its parent what to do. */
import "./element.js";
import { LabError } from "../engine/lab.js";
import type { LayerLabElement } from "./contract.js";
import { CALLS, EVENTS, type Call, type Hello, type Message } from "./messages.js";

const ATTRIBUTES = ["src", "lesson", "files", "theme", "locale", "profile", "autorun", "readonly", "panes", "tag"];

const wanted = new URLSearchParams(location.search);
const lab = document.createElement("layer-lab");
for (const name of ATTRIBUTES) {
  const value = wanted.get(name);
  if (value !== null) lab.setAttribute(name, value);
}
const text = wanted.get("dockerfile");
if (text !== null) lab.textContent = text;
lab.setAttribute("height", "100%");
lab.setAttribute("site", "./");
document.documentElement.lang = lab.locale;

/** Who may speak to this lab: the origin that the address names, else the one that the frame was opened from. */
function parentOrigin(): string {
  const named = wanted.get("origin");
  if (named !== null) return named;
  return document.referrer === "" ? location.origin : new URL(document.referrer).origin;
}

addEventListener("message", (event: MessageEvent<Hello>) => {
  const [port] = event.ports;
  if (event.origin !== parentOrigin() || event.source !== parent || event.data?.type !== "layerlab" || port === undefined) return;
  // The project comes with the greeting where it is too long for an address.
  if (event.data.files !== undefined) lab.files = event.data.files;
  connect(port);
});

function connect(port: MessagePort): void {
  const post = (message: Message): void => port.postMessage(message);
  for (const name of EVENTS) {
    lab.addEventListener(name, (event: CustomEvent) => post({ kind: "event", name, detail: event.detail as unknown }));
  }
  port.onmessage = ({ data }: MessageEvent<Call>) => {
    answer(data).then(
      (value) => post({ kind: "result", id: data.id, value }),
      (error: unknown) => {
        const { code, message } = LabError.from(error);
        post({ kind: "error", id: data.id, code, message });
      },
    );
  };
  post({ kind: "event", name: "connected", detail: {} });
}

async function answer({ method, args }: Call): Promise<unknown> {
  if (!CALLS.includes(method)) throw new LabError("bad-argument", `a lab has no method ${String(method)}`);
  if (method === "set") {
    const [name, value] = args;
    if (!ATTRIBUTES.includes(String(name))) throw new LabError("bad-argument", `a lab has no attribute ${String(name)}`);
    if (value === null) lab.removeAttribute(String(name));
    else lab.setAttribute(String(name), String(value));
    return undefined;
  }
  const call = lab[method] as (this: LayerLabElement, ...args: unknown[]) => Promise<unknown>;
  return call.apply(lab, args);
}

document.body.append(lab);
