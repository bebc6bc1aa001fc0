/** The page: lays the panes out and hands each its part of the state. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Diagnostic } from "../engine/wire.js";
import { t } from "../locale/index.js";
import { droppedFiles } from "../import.js";
import type { Intent, IntentEvent } from "../model/intent.js";
import { languageOf, type Language } from "../model/language.js";
import { countProblems, problemsOf, type Problems } from "../model/problems.js";
import { INITIAL, type Left, type Overlay, type Panel, type Side, type State, type View } from "../model/state.js";
import type { Store } from "../model/store.js";
import { recall, remember } from "../preferences.js";
import { pageStyle } from "../style/layout.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import type { ResizeEvent } from "./splitter.js";
import type { ChooseEvent } from "./tabs.js";
import type { TerminalHost } from "./terminal.js";
import "./editor.js";
import "./file-tree.js";
import "./layers.js";
import "./log.js";
import "./notices.js";
import "./splitter.js";
import "./tabs.js";
import "./top-bar.js";

/** Sizes of the panes in pixels, by the custom property that the layout reads. */
type Panes = Record<"project" | "layers" | "output", number>;
const PANES: Panes = { project: 232, layers: 480, output: 260 };

const LEFTS: readonly Left[] = ["files", "course"];
const SIDES: readonly Side[] = ["layers", "graph", "images", "containers", "compare"];
/** What is loaded when it is first shown. */
const LAZY: Partial<Record<Side | Overlay | Left, () => Promise<unknown>>> = {
  course: () => import("./course.js"),
  graph: () => import("./graph.js"),
  images: () => import("./images.js"),
  containers: () => import("./containers.js"),
  compare: () => import("./compare.js"),
  palette: () => import("./palette.js"),
  shortcuts: () => import("./shortcuts.js"),
  share: () => import("./share.js"),
};

/** One empty value of each, so that nothing is found to have changed where there is nothing, or where nobody looks. */
const NONE: readonly Diagnostic[] = [];
const NO_PROBLEMS: Problems = new Map();

/** How long the page waits for the answer to what is typed. */
const TYPED_MS = 150;
/** What typing changes before that. */
const TYPED: ReadonlySet<string> = new Set<keyof State>(["open", "unsaved", "stale"]);

@customElement("lab-page")
export class Page extends LabElement {
  static override styles = [shared, pageStyle];

