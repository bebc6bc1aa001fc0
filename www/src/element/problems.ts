/** What the checks found in the Dockerfiles: message, place, remedy, and the fix where there is one. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Diagnostic, Fix, Severity } from "../engine/wire.js";
import { help as words, t } from "../locale/index.js";
import { translated } from "../locale/help.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon, type IconName } from "./icon.js";
import { inline } from "./inline.js";

const ICONS: Record<Severity, IconName> = { error: "failed", warning: "warning", advice: "pencil", info: "file" };

@customElement("lab-problems")
export class Problems extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        height: 100%;
        overflow: auto;
      }
      ul {
        margin: 0;
        padding: var(--space-1) 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 16px 1fr auto;
        gap: 2px var(--space-2);
        padding: var(--space-2) var(--space-4);
        font-size: var(--text-1);
      }
      li + li {
        border-top: 1px solid var(--line);
      }
      li > .icon {
        margin-top: 2px;
      }
      .error > .icon {
        color: var(--failed);
      }
      .warning > .icon {
        color: var(--rebuilt);
      }
      .advice > .icon,
      .info > .icon {
        color: var(--accent);
      }
      .message {
        text-align: left;
        overflow-wrap: anywhere;
      }
      .message:hover {
        text-decoration: underline;
      }
      .more {
        grid-column: 2 / -1;
        color: var(--ink-soft);
        font-size: var(--text-0);
        overflow-wrap: anywhere;
      }
      .more a {
        color: var(--accent);
      }
      .fix,
      .show {
        align-self: start;
        padding: 2px var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        background: var(--surface);
        font-weight: 600;
        font-size: var(--text-0);
      }
      .fixes {
        display: flex;
        gap: var(--space-1);
        align-items: start;
      }
      .fix:hover,
      .show:hover {
        border-color: var(--accent);
        color: var(--accent);
      }
      h3 {
        margin: 0;
        padding: var(--space-3) var(--space-4) 0;
        border-top: 1px solid var(--line-strong);
        font-size: var(--text-1);
      }
      .about {
        padding: 0 var(--space-4) var(--space-1);
        font-size: var(--text-0);
      }
      p {
        margin: 0;
        padding: var(--space-2) var(--space-4);
        font-size: var(--text-1);
        color: var(--ink-soft);
      }
    `,
  ];

  @property(data) diagnostics: ReadonlyMap<string, readonly Diagnostic[]> = new Map();

  override render(): TemplateResult {
    const found = [...this.diagnostics].flatMap(([path, list]) =>
      [...list].sort((a, b) => a.startLine - b.startLine).map((diagnostic) => ({ path, diagnostic })),
    );
    const advice = found.filter(({ diagnostic }) => diagnostic.severity === "advice");
    const problems = found.filter(({ diagnostic }) => diagnostic.severity !== "advice");
    return html`${problems.length === 0 ? html`<p>${t.noProblems}</p>` : this.list(t.problems, problems)}
    ${advice.length === 0
      ? nothing
      : html`<h3>${t.advice}</h3>
          <p class="about">${t.aboutAdvice}</p>
          ${this.list(t.advice, advice)}`}`;
  }

  private list(label: string, found: readonly { path: string; diagnostic: Diagnostic }[]): TemplateResult {
    return html`<ul aria-label=${label}>
      ${found.map(({ path, diagnostic }) => this.row(path, diagnostic))}
    </ul>`;
  }

  private row(path: string, diagnostic: Diagnostic): TemplateResult {
    const { severity, message, code, startLine, help, url, fix } = translated(words, diagnostic);
    return html`<li class=${severity}>
      ${icon(ICONS[severity])}
      <button type="button" class="message" @click=${() => this.send({ kind: "open", path, line: startLine })}>
        <span class="unseen">${t.severity[severity]}: </span>${inline(message)}
      </button>
      ${fix === undefined ? html`<span></span>` : this.fix(path, fix)}
      <span class="more">
        <span class="mono">${path}:${startLine}</span> ·
        ${url === undefined ? code : html`<a href=${url} target="_blank" rel="noreferrer">${code}</a>`}
        ${help === undefined ? nothing : html`· ${inline(help)}`}
      </span>
    </li>`;
  }

  private fix(path: string, fix: Fix): TemplateResult {
    return html`<span class="fixes">
      <button type="button" class="show" title=${t.fix.show} aria-label=${t.fix.show} @click=${() => this.send({ kind: "previewFix", path, fix })}>±</button>
      <button type="button" class="fix" @click=${() => this.send({ kind: "fix", path, fix })}>${fix.title}</button>
    </span>`;
  }
}
