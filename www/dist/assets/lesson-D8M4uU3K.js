import{i as e,l as t,n}from"./lit-BUxpUABm.js";import{a as r,i,n as a,o,r as s,s as c,t as l}from"./decorate-BAvrU1mz.js";import{r as u}from"./progress-CoKRa0gK.js";import{t as d}from"./words-C1PxdRxV.js";import{r as f,s as p}from"./locale-CEVsirdM.js";import{t as m}from"./icon-C-MUDcWv.js";var h=t`
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
`;function g(e){return e.split(/\n{2,}/).map(_)}function _(e){let t=[],n=0;for(let r of e.matchAll(/`([^`]+)`|\*\*([^*]+)\*\*/g))r.index>n&&t.push({kind:`text`,text:e.slice(n,r.index)}),t.push(r[1]===void 0?{kind:`bold`,text:r[2]??``}:{kind:`code`,text:r[1]}),n=r.index+r[0].length;return n<e.length&&t.push({kind:`text`,text:e.slice(n)}),t}var v=class extends a{constructor(...e){super(...e),this.hints=new Map,this.solved=!1,this.loaded=``}static{this.styles=[i,h,t`
      :host {
        display: block;
        height: auto;
        overflow: visible;
      }
    `]}render(){let{words:t,text:r,view:i}=this;if(t===void 0)return e`<p role="status">${p.loading}</p>`;let{lesson:a,progress:o}=i,s=o.steps.findIndex(e=>e.some(({met:e})=>!e));return e`<h2>${r.title}</h2>
      <p class="intro">${r.about}</p>
      ${a.steps.map((e,n)=>this.step(t,e,n,o.steps[n]??[],n===s))}
      <div role="status">${u(o)?e`<p class="well">${m(`cached`)} ${t.done}</p>`:n}</div>
      <slot></slot>
      ${this.solution(t,a.solution)}`}willUpdate(e){let t=e.get(`view`);t!==void 0&&t.lesson!==this.view.lesson&&(this.hints=new Map,this.solved=!1),this.loaded!==f&&(this.loaded=f,d(f).then(e=>this.words=e))}step(t,r,i,a,o){let s=this.hints.get(i)??0,c=t.step(i+1,this.view.lesson.steps.length);return e`<section class="step ${o?`open`:``}" aria-label=${c}>
      <h3>${c}</h3>
      ${this.markdown(r.text)}
      <ul class="goals" aria-label=${t.goals}>
        ${r.goals.map((r,i)=>{let{met:o,why:s}=a[i]??{met:!1};return e`<li class=${o?`met`:``}>
            ${m(o?`cached`:`waiting`)}<span class="unseen">${o?t.met:t.notMet}: </span>
            <span>${t.goal(r)}${s===void 0||o?n:e`<small>${t.shortfall(s)}</small>`}</span>
          </li>`})}
      </ul>
      ${r.hints.slice(0,s).map(t=>e`<div class="hint">${this.markdown(t)}</div>`)}
      ${o&&s<r.hints.length?e`<button type="button" class="link" @click=${()=>this.hints=new Map(this.hints).set(i,s+1)}>${t.hint}</button>`:n}
    </section>`}markdown(t){return g(this.text.texts[t]??``).map(t=>e`<p>${t.map(({kind:t,text:n})=>t===`code`?e`<code>${n}</code>`:t===`bold`?e`<b>${n}</b>`:n)}</p>`)}solution(t,n){return this.solved?e`<h3>${t.solutionTitle}</h3>
      ${n.map(n=>n.kind===`run`?e`<pre>${[n.line,...n.input??[]].join(`
`)}</pre>`:n.kind===`remove`?e`<p>${t.remove(n.path)}</p>`:e`<p>${t.write(n.path)}</p><pre>${n.text}</pre>`)}`:e`<button type="button" class="link" @click=${()=>this.solved=!0}>${t.solution}</button>`}};l([o(s)],v.prototype,`view`,void 0),l([o(s)],v.prototype,`text`,void 0),l([r()],v.prototype,`words`,void 0),l([r()],v.prototype,`hints`,void 0),l([r()],v.prototype,`solved`,void 0),v=l([c(`lab-lesson`)],v);export{h as t};