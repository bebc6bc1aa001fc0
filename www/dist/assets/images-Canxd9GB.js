import{l as e}from"./lit-BUxpUABm.js";var t=e`
  :host {
    height: 100%;
    overflow: auto;
    padding: var(--space-4);
    font-size: var(--text-1);
  }
  p {
    margin: 0;
  }
  .none,
  .sum {
    color: var(--ink-soft);
  }
  h3 {
    margin: var(--space-4) 0 var(--space-2);
    font-size: var(--text-1);
  }
  ul,
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .image {
    margin-top: var(--space-2);
    padding: var(--space-2) var(--space-3);
    border: 1px solid var(--line);
    border-radius: var(--radius-2);
  }
  .image.open {
    border-color: var(--line-strong);
  }
  .head {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    width: 100%;
    min-height: 28px;
    text-align: left;
  }
  .head .name,
  .by {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .head .name {
    font-weight: 600;
  }
  .weight,
  .size {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    text-align: right;
  }
  .bar {
    display: block;
    width: 100%;
    height: 6px;
    border-radius: 3px;
  }
  .bar .track {
    fill: var(--hover);
  }
  .bar .unique {
    fill: var(--accent);
  }
  .bar .shared {
    fill: var(--cached);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-3);
    align-items: center;
    margin: 2px 0 0;
    font-size: var(--text-0);
    color: var(--ink-soft);
  }
  .facts lab-copy {
    margin-left: -5px;
  }
  .details {
    margin-top: var(--space-2);
    padding-top: var(--space-2);
    border-top: 1px solid var(--line);
  }
  .details li {
    display: flex;
    gap: var(--space-2);
    align-items: center;
    min-height: 26px;
    font-size: var(--text-0);
  }
  button.by {
    text-align: left;
  }
  button.by:hover {
    color: var(--accent);
  }
  .details .files {
    display: block;
    padding: 0 0 var(--space-2);
  }
  .tag {
    padding: 0 6px;
    border: 1px solid currentColor;
    border-radius: 9px;
    font-size: 0.6875rem;
    color: var(--ink-soft);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .action {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 30px;
    padding: 0 var(--space-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-1);
    font-weight: 600;
    white-space: nowrap;
  }
  .action:hover:not(:disabled) {
    border-color: var(--accent);
    color: var(--accent);
  }
  .scroll {
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius-2);
  }
  table {
    border-collapse: collapse;
    min-width: 100%;
    font-size: var(--text-0);
  }
  th,
  td {
    height: 26px;
    padding: 0 var(--space-2);
    border-top: 1px solid var(--line);
    text-align: left;
    font-weight: 400;
  }
  thead th {
    border-top: 0;
    background: var(--sunken);
    font-weight: 600;
    white-space: nowrap;
  }
  tbody th {
    max-width: 190px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .cell {
    text-align: center;
  }
  .mark {
    display: inline-grid;
    place-items: center;
    width: 22px;
    height: 18px;
    border-radius: 3px;
    background: var(--created-face);
    color: var(--created);
  }
  .common .mark {
    background: var(--cached-face);
    color: var(--cached);
  }
  select,
  input {
    min-height: 30px;
    max-width: 100%;
    padding: 0 var(--space-2);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-1);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
  }
`;export{t};