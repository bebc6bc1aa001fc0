/** Ways to hand the work on: a link, Markdown, an embed, and the commands that go on with a real Docker. Nothing is sent anywhere. */
import { css, html, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { archiveName } from "../download.js";
import { t } from "../locale/index.js";
import { INITIAL, type State } from "../model/state.js";
import { dialogStyle } from "../style/dialog.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";

const THANKS_MS = 2000;
/** Longer links are cut off by chats and mail programs. */
const LONG_LINK = 8000;

interface Row {
  id: string;
  label: string;
  text: string;
}

@customElement("lab-share")
export class Share extends LabElement {
  static override styles = [
    shared,
    dialogStyle,
    css`
      p {
        margin: 0 0 var(--space-3);
        color: var(--ink-soft);
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--space-1) var(--space-2);
        margin-bottom: var(--space-3);
      }
      label {
        grid-column: 1 / -1;
        font-size: var(--text-1);
        font-weight: 600;
      }
      textarea {
        width: 100%;
        height: 34px;
        padding: 6px var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        background: var(--sunken);
        color: var(--ink);
        font: var(--text-0) / 1.6 var(--mono);
        resize: none;
        white-space: pre;
        overflow: hidden;
      }
      .many textarea {
        height: 78px;
      }
      .copy {
        min-width: 92px;
        height: 34px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        font-weight: 600;
      }
      .copy:hover {
        border-color: var(--accent);
        color: var(--accent);
      }
    `,
  ];

  @property(data) state: State = INITIAL;
  /** Makes the part of the address behind `#`. */
  @property(data) link: () => Promise<string> = async () => "";
  @state() private hash = "";
  @state() private copied = "";
  @query("dialog") private dialog!: HTMLDialogElement;

  override render(): TemplateResult {
    return html`<dialog aria-label=${t.share.title} @close=${() => this.send({ kind: "overlay", overlay: undefined })}>
      <div class="pane-head">
        <h2 class="pane-title">${t.share.title}</h2>
        <button type="button" class="quiet" aria-label=${t.close} @click=${() => this.dialog.close()}>${icon("close")}</button>
      </div>
      <div class="body">
        <p>${t.share.how}</p>
        ${this.hash === "" ? html`<p role="status">${t.loading}</p>` : this.rows().map((row) => this.row(row))}
        ${this.hash.length > LONG_LINK ? html`<p>${t.share.long(this.hash.length)}</p>` : ""}
      </div>
      <span class="unseen" role="status">${this.copied === "" ? "" : t.copied}</span>
    </dialog>`;
  }

  private rows(): Row[] {
    const base = location.href.replace(/[?#].*$/, "");
    const address = base + this.hash;
    const embed = new URL("embed.html", base).href + this.hash;
    const name = this.state.tag.replace(/[[\]<>&"]/g, "");
    const frame = `<iframe src="${embed}" title="Layerlab: ${name}" width="100%" height="420" loading="lazy" allow="clipboard-write"></iframe>`;
    return [
      { id: "link", label: t.share.link, text: address },
      { id: "markdown", label: t.share.markdown, text: `[Layerlab: ${name}](${address})` },
      { id: "embed", label: t.share.embed, text: frame },
      { id: "docker", label: t.share.docker, text: this.docker() },
    ];
  }

  /** What to type on a machine with Docker, after both downloads. */
  private docker(): string {
    const { tag, build } = this.state;
    const file = build.dockerfile === "Dockerfile" ? "" : `--file ${build.dockerfile} `;
    return [`unzip project.zip -d project`, `docker image build --tag ${tag} ${file}project`, `docker image load --input ${archiveName(tag)}`].join("\n");
  }

  private row({ id, label, text }: Row): TemplateResult {
    return html`<div class="row ${id === "docker" ? "many" : ""}">
      <label for=${id}>${label}</label>
      <textarea id=${id} readonly .value=${text} spellcheck="false" @focus=${(event: Event) => (event.target as HTMLTextAreaElement).select()}></textarea>
      <button type="button" class="copy" aria-label=${t.copy(label)} @click=${() => this.copy(id, text)}>${this.copied === id ? t.copied : t.share.copy}</button>
    </div>`;
  }

  private async copy(id: string, text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.copied = id;
    setTimeout(() => (this.copied = ""), THANKS_MS);
  }

  protected override async firstUpdated(): Promise<void> {
    this.dialog.showModal();
    this.hash = await this.link();
  }
}
