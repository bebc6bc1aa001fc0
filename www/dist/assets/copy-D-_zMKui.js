import{i as e,l as t,u as n}from"./lit-BUxpUABm.js";import{a as r,i,n as a,o,r as s,s as c,t as l}from"./decorate-BAvrU1mz.js";import{s as u}from"./locale-CEVsirdM.js";import{t as d}from"./icon-C-MUDcWv.js";var f=n(Array.from({length:9},(e,t)=>`.depth-${t} { padding-left: ${16+t*14}px; }`).join(`
`)),p=t`
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
  ${f}
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
`;function m(e,t){let n=[...t.parentElement?.querySelectorAll(`[role="treeitem"]`)??[]],r=n.indexOf(t),i=t.getAttribute(`aria-expanded`);switch(e){case`ArrowDown`:return n[r+1]?.focus(),!0;case`ArrowUp`:return n[r-1]?.focus(),!0;case`Home`:return n[0]?.focus(),!0;case`End`:return n.at(-1)?.focus(),!0;case`ArrowRight`:return i===`false`?t.click():i===`true`&&n[r+1]?.focus(),!0;case`ArrowLeft`:return i===`true`?t.click():h(n,r)?.focus(),!0;case`Enter`:case` `:return t.click(),!0;default:return!1}}function h(e,t){let n=Number(e[t]?.getAttribute(`aria-level`));return e.slice(0,t).findLast(e=>Number(e.getAttribute(`aria-level`))<n)}var g=2e3,_=class extends a{constructor(...e){super(...e),this.value=``,this.short=``,this.what=``,this.copied=!1}static{this.styles=[i,t`
      :host {
        display: inline-block;
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        padding: 1px 5px;
        border-radius: var(--radius-1);
        font: var(--text-0) / 1.5 var(--mono);
        color: inherit;
      }
      button:hover {
        background: var(--hover);
      }
      .icon {
        width: 12px;
        height: 12px;
      }
    `]}render(){let t=this.copied?u.copied:u.copy(this.what);return e`<button type="button" title=${this.value} aria-label=${`${this.short} – ${t}`} @click=${this.copy}>
        <span>${this.short}</span>${d(this.copied?`cached`:`copy`)}
      </button>
      <span class="unseen" role="status">${this.copied?u.copied:``}</span>`}async copy(){await navigator.clipboard.writeText(this.value),this.copied=!0,setTimeout(()=>this.copied=!1,g)}};l([o(s)],_.prototype,`value`,void 0),l([o(s)],_.prototype,`short`,void 0),l([o(s)],_.prototype,`what`,void 0),l([r()],_.prototype,`copied`,void 0),_=l([c(`lab-copy`)],_);export{p as n,m as t};