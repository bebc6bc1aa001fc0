import{i as e,l as t}from"./lit-BUxpUABm.js";import{i as n,n as r,o as i,r as a,s as o,t as s}from"./decorate-BAvrU1mz.js";import{s as c}from"./locale-CEVsirdM.js";import{i as l}from"./text-BJUfCWIH.js";var u={same:` `,added:`+`,removed:`−`,hunk:``},d=class extends r{constructor(...e){super(...e),this.diff=``}static{this.styles=[n,t`
      .diff {
        margin: 0;
        overflow-x: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius-1);
        background: var(--surface);
        color: var(--ink);
        font: var(--text-0) / 1.6 var(--mono);
      }
      .lines {
        display: table;
        min-width: 100%;
      }
      .line {
        white-space: pre;
        padding: 0 var(--space-2);
        tab-size: 4;
      }
      .sign {
        display: inline-block;
        width: 1.5ch;
        user-select: none;
      }
      .added {
        background: var(--added-wash);
      }
      .added .sign {
        color: var(--added);
      }
      .removed {
        background: var(--removed-wash);
      }
      .removed .sign {
        color: var(--removed);
      }
      .hunk {
        color: var(--ink-faint);
        background: var(--sunken);
      }
    `]}render(){let t=l(this.diff);return e`<div class="diff" role="region" aria-label=${c.diff} tabindex="0">
      <div class="lines">
        ${t.map(t=>e`<div class="line ${t.kind}"><span class="sign">${u[t.kind]}</span>${t.text}</div>`)}
      </div>
    </div>`}};s([i(a)],d.prototype,`diff`,void 0),d=s([o(`lab-diff`)],d);