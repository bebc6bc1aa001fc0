/** Everything that the command palette offers, and the keys that do the same. */
import { t } from "../locale/index.js";
import type { Intent } from "./intent.js";
import type { State } from "./state.js";

export interface Command {
  id: string;
  label: string;
  keys?: string;
  intent: Intent;
}

const MOD = /Mac|iP(hone|ad)/.test(globalThis.navigator?.platform ?? "") ? "⌘" : "Ctrl+";

/** What can be done now, the most wanted first; then every file of the project. */
export function commandsOf(state: State): Command[] {
  const { at, first, moments } = state.timeline;
  const commands: (Command | false)[] = [
    state.build.status !== "running" && { id: "build", label: t.build, keys: `${MOD}Enter`, intent: { kind: "build" } },
    state.build.status === "running" && { id: "cancel", label: t.cancel, intent: { kind: "cancel" } },
    { id: "share", label: t.share.title, intent: { kind: "overlay", overlay: "share" } },
    at > first && { id: "undo", label: t.undo, keys: `${MOD}Z`, intent: { kind: "travel", to: at - 1 } },
    at < first + moments.length - 1 && { id: "redo", label: t.redo, keys: `${MOD}Shift+Z`, intent: { kind: "travel", to: at + 1 } },
    { id: "layers", label: t.palette.show(t.side.layers), intent: { kind: "side", side: "layers" } },
    { id: "graph", label: t.palette.show(t.side.graph), intent: { kind: "side", side: "graph" } },
    { id: "images", label: t.palette.show(t.side.images), intent: { kind: "side", side: "images" } },
    { id: "compare", label: t.palette.show(t.side.compare), intent: { kind: "side", side: "compare" } },
    { id: "log", label: t.palette.show(t.log), intent: { kind: "panel", panel: "log" } },
    { id: "problems", label: t.palette.show(t.problems), intent: { kind: "panel", panel: "problems" } },
    { id: "terminal", label: t.palette.show(t.terminal), intent: { kind: "panel", panel: "terminal" } },
    { id: "course", label: t.palette.show(t.left.course), intent: { kind: "left", left: "course" } },
    { id: "record", label: t.palette.record, intent: { kind: "record" } },
    { id: "saveLesson", label: t.palette.saveLesson, intent: { kind: "saveLesson" } },
    { id: "containers", label: t.palette.show(t.side.containers), intent: { kind: "side", side: "containers" } },
    state.lesson !== undefined && { id: "hint", label: t.palette.hint, intent: { kind: "hint" } },
    { id: "classic", label: t.compare.classic, intent: { kind: "classic" } },
    { id: "zip", label: t.downloadProject, intent: { kind: "downloadProject" } },
    { id: "image", label: t.palette.image, intent: { kind: "download" } },
    { id: "reset", label: t.resetProject, intent: { kind: "reset" } },
    { id: "shortcuts", label: t.shortcuts.title, keys: "?", intent: { kind: "overlay", overlay: "shortcuts" } },
  ];
  const files = state.files.filter((file) => file.kind === "file");
  return [
    ...commands.filter((command) => command !== false),
    ...files.map(({ path }): Command => ({ id: `file:${path}`, label: t.palette.open(path), intent: { kind: "open", path } })),
  ];
}

/** The commands whose label holds every word that was typed, in the order they stand. */
export function matching(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}

/** Keys of the page, as the sheet of shortcuts lists them. */
export function shortcuts(): { keys: string; label: string }[] {
  return [
    { keys: `${MOD}Enter`, label: t.build },
    { keys: `${MOD}S`, label: t.shortcuts.save },
    { keys: `F1, ${MOD}Shift+P`, label: t.palette.title },
    { keys: "F8", label: t.shortcuts.problem },
    { keys: `${MOD}Z, ${MOD}Shift+Z`, label: t.shortcuts.undo },
    { keys: "F2", label: t.shortcuts.rename },
    { keys: "F4", label: t.shortcuts.mode },
    { keys: "Delete", label: t.shortcuts.remove },
    { keys: "Tab", label: t.shortcuts.leave },
    { keys: "?", label: t.shortcuts.title },
  ];
}
