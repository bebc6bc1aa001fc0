/** The form that runs an image: it shows the command line that it stands for. */
import { css, html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../locale/index.js";
import { runLine, type RunForm } from "../model/container.js";
import { imagesStyle } from "../style/images.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";

const EMPTY: Omit<RunForm, "image"> = { name: "", env: "", publish: "", command: "" };

@customElement("lab-run")
export class RunElement extends LabElement {
  static override styles = [
    shared,
    imagesStyle,
    css`
      :host {
        height: auto;
        margin-top: var(--space-2);
        padding: var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-2);
        background: var(--sunken);
      }
      form {
        display: grid;
        gap: var(--space-2);
      }
      label {
        display: grid;
        gap: 2px;
        font-size: var(--text-0);
        color: var(--ink-soft);
      }
      input,
      textarea {
        width: 100%;
        font: var(--text-0) / 1.5 var(--mono);
      }
      textarea {
        min-height: 52px;
        padding: var(--space-1) var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        background: var(--surface);
        color: var(--ink);
        resize: vertical;
      }
      code {
        font: var(--text-0) / 1.5 var(--mono);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property(data) image = "";
  @state() private form = EMPTY;

  override render(): TemplateResult {
    const line = runLine({ image: this.image, ...this.form });
    return html`<form @submit=${(event: Event) => this.run(event, line)}>
      ${this.field("name", t.run.name, "web-ping")}
      <label>
        ${t.run.env}
        <textarea rows="2" spellcheck="false" placeholder="TARGET=docker.com" .value=${this.form.env} @input=${(event: Event) => this.set("env", event)}></textarea>
      </label>
      ${this.field("publish", t.run.publish, "8080:80")} ${this.field("command", t.run.command, "")}
      <code>${line}</code>
      <div class="actions"><button type="submit" class="action">${icon("play")} ${t.run.button}</button></div>
    </form>`;
  }

  private field(name: "name" | "publish" | "command", label: string, example: string): TemplateResult {
    return html`<label>
      ${label}
      <input spellcheck="false" autocomplete="off" placeholder=${example} .value=${this.form[name]} @input=${(event: Event) => this.set(name, event)} />
    </label>`;
  }

  private set(name: keyof typeof EMPTY, event: Event): void {
    this.form = { ...this.form, [name]: (event.target as HTMLInputElement).value };
  }

  private run(event: Event, line: string): void {
    event.preventDefault();
    this.send({ kind: "command", line });
  }
}
