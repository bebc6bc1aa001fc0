/** A lab in use: its engine and its view in an element. */
import { LabError } from "../engine/lab.js";
import { setLocale } from "../locale/index.js";
import type { CommandEnd } from "./contract.js";
import { EmbedSession, type Tell } from "./session.js";
import type { LayerLab } from "./shell.js";
import type { Source } from "./source.js";
import type { LineTerminal } from "./terminal.js";
import { EmbedView } from "./view.js";

/** What pages may style by `::part`. The view has a shadow root of its own, out of which they are handed on. */
const PARTS = "toolbar, button, build, reset, panes, files, editor, log, stack, terminal, lesson";

/** What the element holds on to. */
export interface Running {
  session: EmbedSession;
  /** Takes over what the element's attributes say now. */
  follow(): Promise<void>;
  run(line: string): Promise<CommandEnd>;
  dispose(): void;
}

/** Starts an engine and replaces the element's outline by its view; both are there when it resolves. */
export async function start(host: LayerLab, root: ShadowRoot, source: Source, tell: Tell): Promise<Running> {
  const session = new EmbedSession(source, tell);
  await session.start();
  return show(host, root, session, () => session.dispose());
}

/** A view over an engine that may be another element's. */
export async function show(host: LayerLab, root: ShadowRoot, session: EmbedSession, dispose: () => void): Promise<Running> {
  const view = new EmbedView();
  const follow = async (): Promise<void> => {
    await setLocale(host.locale);
    view.panes = host.shown;
    view.profile = host.profile;
    view.readonly = host.readonly;
    view.bare = host.bare;
  };
  view.session = session;
  view.setAttribute("exportparts", PARTS);
  await follow();
  root.replaceChildren(view);
  await view.updateComplete;
  return { session, follow, run: (line) => run(view, session, host, line), dispose };
}

async function run(view: EmbedView, session: EmbedSession, host: LayerLab, line: string): Promise<CommandEnd> {
  const terminal = view.renderRoot.querySelector<LineTerminal>("lab-line-terminal");
  if (terminal !== null) return terminal.run(line);
  try {
    return await (await session.command(line, host.profile)).result;
  } catch (error) {
    throw LabError.from(error);
  }
}
