/** How the bar at the top looks. */
import { css } from "lit";

export const topBarStyle = css`
  header {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    height: 56px;
    padding: 0 var(--space-4);
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }
  h1 {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    margin: 0 var(--space-2) 0 0;
    font-size: var(--text-3);
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  h1 svg {
    flex: none;
    margin-right: 2px;
  }
  h1 .low {
    fill: var(--base-face);
  }
  h1 .mid {
    fill: var(--accent);
  }
  h1 .top {
    fill: var(--broken-edge);
  }
  .command {
    display: flex;
    align-items: center;
    gap: 1ch;
    height: 36px;
    padding: 0 var(--space-3);
    border: 1px solid var(--line);
    border-radius: var(--radius-1);
    background: var(--sunken);
    font: var(--text-1) / 1 var(--mono);
    color: var(--ink-soft);
    white-space: nowrap;
    overflow: hidden;
  }
  .command:focus-within {
    border-color: var(--focus);
  }
  .command input {
    min-width: 8ch;
    max-width: 28ch;
    padding: 4px 0;
    border: 0;
    border-bottom: 1px dashed var(--line-strong);
    background: none;
    color: var(--ink);
    font: inherit;
    field-sizing: content;
  }
  .command input:focus {
    outline: none;
    border-bottom: 1px solid var(--focus);
  }
  .main {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    /* Build and Cancel take the same room. */
    width: 148px;
    height: 36px;
    flex: none;
    border-radius: var(--radius-1);
    background: var(--accent);
    color: var(--accent-ink);
    font-weight: 600;
  }
  .main:hover:not(:disabled) {
    background: color-mix(in srgb, var(--accent) 88%, var(--ink));
  }
  .main.stop {
    background: var(--surface);
    color: var(--failed);
    box-shadow: inset 0 0 0 1px currentColor;
  }
  kbd {
    padding: 1px 5px;
    border-radius: 3px;
    background: color-mix(in srgb, currentColor 18%, transparent);
    font: 0.6875rem / 1.4 var(--sans);
  }
  .space {
    flex: 1;
  }
  select {
    height: 32px;
    padding: 0 var(--space-1);
    border: 1px solid transparent;
    border-radius: var(--radius-1);
    background: none;
    color: var(--ink-soft);
    font: var(--text-1) / 1 var(--sans);
    cursor: pointer;
  }
  select:hover {
    border-color: var(--line-strong);
  }
  option {
    background: var(--surface);
    color: var(--ink);
  }
  .share {
    min-height: 32px;
    padding: 0 var(--space-2);
    font-size: var(--text-1);
  }
  .theme {
    min-width: 32px;
    min-height: 32px;
  }
  @media (max-width: 1000px) {
    .long {
      display: none;
    }
  }
  @media (max-width: 799px) {
    header {
      gap: var(--space-2);
      padding: 0 var(--space-3);
    }
    .command,
    kbd,
    .share .word,
    lab-time-travel {
      display: none;
    }
    h1 {
      margin: 0;
    }
    h1 span {
      position: absolute;
      width: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    header > .quiet {
      min-width: 32px;
      padding: 0;
    }
    .main {
      width: 96px;
    }
  }
`;