  @property(data) store!: Store;
  /** Makes the part of an address behind `#` that holds the work. */
  @property(data) link: () => Promise<string> = async () => "";
  @property(data) terminal!: TerminalHost;
  @property(data) handle: (intent: Intent) => unknown = () => {};
  @property(data) language: Language = languageOf(() => undefined);
  @state() private current: State = INITIAL;
  @state() private panes: Panes = { ...PANES, ...rememberedPanes() };
  @state() private dragging = false;
  private unsubscribe: (() => void) | undefined;
  private drawing: { timer: ReturnType<typeof setTimeout>; pause: number } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.current = this.store.state;
    this.unsubscribe = this.store.subscribe(() => this.drawSoon());
    this.addEventListener("lab-intent", this.onIntent);
    window.addEventListener("keydown", this.onKey);
    for (const [name, size] of Object.entries(this.panes)) this.setSize(name, size);
  }

  /**
   * Whatever an answer of the engine changes is drawn at once, and in front of a frame, so that it costs no second one. What
   * is typed stands in the editor already: the rest of the page follows with the answer to it.
   */
  private drawSoon(): void {
    this.toggleAttribute("data-unsaved", this.store.state.unsaved);
    const pause = isTyping(this.current, this.store.state) ? TYPED_MS : 0;
    if (this.drawing !== undefined && this.drawing.pause <= pause) return;
    clearTimeout(this.drawing?.timer);
    const draw = (): void => {
      this.drawing = undefined;
      this.current = this.store.state;
    };
    this.drawing = { pause, timer: setTimeout(draw, pause) };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.();
    this.removeEventListener("lab-intent", this.onIntent);
    window.removeEventListener("keydown", this.onKey);
  }

  override render(): TemplateResult {
    const { current } = this;
    const problems = problemsOf(current);
    return html`<lab-top-bar
        .tag=${current.tag}
        .ready=${current.phase === "ready"}
        .building=${current.build.status === "running"}
        .timeline=${current.timeline}
      ></lab-top-bar>
      <lab-tabs
        class="views"
        .label=${t.views}
        .tabs=${[
          { id: "project", label: t.project },
          { id: "editor", label: t.editor },
          { id: "log", label: t.output },
          { id: "layers", label: t.layers },
        ]}
        .chosen=${current.view}
        @lab-choose=${(event: ChooseEvent) => this.handle({ kind: "view", view: event.detail as View })}
      ></lab-tabs>
      <main
        data-view=${current.view}
        class=${this.dragging ? "dragging" : ""}
        @dragover=${this.dragOver}
        @dragleave=${() => (this.dragging = false)}
        @drop=${this.drop}
      >
        <section class="project" aria-label=${t.project}>
          <lab-tabs
            .label=${t.project}
            .tabs=${LEFTS.map((id) => ({ id, label: t.left[id] }))}
            .chosen=${current.left}
            @lab-choose=${(event: ChooseEvent) => this.handle({ kind: "left", left: event.detail as Left })}
          ></lab-tabs>
          <div class="side" role="tabpanel" aria-label=${t.left[current.left]}>
            <lab-file-tree ?hidden=${current.left !== "files"} .files=${current.files} .open=${current.open?.path ?? ""}></lab-file-tree>
            ${current.left === "course" ? html`<lab-course .view=${current.lesson}></lab-course>` : nothing}
          </div>
        </section>
        ${this.splitter("project", t.resize.project, 160, 420)}
        <section class="editor" aria-label=${t.editor}>
          <lab-editor
            .language=${this.language}
            .file=${current.open}
            .tabs=${current.tabs}
            .jump=${current.jump}
            .outlook=${current.outlook}
            .tokens=${current.tokens}
            .files=${current.files}
            .diagnostics=${problems.get(current.open?.path ?? "") ?? NONE}
          ></lab-editor>
        </section>
        ${this.splitter("output", t.resize.output, 96, 640)} ${this.output(problems)} ${this.splitter("layers", t.resize.layers, 340, 760)}
        <section class="layers" aria-label=${t.layers}>
          <lab-tabs
            .label=${t.layers}
            .tabs=${SIDES.map((id) => ({ id, label: t.side[id] }))}
            .chosen=${current.side}
            @lab-choose=${(event: ChooseEvent) => this.handle({ kind: "side", side: event.detail as Side })}
          ></lab-tabs>
          <div class="side" role="tabpanel" aria-label=${t.side[current.side]}>${this.side()}</div>
        </section>
        ${this.dragging ? html`<div class="dropping">${t.dropHere}</div>` : nothing}
      </main>
      ${this.over()}
      ${this.preview()}
      <lab-notices .notices=${current.notices}></lab-notices>`;
  }

  private side(): TemplateResult {
    const { current } = this;
    switch (current.side) {
      case "layers":
        return html`<lab-layers
          .build=${current.build}
          .earlier=${current.builds}
          .selected=${current.selected}
          .layerFiles=${current.layerFiles}
        ></lab-layers>`;
      case "graph":
        return html`<lab-graph .build=${current.build} .selected=${current.selected}></lab-graph>`;
      case "images":
        return html`<lab-images .images=${current.images} .more=${current.imageMore} .layerFiles=${current.layerFiles}></lab-images>`;
      case "containers":
        return html`<lab-containers .containers=${current.containers} .more=${current.containerMore} .page=${current.page}></lab-containers>`;
      case "compare":
        return html`<lab-compare
          .builds=${current.builds}
          .classic=${current.classic}
          .images=${current.images}
          .containers=${current.containers}
          .difference=${current.difference}
        ></lab-compare>`;
    }
  }

  private preview(): unknown {
    const { preview } = this.current;
    this.previewed ||= preview !== undefined;
    if (!this.previewed) return nothing;
    void import("./preview.js");
    return html`<lab-preview .preview=${preview}></lab-preview>`;
  }

  private over(): unknown {
    const { current } = this;
    switch (current.overlay) {
      case undefined:
        return nothing;
      case "palette":
        return html`<lab-palette .state=${current}></lab-palette>`;
      case "shortcuts":
        return html`<lab-shortcuts></lab-shortcuts>`;
      case "share":
        return html`<lab-share .state=${current} .link=${this.link}></lab-share>`;
    }
  }

  protected override willUpdate(): void {
    void LAZY[this.current.side]?.();
    void LAZY[this.current.left]?.();
    if (this.current.panel === "problems") void import("./problems.js");
    this.toggleAttribute("data-course", this.current.left === "course");
    this.toggleAttribute("data-unsaved", this.store.state.unsaved);
    if (this.current.overlay !== undefined) void LAZY[this.current.overlay]?.();
  }

  private output(problems: Problems): TemplateResult {
    const { panel, build } = this.current;
    return html`<section class="output" aria-label=${t.output}>
      <lab-tabs
        .label=${t.output}
        .tabs=${[
          { id: "log", label: t.log },
          { id: "problems", label: t.problems, count: countProblems(problems) },
          { id: "terminal", label: t.terminal },
        ]}
        .chosen=${panel}
        @lab-choose=${(event: ChooseEvent) => this.handle({ kind: "panel", panel: event.detail as Panel })}
      ></lab-tabs>
      <div class="panel" role="tabpanel" aria-label=${t[panel]}>
        <lab-log ?hidden=${panel !== "log"} .build=${build}></lab-log>
        <lab-problems ?hidden=${panel !== "problems"} .diagnostics=${panel === "problems" ? problems : NO_PROBLEMS}></lab-problems>
        ${this.terminals()}
      </div>
    </section>`;
  }

  /** Stays once it was opened: what was printed in it is not lost by looking elsewhere. */
  private terminals(): unknown {
    const { panel } = this.current;
    const shown = panel === "terminal";
    this.terminalOpened ||= shown;
    if (!this.terminalOpened) return nothing;
    void import("./terminal.js");
    return html`<lab-terminal ?hidden=${!shown} .host=${this.terminal}></lab-terminal>`;
  }

  private terminalOpened = false;
  private previewed = false;

  private splitter(pane: keyof Panes, label: string, min: number, max: number): TemplateResult {
    return html`<lab-splitter
      class="split-${pane}"
      .label=${label}
      .value=${this.panes[pane]}
      .min=${min}
      .max=${max}
      .lying=${pane === "output"}
      .trailing=${pane !== "project"}
      @lab-resize=${(event: ResizeEvent) => this.resize(pane, event.detail)}
    ></lab-splitter>`;
  }

  private resize(pane: keyof Panes, size: number): void {
    this.panes = { ...this.panes, [pane]: size };
    this.setSize(pane, size);
    remember("panes", JSON.stringify(this.panes));
  }

  private setSize(pane: string, size: number): void {
    this.style.setProperty(`--pane-${pane}`, `${size}px`);
  }

  private readonly onIntent = (event: IntentEvent): void => void this.handle(event.detail);

  private readonly onKey = (event: KeyboardEvent): void => {
    const intent = event.defaultPrevented ? undefined : this.intentOf(event);
    if (intent === undefined) return;
    event.preventDefault();
    void this.handle(intent);
  };

  private intentOf(event: KeyboardEvent): Intent | undefined {
    const key = event.key.toLowerCase();
    const typing = event.composedPath().some((at) => at instanceof HTMLElement && (at.isContentEditable || at.matches("input, textarea, select")));
    if (key === "f1" || (isMod(event) && event.shiftKey && key === "p")) return { kind: "overlay", overlay: "palette" };
    if (isMod(event) && (key === "enter" || key === "s")) return { kind: "build" };
    if (typing) return undefined;
    if (isMod(event) && key === "z") return { kind: "travel", to: this.current.timeline.at + (event.shiftKey ? 1 : -1) };
    return key === "?" ? { kind: "overlay", overlay: "shortcuts" } : undefined;
  }

  private dragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.dragging = true;
  }

  private async drop(event: DragEvent): Promise<void> {
    this.dragging = false;
    if (event.dataTransfer === null) return;
    event.preventDefault();
    this.handle({ kind: "import", files: await droppedFiles(event.dataTransfer) });
  }
}

/** Whether only the text of the open file is new. */
function isTyping(shown: State, now: State): boolean {
  const names = Object.keys({ ...shown, ...now }) as (keyof State)[];
  return shown.open?.path === now.open?.path && names.every((name) => TYPED.has(name) || shown[name] === now[name]);
}

function isMod(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey;
}

function rememberedPanes(): Partial<Panes> {
  try {
    const panes: unknown = JSON.parse(recall("panes") ?? "{}");
    if (typeof panes !== "object" || panes === null) return {};
    return Object.fromEntries(Object.entries(panes).filter(([name, size]) => name in PANES && typeof size === "number"));
  } catch {
    return {};
  }
}
