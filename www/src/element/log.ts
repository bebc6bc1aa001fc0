/** The build log in BuildKit's own words; places in a Dockerfile are links to them. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { t } from "../locale/index.js";
import type { Build } from "../model/build.js";
import { NO_BUILD } from "../model/build.js";
import { partsOf, type Log, type LogLine } from "../model/log.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";

/** Lines that are rendered together, and again only when one of them changes. */
const CHUNK = 128;

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
      :host,
      .log {
        height: 100%;
      }
      .log {
        overflow: auto;
        padding: var(--space-2) var(--space-4) var(--space-4);
        font: var(--text-0) / 1.6 var(--mono);
        color: var(--ink-soft);
      }
      .log:focus-visible {
        outline-offset: -2px;
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
  private following = true;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("build");
    const box = this.box;
    if (before?.number !== this.build.number) this.following = true;
    else if (box !== undefined) this.following = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
  }

  protected override updated(): void {
    if (this.following && this.box !== undefined) this.box.scrollTop = this.box.scrollHeight;
  }

  override render(): TemplateResult {
    const { log, failure, number } = this.build;
    return html`<div class="log" role="log" aria-label=${t.log} tabindex="0">
      ${number === 0 ? html`<p class="empty">${t.logEmpty}</p>` : nothing}
      ${log.dropped > 0 ? html`<div class="line">${t.logDropped(log.dropped)}</div>` : nothing}
      ${chunks(log).map((lines) => guard([lines.length, lines[0], lines.at(-1), t], () => lines.map((line) => this.line(line))))}
      ${log.rest === "" ? nothing : html`<div class="line">${log.rest}</div>`}
      ${failure !== undefined && log.lines.every((line) => line.tone !== "error")
        ? failure.text.split("\n").map((text) => html`<div class="line failure">${this.parts(text)}</div>`)
        : nothing}
    </div>`;
  }

  private line(line: LogLine): TemplateResult {
    return html`<div class="line ${line.tone}">${this.parts(line.text)}</div>`;
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
