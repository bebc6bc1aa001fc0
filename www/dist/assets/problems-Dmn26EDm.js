import{i as e,l as t,n}from"./lit-BUxpUABm.js";import{i as r,n as i,o as a,r as o,s,t as c}from"./decorate-BAvrU1mz.js";import{n as l,s as u,u as d}from"./locale-CEVsirdM.js";import{t as f}from"./icon-C-MUDcWv.js";import{n as p}from"./inline-DQ13OYd8.js";var m={error:`failed`,warning:`warning`,advice:`pencil`,info:`file`},h=class extends i{constructor(...e){super(...e),this.diagnostics=new Map}static{this.styles=[r,t`
      :host {
        height: 100%;
        overflow: auto;
      }
      ul {
        margin: 0;
        padding: var(--space-1) 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 16px 1fr auto;
        gap: 2px var(--space-2);
        padding: var(--space-2) var(--space-4);
        font-size: var(--text-1);
      }
      li + li {
        border-top: 1px solid var(--line);
      }
      li > .icon {
        margin-top: 2px;
      }
      .error > .icon {
        color: var(--failed);
      }
      .warning > .icon {
        color: var(--rebuilt);
      }
      .advice > .icon,
      .info > .icon {
        color: var(--accent);
      }
      .message {
        text-align: left;
        overflow-wrap: anywhere;
      }
      .message:hover {
        text-decoration: underline;
      }
      .more {
        grid-column: 2 / -1;
        color: var(--ink-soft);
        font-size: var(--text-0);
        overflow-wrap: anywhere;
      }
      .more a {
        color: var(--accent);
      }
      .fix,
      .show {
        align-self: start;
        padding: 2px var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        background: var(--surface);
        font-weight: 600;
        font-size: var(--text-0);
      }
      .fixes {
        display: flex;
        gap: var(--space-1);
        align-items: start;
      }
      .fix:hover,
      .show:hover {
        border-color: var(--accent);
        color: var(--accent);
      }
      h3 {
        margin: 0;
        padding: var(--space-3) var(--space-4) 0;
        border-top: 1px solid var(--line-strong);
        font-size: var(--text-1);
      }
      .about {
        padding: 0 var(--space-4) var(--space-1);
        font-size: var(--text-0);
      }
      p {
        margin: 0;
        padding: var(--space-2) var(--space-4);
        font-size: var(--text-1);
        color: var(--ink-soft);
      }
    `]}render(){let t=[...this.diagnostics].flatMap(([e,t])=>[...t].sort((e,t)=>e.startLine-t.startLine).map(t=>({path:e,diagnostic:t}))),r=t.filter(({diagnostic:e})=>e.severity===`advice`),i=t.filter(({diagnostic:e})=>e.severity!==`advice`);return e`${i.length===0?e`<p>${u.noProblems}</p>`:this.list(u.problems,i)}
    ${r.length===0?n:e`<h3>${u.advice}</h3>
          <p class="about">${u.aboutAdvice}</p>
          ${this.list(u.advice,r)}`}`}list(t,n){return e`<ul aria-label=${t}>
      ${n.map(({path:e,diagnostic:t})=>this.row(e,t))}
    </ul>`}row(t,r){let{severity:i,message:a,code:o,startLine:s,help:c,url:h,fix:g}=d(l,r);return e`<li class=${i}>
      ${f(m[i])}
      <button type="button" class="message" @click=${()=>this.send({kind:`open`,path:t,line:s})}>
        <span class="unseen">${u.severity[i]}: </span>${p(a)}
      </button>
      ${g===void 0?e`<span></span>`:this.fix(t,g)}
      <span class="more">
        <span class="mono">${t}:${s}</span> ·
        ${h===void 0?o:e`<a href=${h} target="_blank" rel="noreferrer">${o}</a>`}
        ${c===void 0?n:e`· ${p(c)}`}
      </span>
    </li>`}fix(t,n){return e`<span class="fixes">
      <button type="button" class="show" title=${u.fix.show} aria-label=${u.fix.show} @click=${()=>this.send({kind:`previewFix`,path:t,fix:n})}>±</button>
      <button type="button" class="fix" @click=${()=>this.send({kind:`fix`,path:t,fix:n})}>${n.title}</button>
    </span>`}};c([a(o)],h.prototype,`diagnostics`,void 0),h=c([s(`lab-problems`)],h);export{h as Problems};