/** The build log in BuildKit's own words; places in a Dockerfile are links to them. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { t } from "../locale/index.js";
import type { Build } from "../model/build.js";
import { NO_BUILD } from "../model/build.js";
import { matchesIn, partsOf, textOf, type Log, type LogLine } from "../model/log.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import "./copy.js";
import { icon } from "./icon.js";

/** Lines that are rendered together, and again only when one of them changes. */
const CHUNK = 32;

/** A log's lines in chunks whose borders stay where they are when lines are let go from the front. */
function chunks({ lines, dropped }: Log): LogLine[][] {
  const groups: LogLine[][] = [];
  const first = CHUNK - (dropped % CHUNK);
  for (let from = 0, to = first; from < lines.length; from = to, to += CHUNK) groups.push(lines.slice(from, to));
  return groups;
}

@customElement("lab-log")
export class BuildLog extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
      }
      .tools {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        flex: none;
        height: 34px;
        padding: 0 var(--space-2) 0 var(--space-4);
        border-bottom: 1px solid var(--line);
        font-size: var(--text-0);
        color: var(--ink-soft);
      }
      .tools input[type="search"] {
        flex: 0 1 200px;
        min-width: 80px;
        height: 24px;
        padding: 0 var(--space-2);
        border: 1px solid var(--line);
        border-radius: var(--radius-1);
        background: var(--surface);
        color: var(--ink);
        font: inherit;
      }
      .tools label {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        margin-left: auto;
        white-space: nowrap;
      }
      .tools input[type="checkbox"] {
        accent-color: var(--accent);
        margin: 0;
      }
      .tools .quiet {
        min-width: 24px;
        min-height: 24px;
      }
      .found {
        background: var(--accent-wash);
      }
      .found.now {
        outline: 2px solid var(--focus);
        outline-offset: -2px;
      }
      .log {
        flex: 1;
        min-height: 0;
        overflow: auto;
        padding: var(--space-2) var(--space-4) var(--space-4);
        font: var(--text-0) / 1.6 var(--mono);
        color: var(--ink-soft);
      }
      .log:focus-visible {
        outline-offset: -2px;
      }
      /* What has been scrolled out of sight is not laid out: 32 lines of 1.6em. */
      .full {
        content-visibility: auto;
        contain-intrinsic-size: auto 51.2em;
      }
      .line {
        min-height: 1.6em;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .step {
        color: var(--ink);
        font-weight: 600;
      }
      .cached,
      .done {
        color: var(--cached);
      }
      .error,
      .mark,
      .failure {
        color: var(--failed);
      }
      .mark {
        background: var(--failed-face);
      }
      .warning {
        color: var(--rebuilt);
      }
      .failure {
        margin-top: var(--space-2);
      }
      .place {
        color: var(--accent);
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      .empty {
        margin: 0;
        font-family: var(--sans);
        font-size: var(--text-1);
      }
    `,
  ];

  @property(data) build: Build = NO_BUILD;
  @query(".log") private box?: HTMLElement;
  /** Whether the end was in sight before the update, so that reading further up is not disturbed. */
  @state() private following = true;
  @state() private wanted = "";
  /** Which of the lines that hold the wanted words is looked at. */
  @state() private nth = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("build") && changed.get("build")?.number !== this.build.number) this.following = true;
  }

  protected override updated(): void {
    if (this.following && this.box !== undefined) this.box.scrollTop = this.box.scrollHeight;
  }

  override render(): TemplateResult {
    const { log, failure, number } = this.build;
    const found = matchesIn(log, this.wanted);
    const now = found[this.nth];
    return html`${number === 0 ? nothing : this.tools(found)}<div class="log" @scroll=${this.scrolled} role="log" aria-label=${t.log} tabindex="0">
      ${number === 0 ? html`<p class="empty">${t.logEmpty}</p>` : nothing}
      ${log.dropped > 0 ? html`<div class="line">${t.logDropped(log.dropped)}</div>` : nothing}
      ${chunks(log).map(
        (lines) =>
          html`<div class="chunk ${lines.length === CHUNK ? "full" : ""}">
            ${guard([lines.length, lines[0], lines.at(-1), t, this.wanted, lines.includes(now!) ? now : undefined], () =>
              lines.map((line) => this.line(line, line === now ? "found now" : this.wanted !== "" && found.includes(line) ? "found" : "")),
            )}
          </div>`,
      )}
      ${log.rest === "" ? nothing : html`<div class="line">${log.rest}</div>`}
      ${failure !== undefined && log.lines.every((line) => line.tone !== "error")
        ? failure.text.split("\n").map((text) => html`<div class="line failure">${this.parts(text)}</div>`)
        : nothing}
    </div>`;
  }

  private tools(found: readonly LogLine[]): TemplateResult {
    return html`<div class="tools">
      <input type="search" placeholder=${t.logSearch} aria-label=${t.logSearch} .value=${this.wanted} @input=${this.search} @keydown=${this.press} />
      <span role="status">${this.wanted === "" ? "" : t.logFound(found.length === 0 ? 0 : this.nth + 1, found.length)}</span>
      <label><input type="checkbox" .checked=${this.following} @change=${this.follow} />${t.logFollow}</label>
      <button type="button" class="quiet" title=${t.copy(t.log)} aria-label=${t.copy(t.log)} @click=${this.copyAll}>${icon("copy")}</button>
    </div>`;
  }

  private search(event: Event): void {
    this.wanted = (event.target as HTMLInputElement).value;
    this.nth = 0;
    this.following = false;
    void this.showFound();
  }

  /** Enter goes to the next line that was found, with Shift to the one before. */
  private press(event: KeyboardEvent): void {
    if (event.key !== "Enter") return;
    const count = matchesIn(this.build.log, this.wanted).length;
    if (count > 0) this.nth = (this.nth + (event.shiftKey ? count - 1 : 1)) % count;
    void this.showFound();
  }

  private async showFound(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector(".now")?.scrollIntoView({ block: "center" });
  }

  private follow(event: Event): void {
    this.following = (event.target as HTMLInputElement).checked;
  }

  private scrolled(): void {
    if (this.box !== undefined) this.following = atEnd(this.box);
  }

  private async copyAll(): Promise<void> {
    await navigator.clipboard.writeText(textOf(this.build.log));
  }

  private line(line: LogLine, mark: string): TemplateResult {
    return html`<div class="line ${line.tone} ${mark}">${this.parts(line.text)}</div>`;
  }

  private parts(text: string): unknown {
    return partsOf(text).map((part) =>
      part.kind === "text"
        ? part.text
        : // No blank may stand around the text: the log keeps blanks.
          html`<button type="button" class="place" @click=${() => this.send({ kind: "open", path: part.path, line: part.line })}
            >${part.text}</button
          >`,
    );
  }
}

function atEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < 24;
}
