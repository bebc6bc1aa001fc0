/** Containers as the page shows them, asked for with docker's own commands. */
import type { LabClient } from "./engine/lab.js";
import { unpack } from "./guest/bytes.js";
import { header } from "./guest/http-message.js";
import { LIST, parseChanges, parseContainers, type Published } from "./model/container.js";
import type { Store } from "./model/store.js";

/** Lines of a container's log that are shown. */
const LOG_LINES = 500;

export class Containers {
  /** How many pages were asked for; what answers an earlier one comes too late. */
  private visits = 0;

  constructor(private readonly store: Store) {}

  /** How containers stand, and what the one of this id has printed and changed by now. */
  async look(lab: LabClient, id?: string): Promise<void> {
    this.store.dispatch({ kind: "containers", containers: parseContainers((await ask(lab, LIST)).printed) });
    if (id === undefined || !this.store.state.containers.some((container) => container.id === id)) return;
    const log = (await ask(lab, ["container", "logs", "--tail", String(LOG_LINES), id])).printed;
    const changes = parseChanges((await ask(lab, ["container", "diff", id])).printed);
    this.store.dispatch({ kind: "containerMore", id, more: { log, changes } });
  }

  /** Asks a program in a container for a page, as a browser on the host would. */
  async visit(lab: LabClient | undefined, container: string, port: Published, path: string): Promise<void> {
    if (lab === undefined) return;
    const visit = ++this.visits;
    const show = (answer: "loading" | "nobody" | { status: number; type: string; text: string }): void =>
      this.store.dispatch({
        kind: "page",
        page: { container, port, path, answer: typeof answer === "string" ? { kind: answer } : { kind: "page", ...answer } },
      });
    show("loading");
    const headers = { host: `localhost:${port.host}`, accept: "text/html,*/*;q=0.8" };
    const request = { secure: false, host: "localhost", port: port.host, method: "GET", path, headers, body: "" };
    const response = await lab.fetch(request).catch(() => undefined);
    if (visit !== this.visits) return;
    if (response === undefined || "code" in response) return show("nobody");
    show({ status: response.status, type: typeOf(response), text: new TextDecoder().decode(unpack(response.body)) });
  }
}

async function ask(lab: LabClient, argv: string[]): Promise<{ exitCode: number; printed: string }> {
  const decoder = new TextDecoder();
  let [printed, exitCode] = ["", 1];
  for await (const progress of lab.exec(argv, { project: true })) {
    for (const { bytes } of progress.output) printed += decoder.decode(bytes, { stream: true });
    if (progress.exitCode !== undefined) exitCode = progress.exitCode;
  }
  return { exitCode, printed: exitCode === 0 ? printed : "" };
}

/** The media type without its parameters. */
function typeOf(response: { headers: Record<string, string> }): string {
  return header(response, "content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
}
