/** What an embedded lab shows once it is used: the page's own elements, in the panes that were asked for. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { data, LabElement } from "../element/base.js";
import type { Diagnostic } from "../engine/wire.js";
import { textIn } from "../lesson/format.js";
import { locale, t } from "../locale/index.js";
import type { IntentEvent } from "../model/intent.js";
import { problemsOf } from "../model/problems.js";
import { INITIAL, type State } from "../model/state.js";
import { shared } from "../style/shared.js";
import type { LayerLabElement, Pane } from "./contract.js";
import type { EmbedSession } from "./session.js";
import "../element/editor.js";
import "../element/file-tree.js";
import "../element/layers.js";
import "../element/log.js";
import "./terminal.js";

const NONE: readonly Diagnostic[] = [];

@customElement("lab-embed")
export class EmbedView extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-rows: auto 1fr;
        height: 100%;
        container-type: inline-size;
        background: var(--surface);
        color: var(--ink);
        font: var(--text-2) / 1.5 var(--sans);
      }
      .bar {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        padding: var(--space-2) var(--space-3);
        border-bottom: 1px solid var(--line);
        background: var(--sunken);
      }
      .bar strong {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .panes {
        display: flex;
        min-height: 0;
      }
      .column {
        display: flex;
        flex: 1 1 0;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
      }
      .column + .column {
        border-left: 1px solid var(--line);
      }
      .files {
        flex: 0 0 190px;
        overflow: auto;
      }
      .lesson {
        flex: 0 0 min(320px, 36%);
        overflow: auto;
        padding: 0 var(--space-4) var(--space-4);
      }
      .pane {
        flex: 1 1 0;
        min-height: 0;
        overflow: auto;
      }
      .pane + .pane {
        border-top: 1px solid var(--line);
      }
      .editor.pane {
        flex-grow: 1.4;
        overflow: hidden;
      }
      pre {
        margin: 0;
        padding: var(--space-2) var(--space-4);
        font: var(--text-1) / 1.65 var(--mono);
        white-space: pre-wrap;
      }
      .primary {
        min-height: 32px;
        padding: 0 var(--space-4);
        border-radius: var(--radius-1);
        background: var(--accent);
        color: var(--accent-ink);
        font-weight: 600;
      }
      @container (max-width: 640px) {
        .panes {
          flex-direction: column;
          overflow: auto;
        }
        .column {
          flex: none;
        }
        .column + .column {
          border-left: 0;
          border-top: 1px solid var(--line);
        }
        .pane {
          flex: none;
          height: 260px;
        }
      }
    `,
  ];

  @property(data) session!: EmbedSession;
  @property(data) panes: readonly Pane[] = [];
  @property(data) profile: LayerLabElement["profile"] | undefined;
  @property({ type: Boolean, reflect: true }) readonly = false;
  /** Without the bar. */
  @property(data) bare = false;
  @state() private current: State = INITIAL;
  private unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.current = this.session.store.state;
    this.unsubscribe = this.session.store.subscribe((next) => (this.current = next));
    this.addEventListener("lab-intent", this.onIntent);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.();
    this.removeEventListener("lab-intent", this.onIntent);
  }

  override render(): TemplateResult {
    const left = this.column(["editor", "log"]);
    const right = this.column(["stack", "terminal"]);
    return html`${this.bare ? html`<i></i>` : this.bar()}
      <div class="panes" part="panes">
        ${this.lesson()}
        ${this.shows("files") ? html`<div class="column files" part="files"><lab-file-tree .files=${this.current.files} .open=${this.current.open?.path ?? ""}></lab-file-tree></div>` : nothing}
        ${left} ${right}
      </div>`;
  }

  private bar(): TemplateResult {
    const { phase, tag, build } = this.current;
    const running = build.status === "running";
    return html`<div class="bar" part="toolbar">
      <strong>${tag}</strong>
      <button type="button" class="quiet" part="button reset" ?disabled=${phase !== "ready" || running} @click=${() => this.send({ kind: "reset" })}>${t.embed.reset}</button>
      <button type="button" class="primary" part="button build" ?disabled=${phase !== "ready"} @click=${() => this.send({ kind: running ? "cancel" : "build" })}>
        ${running ? t.cancel : t.build}
      </button>
    </div>`;
  }

  /** Elements beside a lab show its parts, and the lesson stands in the lab. */
  private lesson(): unknown {
    const { lesson } = this.current;
    const text = lesson && textIn(lesson.lesson, locale);
    if (lesson === undefined || text === undefined || this.bare) return nothing;
    return html`<section class="column lesson" part="lesson" aria-label=${text.title}><lab-lesson .view=${lesson} .text=${text}></lab-lesson></section>`;
  }

  private column(panes: readonly Pane[]): unknown {
    const shown = panes.filter((pane) => this.shows(pane));
    if (shown.length === 0) return nothing;
    return html`<div class="column">
      ${shown.map((pane) => html`<section class="pane ${pane}" part=${pane} aria-label=${t.embed.panes[pane]}>${this.pane(pane)}</section>`)}
    </div>`;
  }

  private pane(pane: Pane): unknown {
    const { current } = this;
    switch (pane) {
      case "files":
        return nothing;
      case "editor":
        if (this.readonly) return this.text();
        return html`<lab-editor
          .file=${current.open}
          .tabs=${current.tabs}
          .jump=${current.jump}
          .tokens=${current.tokens}
          .files=${current.files}
          .diagnostics=${problemsOf(current).get(current.open?.path ?? "") ?? NONE}
        ></lab-editor>`;
      case "log":
        return html`<lab-log .build=${current.build}></lab-log>`;
      case "stack":
        return html`<lab-layers .build=${current.build} .earlier=${current.builds} .selected=${current.selected} .layerFiles=${current.layerFiles}></lab-layers>`;
      case "terminal":
        return html`<lab-line-terminal .session=${this.session} .profile=${this.profile}></lab-line-terminal>`;
    }
  }

  private text(): TemplateResult {
    const content = this.current.open?.content;
    return html`<pre tabindex="0">${content?.kind === "text" ? content.text : ""}</pre>`;
  }

  private shows(pane: Pane): boolean {
    return this.panes.includes(pane);
  }

  private readonly onIntent = (event: IntentEvent): void => {
    // An intent is for this lab; another one around it must not act on it too.
    event.stopPropagation();
    if (this.readonly && event.detail.kind === "edit") return;
    void this.session.handle(event.detail).catch(() => {});
  };
}
