/** The open file. Until the editor has been loaded, its text is shown in the same place and size. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import type { Editor } from "../editor/setup.js";
import type { Diagnostic, ProjectEntry } from "../engine/wire.js";
import { t } from "../locale/index.js";
import { forecastWithCost, outlookSentence } from "../locale/sentence.js";
import type { Outlook } from "../model/forecast.js";
import { languageOf, type Language } from "../model/language.js";
import type { Jump, OpenFile, Tokens } from "../model/state.js";
import { formatSize, isDockerfile } from "../model/text.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import "./file-tabs.js";

/** What an editor that was just loaded is to be shown. */
const EVERYTHING = ["file", "tokens", "diagnostics", "outlook", "jump"] as const;

@customElement("lab-editor")
export class EditorElement extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        height: 100%;
      }
      .pane-head {
        flex: none;
        gap: var(--space-2);
        padding-left: 0;
        background: var(--sunken);
      }
      .format {
        flex: none;
        margin-left: auto;
        padding: 2px var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        background: var(--surface);
        font-size: var(--text-0);
        font-weight: 600;
      }
      .format:hover {
        border-color: var(--accent);
        color: var(--accent);
      }
      .body {
        position: relative;
        flex: 1;
        min-height: 0;
      }
      .editor,
      .plain {
        position: absolute;
        inset: 0;
      }
      .plain {
        margin: 0;
        padding: var(--space-2) var(--space-4) var(--space-2) 64px;
        overflow: auto;
        font: var(--text-1) / 1.65 var(--mono);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .strip {
        display: flex;
        flex: none;
        gap: var(--space-2);
        align-items: center;
        height: 30px;
        padding: 0 var(--space-4);
        border-top: 1px solid var(--line);
        background: var(--sunken);
        font-size: var(--text-0);
        color: var(--ink-soft);
        white-space: nowrap;
      }
      .strip b {
        font-weight: 600;
      }
      .strip span {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .strip button {
        margin-left: auto;
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      p {
        margin: 0;
        padding: var(--space-4);
        color: var(--ink-soft);
      }
    `,
  ];

  @property(data) language: Language = languageOf(() => undefined);
  @property(data) file: OpenFile | undefined;
  @property(data) tabs: readonly string[] = [];
  @property(data) jump: Jump | undefined;
  @property(data) diagnostics: readonly Diagnostic[] = [];
  @property(data) outlook: Outlook | undefined;
  @property(data) tokens: Tokens | undefined;
  @property(data) files: readonly ProjectEntry[] = [];
  @query(".editor") private box!: HTMLElement;
  private editor: Editor | undefined;

  override render(): TemplateResult {
    const content = this.file?.content;
    const text = content?.kind === "text";
    return html`<div class="pane-head">
        <h2 class="unseen">${this.file?.path ?? t.noFile}</h2>
        <lab-file-tabs .tabs=${this.tabs} .open=${this.file?.path ?? ""}></lab-file-tabs>
        ${this.editor !== undefined && text && isDockerfile(this.file?.path ?? "") ? this.formatButton(this.editor) : nothing}
        <slot></slot>
      </div>
      <div class="body">
        <div class="editor" ?hidden=${!text || this.editor === undefined}></div>
        ${text && this.editor === undefined ? html`<pre class="plain" tabindex="0">${content.text}</pre>` : nothing}
        ${content?.kind === "binary" ? html`<p>${t.binary(formatSize(content.size))}</p>` : nothing}
        ${this.file === undefined ? html`<p>${t.noFileText}</p>` : nothing}
      </div>
      ${guard([this.outlook, t], () => this.strip())}`;
  }

  /** What the next build would do, in words; there from the start, so that nothing moves when it is known. */
  private strip(): TemplateResult {
    const { outlook } = this;
    if (outlook === undefined) return html`<div class="strip"></div>`;
    const broken = outlook.lines.find((line) => line.state === "missed" || line.state === "failed");
    const words = outlookSentence(outlook);
    return html`<div class="strip">
      <b>${t.forecast.title}</b><span title=${words}>${words}</span>
      ${broken === undefined
        ? nothing
        : html`<button type="button" @click=${() => this.send({ kind: "open", path: outlook.dockerfile, line: broken.line })}>
            ${t.goToLine(broken.line)}
          </button>`}
    </div>`;
  }

  protected override firstUpdated(): void {
    // After the first paint: the page must be there before its heaviest part.
    requestAnimationFrame(() => setTimeout(() => void this.load()));
  }

  private formatButton(editor: Editor): TemplateResult {
    return html`<button type="button" class="format" title=${t.formatKeys} @click=${() => void editor.format()}>${t.format}</button>`;
  }

  private async load(): Promise<void> {
    const { Editor } = await import("../editor/setup.js");
    const root = this.renderRoot as ShadowRoot;
    this.editor = new Editor(this.box, root, { label: (path) => t.editorOf(path), forecast: forecastWithCost, phrases: t.editorPhrases }, this.language, {
      changed: (path, text) => this.send({ kind: "edit", path, text }),
      build: () => this.send({ kind: "build" }),
    });
    this.requestUpdate();
    await this.updateComplete;
    this.follow(new Map(EVERYTHING.map((name) => [name, undefined])));
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.follow(changed);
  }

  /** Hands the editor what is new. Marks move along with what is typed, so that a keystroke alone brings none. */
  private follow(changed: ReadonlyMap<PropertyKey, unknown>): void {
    const { editor, file, tokens, outlook } = this;
    if (editor === undefined || file?.content.kind !== "text") return;
    const { path, content } = file;
    const before = changed.get("file") as OpenFile | undefined;
    const other = changed.has("file") && before?.path !== path;
    if (changed.has("files")) editor.keep(new Set(this.files.map((file) => file.path)));
    if (changed.has("file")) editor.show(path, content.text);
    const current = tokens?.path === path && tokens.text === content.text;
    editor.mark({
      // Those of an older text are left out: the ones on the screen have moved.
      ...(current && (other || changed.has("tokens")) && { tokens: tokens.triples }),
      ...((other || changed.has("diagnostics")) && { diagnostics: this.diagnostics }),
      ...((other || changed.has("outlook")) && outlook?.dockerfile === path && { forecast: outlook.lines }),
    });
    if (changed.has("jump") && this.jump?.path === path) editor.jump(this.jump.line);
  }
}
