/** Rules of the two trees: the project's files and a layer's changes. */
import { css, unsafeCSS } from "lit";

/** One rule per depth, because a policy without inline styles allows no computed padding in a template. */
const depths = unsafeCSS(
  Array.from({ length: 9 }, (_, depth) => `.depth-${depth} { padding-left: ${16 + depth * 14}px; }`).join("\n"),
);

export const treeStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .pane-head {
    flex: none;
    justify-content: end;
    gap: 0;
    height: 34px;
    padding-right: var(--space-2);
  }
  .rows {
    flex: 1;
    overflow: auto;
    padding: var(--space-1) 0;
  }
  .row {
    position: relative;
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 30px;
    padding: 0 var(--space-2) 0 var(--space-4);
    font-size: var(--text-1);
    cursor: pointer;
  }
  ${depths}
  .row:hover {
    background: var(--hover);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .row.open {
    background: var(--accent-wash);
    font-weight: 600;
  }
  .row.ignored .name {
    color: var(--ink-faint);
    text-decoration: line-through;
  }
  .row > .icon {
    color: var(--ink-faint);
  }
  .name {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .size {
    color: var(--ink-faint);
    font-size: var(--text-0);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .rule {
    padding: 0 6px;
    border: 1px dashed var(--line-strong);
    border-radius: 9px;
    color: var(--ink-soft);
    font-size: 0.6875rem;
    white-space: nowrap;
  }
  .context {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-2);
    flex: none;
    margin: 0;
    padding: var(--space-2) var(--space-4);
    border-top: 1px solid var(--line);
    color: var(--ink-soft);
    font-size: var(--text-0);
  }
  .context button:not(:disabled) {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .tools {
    position: absolute;
    right: var(--space-1);
    display: none;
    background: var(--surface);
    border-radius: var(--radius-1);
  }
  .row:hover .tools,
  .row:focus-within .tools {
    display: flex;
  }
  .row input {
    flex: 1;
    min-width: 0;
    padding: 3px 6px;
    border: 1px solid var(--focus);
    border-radius: var(--radius-1);
    background: var(--surface);
    color: var(--ink);
    font-size: var(--text-1);
  }
`;
