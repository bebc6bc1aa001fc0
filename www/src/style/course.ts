/** How the course and its lessons look. */
import { css } from "lit";

export const courseStyle = css`
  :host {
    height: 100%;
    overflow: auto;
    background: var(--surface);
    font-size: var(--text-1);
  }
  .body {
    padding: var(--space-3) var(--space-4) var(--space-5);
  }
  p {
    margin: 0 0 var(--space-2);
    line-height: 1.55;
    overflow-wrap: anywhere;
  }
  .intro {
    color: var(--ink-soft);
  }
  h2 {
    margin: var(--space-3) 0 var(--space-1);
    font-size: var(--text-3);
    line-height: 1.3;
  }
  h3 {
    margin: 0 0 var(--space-1);
    font-size: var(--text-0);
    color: var(--ink-soft);
  }
  ol,
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .entry {
    display: flex;
    gap: var(--space-3);
    width: 100%;
    padding: var(--space-2) var(--space-1);
    border-top: 1px solid var(--line);
    text-align: left;
  }
  .entry:hover {
    background: var(--hover);
  }
  .number {
    display: grid;
    flex: none;
    place-items: center;
    width: 24px;
    height: 24px;
    border: 1px solid var(--line-strong);
    border-radius: 50%;
    font-size: var(--text-0);
    font-variant-numeric: tabular-nums;
    color: var(--ink-soft);
  }
  .number.done {
    border-color: transparent;
    background: var(--cached-face);
    color: var(--cached);
  }
  b {
    font-weight: 600;
  }
  small {
    display: block;
    font-size: var(--text-0);
    line-height: 1.45;
    color: var(--ink-soft);
  }
  code {
    padding: 1px 4px;
    border-radius: 3px;
    background: var(--hover);
    font: 0.95em var(--mono);
  }
  pre {
    margin: 0 0 var(--space-2);
    padding: var(--space-2);
    overflow-x: auto;
    border-radius: var(--radius-1);
    background: var(--sunken);
    font: var(--text-0) / 1.6 var(--mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .bar {
    display: flex;
    justify-content: space-between;
    align-items: center;
  }
  .link {
    min-height: 28px;
    color: var(--accent);
    font-weight: 600;
  }
  .link:hover {
    text-decoration: underline;
  }
  .step {
    margin: var(--space-3) 0;
    padding: var(--space-3);
    border: 1px solid var(--line);
    border-radius: var(--radius-2);
  }
  .step.open {
    border-color: var(--accent);
    box-shadow: inset 3px 0 0 var(--accent);
  }
  .goals li {
    display: flex;
    gap: var(--space-2);
    padding: 3px 0;
  }
  .goals .icon {
    margin-top: 2px;
    color: var(--ink-faint);
  }
  .met {
    color: var(--cached);
  }
  .goals .met .icon {
    color: var(--cached);
  }
  .hint {
    margin-top: var(--space-2);
    padding: var(--space-2) var(--space-3) 0;
    border-left: 3px solid var(--rebuilt-edge);
    background: var(--rebuilt-face);
    overflow: hidden;
  }
  .well {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    padding: var(--space-3);
    border-radius: var(--radius-2);
    background: var(--cached-face);
    color: var(--cached);
    font-weight: 600;
  }
  .action {
    width: 100%;
    min-height: 38px;
    margin-bottom: var(--space-3);
    padding: var(--space-1) var(--space-3);
    border-radius: var(--radius-1);
    background: var(--accent);
    color: var(--accent-ink);
    font-weight: 600;
  }
`;
