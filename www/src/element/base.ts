/** What all elements of the page share: they speak the page's language and send intents up. */
import { LitElement, type PropertyDeclaration } from "lit";
import { IntentEvent, type Intent } from "../model/intent.js";
import { onLocale } from "../locale/index.js";

export abstract class LabElement extends LitElement {
  private stopListening: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopListening = onLocale(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopListening?.();
  }

  protected send(intent: Intent): void {
    this.dispatchEvent(new IntentEvent(intent));
  }
}

/** A property that is data: set by the parent, never mirrored to an attribute. */
export const data: PropertyDeclaration = { attribute: false };
