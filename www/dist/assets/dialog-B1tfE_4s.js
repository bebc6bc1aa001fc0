import{l as e}from"./lit-BUxpUABm.js";var t=e`
  dialog {
    width: min(620px, calc(100vw - 24px));
    max-height: min(84vh, 760px);
    margin-top: 9vh;
    padding: 0;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-2);
    background: var(--surface);
    color: var(--ink);
    box-shadow: 0 16px 64px #0006;
    overflow: auto;
  }
  dialog::backdrop {
    background: #0007;
  }
  .body {
    padding: var(--space-4);
  }
`;export{t};