/** Name, the command that a build is, Build or Cancel, language and theme. */
import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LOCALES, locale, setLocale, t, type Locale } from "../locale/index.js";
import { applyTheme, preferredTheme, remember, type Theme } from "../preferences.js";
import { shared } from "../style/shared.js";
import { topBarStyle } from "../style/top-bar.js";
import { data, LabElement } from "./base.js";
import { NO_TIMELINE, type Timeline } from "../model/timeline.js";
import { icon, type IconName } from "./icon.js";
import "./time-travel.js";

const NEXT_THEME: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const THEME_ICON: Record<Theme, IconName> = { auto: "auto", light: "sun", dark: "moon" };
const MAC = /Mac|iP(hone|ad)/.test(navigator.platform);

@customElement("lab-top-bar")
export class TopBar extends LabElement {
  static override styles = [shared, topBarStyle];

  @property(data) tag = "";
  @property(data) ready = false;
  @property(data) building = false;
  @property(data) timeline: Timeline = NO_TIMELINE;
  @state() private theme: Theme = preferredTheme();

  override render(): TemplateResult {
    return html`<header>
      <h1>
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
          <path class="low" d="M2 16.5 12 12l10 4.5L12 21z" />
          <path class="mid" d="M2 12 12 7.5 22 12l-10 4.5z" />
          <path class="top" d="M4 7.5 14 3l10 4.5L14 12z" />
        </svg>
        <span>Layerlab</span>
      </h1>
      <label class="command">
        <span class="unseen">${t.imageName}</span>
        <span class="long" aria-hidden="true">docker image build</span>
        <span aria-hidden="true">--tag</span>
        <input .value=${this.tag} spellcheck="false" autocomplete="off" size=${Math.max(8, this.tag.length)}
          aria-label=${t.imageName} @change=${this.rename} />
        <span aria-hidden="true">.</span>
      </label>
      ${this.mainButton()}
      <lab-time-travel .timeline=${this.timeline}></lab-time-travel>
      <span class="space"></span>
      <button type="button" class="quiet share" title=${t.share.title} @click=${() => this.send({ kind: "overlay", overlay: "share" })}>
        ${icon("share")}<span class="word">${t.share.button}</span>
      </button>
      <button
        type="button"
        class="quiet theme"
        title=${`${t.palette.title} (F1)`}
        aria-label=${t.palette.title}
        @click=${() => this.send({ kind: "overlay", overlay: "palette" })}
      >
        ${icon("menu")}
      </button>
      <label class="language">
        <span class="unseen">${t.language}</span>
        <select aria-label=${t.language} @change=${this.choose}>
          ${LOCALES.map((one) => html`<option value=${one.locale} ?selected=${one.locale === locale} lang=${one.locale}>${one.name}</option>`)}
        </select>
      </label>
      <button type="button" class="quiet theme" title=${t.theme[this.theme]} aria-label=${t.theme[this.theme]} @click=${this.turn}>
        ${icon(THEME_ICON[this.theme])}
      </button>
    </header>`;
  }

  private mainButton(): TemplateResult {
    if (this.building) {
      return html`<button type="button" class="main stop" @click=${() => this.send({ kind: "cancel" })}>
        ${icon("stop")} ${t.cancel}
      </button>`;
    }
    return html`<button type="button" class="main" ?disabled=${!this.ready} @click=${() => this.send({ kind: "build" })}>
      ${icon("play")} ${t.build} <kbd aria-hidden="true">${MAC ? "⌘" : "Ctrl"} ↵</kbd>
    </button>`;
  }

  private rename(event: Event): void {
    const field = event.target as HTMLInputElement;
    const tag = field.value.trim();
    if (tag === "") field.value = this.tag;
    else this.send({ kind: "tag", tag });
  }

  private async choose(event: Event): Promise<void> {
    const next = (event.target as HTMLSelectElement).value as Locale;
    remember("locale", next);
    await setLocale(next);
  }

  private turn(): void {
    this.theme = NEXT_THEME[this.theme];
    remember("theme", this.theme);
    applyTheme(this.theme);
  }
}
