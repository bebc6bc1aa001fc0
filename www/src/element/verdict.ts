/** What became of the build, in one sentence, with the next thing to look at. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../locale/index.js";
import { missSentence } from "../locale/sentence.js";
import { NO_BUILD, type Build } from "../model/build.js";
import { assertNever } from "../model/never.js";
import { formatSize, plainError } from "../model/text.js";
import { verdictOf, type Verdict } from "../model/verdict.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon, type IconName } from "./icon.js";

interface Words {
  icon: IconName;
  title: string;
  text: string;
  action?: { label: string; act: () => void };
}

@customElement("lab-verdict")
export class VerdictPanel extends LabElement {
  static override styles = [
    shared,
    css`
      .verdict {
        display: grid;
        grid-template-columns: 32px minmax(0, 1fr) auto;
        align-items: start;
        gap: 2px var(--space-3);
        /* Fixed, so that a verdict that comes in moves nothing below it. */
        height: 84px;
        padding: 13px var(--space-4) 0;
        border-bottom: 1px solid var(--line);
        overflow: hidden;
      }
      .sign {
        display: grid;
        place-items: center;
        width: 32px;
        height: 32px;
        border-radius: 50%;
        background: var(--hover);
        color: var(--ink-soft);
      }
      h3 {
        margin: 0;
        font-size: var(--text-3);
        font-weight: 600;
        line-height: 1.3;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      p {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        margin: 0;
        overflow: hidden;
        font-size: var(--text-1);
        line-height: 1.4;
        color: var(--ink-soft);
        overflow-wrap: anywhere;
      }
      /* As high as its longest words, so that shorter ones don't stand elsewhere. */
      [role="status"] {
        height: 60px;
      }
      .cached .sign {
        background: var(--cached-face);
        color: var(--cached);
      }
      .first .sign,
      .running .sign {
        background: var(--accent-wash);
        color: var(--accent);
      }
      .broken .sign {
        background: var(--broken);
        color: var(--surface);
      }
      .failed .sign {
        background: var(--failed);
        color: var(--surface);
      }
      .action {
        min-height: 32px;
        padding: 0 var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        font-size: var(--text-1);
        font-weight: 600;
        white-space: nowrap;
      }
      .action:hover {
        border-color: var(--accent);
        color: var(--accent);
      }
    `,
  ];

  @property(data) build: Build = NO_BUILD;

  override render(): TemplateResult {
    const verdict = verdictOf(this.build);
    const { icon: name, title, text, action } = this.words(verdict);
    return html`<div class="verdict ${verdict.kind}">
      <span class="sign">${icon(name)}</span>
      <div role="status">
        <h3 title=${title}>${title}</h3>
        <p title=${text}>${text}</p>
      </div>
      ${action === undefined
        ? nothing
        : html`<button type="button" class="action" @click=${action.act}>${action.label}</button>`}
    </div>`;
  }

  private words(verdict: Verdict): Words {
    switch (verdict.kind) {
      case "none":
        return { icon: "base", title: t.verdict.none, text: t.verdict.noneText };
      case "running":
        return { icon: "running", title: t.verdict.running, text: t.verdict.progress(verdict.done, verdict.total) };
      case "first":
        return { icon: "created", title: t.verdict.first, text: t.verdict.firstText(verdict.layers, formatSize(verdict.size)) };
      case "cached":
        return { icon: "cached", title: t.verdict.cached, text: t.verdict.cachedText(verdict.steps, verdict.reconfigured) };
      case "cancelled":
        return { icon: "stopped", title: t.verdict.cancelled, text: t.verdict.cancelledText };
      case "failed":
        return this.failed(verdict.message, verdict.line);
      case "broken":
        return {
          icon: "broken",
          title: verdict.fresh ? t.verdict.fresh(verdict.at.row.text) : t.verdict.broken(verdict.at.row.text),
          text: `${verdict.at.miss === undefined ? "" : missSentence(verdict.at.miss)}. ${t.verdict.brokenText(verdict.cached, verdict.rebuilt, verdict.others)}`,
          action: { label: t.showEvidence, act: () => this.send({ kind: "select", step: verdict.at.row.id }) },
        };
      default:
        return assertNever(verdict);
    }
  }

  private failed(message: string, line: number | undefined): Words {
    const words: Words = { icon: "failed", title: t.verdict.failed, text: plainError(message) };
    if (line === undefined) return words;
    const act = (): void => this.send({ kind: "open", path: this.build.dockerfile, line });
    return { ...words, action: { label: t.goToLine(line), act } };
  }
}
