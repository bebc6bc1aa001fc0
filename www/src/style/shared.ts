/** Rules that several elements use inside their shadow roots. */
import { css } from "lit";

export const shared = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  .icon {
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
  }
  button:disabled {
    cursor: default;
    opacity: 0.5;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  .quiet {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-1);
    min-width: 28px;
    min-height: 28px;
    padding: 0 var(--space-1);
    border-radius: var(--radius-1);
    color: var(--ink-soft);
  }
  .quiet:hover:not(:disabled) {
    background: var(--hover);
    color: var(--ink);
  }
  .mono {
    font-family: var(--mono);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .pane-head {
    display: flex;
    align-items: center;
    gap: var(--space-1);
    height: 40px;
    padding: 0 var(--space-2) 0 var(--space-4);
    border-bottom: 1px solid var(--line);
  }
  .pane-title {
    flex: 1;
    margin: 0;
    font-size: var(--text-1);
    font-weight: 600;
    letter-spacing: 0.02em;
    color: var(--ink-soft);
  }
`;
