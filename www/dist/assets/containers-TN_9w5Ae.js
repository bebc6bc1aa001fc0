import{l as e}from"./lit-BUxpUABm.js";var t=e`
  .list .actions {
    margin-top: var(--space-2);
  }
  .state {
    display: inline-grid;
    color: var(--ink-soft);
  }
  .state.running {
    color: var(--cached);
  }
  .log {
    margin: 0;
    max-height: 260px;
    padding: var(--space-2) var(--space-3);
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius-1);
    background: var(--sunken);
    color: var(--ink);
    font: var(--text-0) / 1.6 var(--mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .mark {
    flex: none;
    width: 1.6em;
    border-radius: 3px;
    text-align: center;
    font: 600 var(--text-0) / 1.5 var(--mono);
  }
  .added {
    color: var(--added);
    background: var(--added-wash);
  }
  .modified {
    color: var(--modified);
    background: var(--rebuilt-face);
  }
  .removed {
    color: var(--removed);
    background: var(--removed-wash);
  }
  .browser {
    margin-bottom: var(--space-3);
    padding: var(--space-2);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-2);
  }
  .browser form {
    display: flex;
    gap: var(--space-2);
    align-items: center;
  }
  .browser input.mono {
    flex: 1;
    min-width: 60px;
  }
  .browser .facts {
    margin: var(--space-2) 0;
  }
  .browser label {
    display: inline-flex;
    gap: 4px;
    align-items: center;
  }
  .browser input[type="checkbox"] {
    min-height: 0;
  }
  iframe {
    display: block;
    width: 100%;
    height: 220px;
    border: 1px solid var(--line);
    border-radius: var(--radius-1);
    /* What a page says without colours of its own is meant for white. */
    background: #fff;
    color-scheme: light;
  }
`;export{t};