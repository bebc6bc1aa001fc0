const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["./vi-Co64J01D.js","./lit-BUxpUABm.js","./decorate-BAvrU1mz.js","./locale-CEVsirdM.js","./preload-helper-BQUUbbNx.js","./query-DDQkTGvL.js","./text-BJUfCWIH.js","./screen-B-fdvr2A.js","./lab-C1dpLpGa.js"])))=>i.map(i=>d[i]);
import{i as e,l as t,n}from"./lit-BUxpUABm.js";import{a as r,i,n as a,o,r as s,s as c,t as l}from"./decorate-BAvrU1mz.js";import{t as u}from"./query-DDQkTGvL.js";import{s as d}from"./locale-CEVsirdM.js";import{i as f,r as p}from"./preferences-FG3-2Tre.js";import{t as m}from"./preload-helper-BQUUbbNx.js";var h=[{label:`Tab`,data:`	`},{label:`Ctrl-C`,data:``},{label:`↑`,data:`\x1B[A`},{label:`↓`,data:`\x1B[B`},{label:`|`,data:`|`},{label:`-`,data:`-`},{label:`/`,data:`/`},{label:`docker `,data:`docker `}],g=class extends a{constructor(...e){super(...e),this.edit=async e=>{m(()=>import(`./vi-Co64J01D.js`),__vite__mapDeps([0,1,2,3,4,5,6]),import.meta.url),await new Promise(t=>{this.editing={file:e,left:t},e.gone?.addEventListener(`abort`,()=>t())}),this.editing=void 0}}static{this.styles=[i,t`
      :host {
        display: flex;
        flex-direction: column;
        position: relative;
        height: 100%;
      }
      .box {
        flex: 1;
        min-height: 0;
        padding: var(--space-2) 0 0 var(--space-3);
        font-family: var(--mono);
        overflow: hidden;
      }
      .keys {
        display: none;
      }
      @media (max-width: 799px) {
        .keys {
          display: flex;
          flex: none;
          gap: var(--space-1);
          padding: var(--space-1) var(--space-2);
          overflow-x: auto;
          border-top: 1px solid var(--line);
        }
        .keys button {
          flex: none;
          min-width: 40px;
          min-height: 36px;
          padding: 0 var(--space-2);
          border: 1px solid var(--line-strong);
          border-radius: var(--radius-1);
          font: var(--text-1) / 1 var(--mono);
        }
      }
      p {
        margin: 0;
        padding: var(--space-3) var(--space-4);
        color: var(--ink-soft);
      }
    `]}render(){return e`<div class="box" role="group" aria-label=${d.terminal} ?inert=${this.editing!==void 0}></div>
      ${this.screen===void 0?e`<p role="status">${d.loading}</p>`:n}
      ${this.editing===void 0?n:e`<lab-vi .editing=${this.editing.file} .left=${this.editing.left}></lab-vi>`}
      <div class="keys">
        ${h.map(({label:t,data:n})=>e`<button type="button" @click=${()=>this.press(n)}>${t.trim()}</button>`)}
      </div>`}press(e){this.screen?.typed(e),this.screen?.focus()}async firstUpdated(){let{Screen:e}=await m(async()=>{let{Screen:e}=await import(`./screen-B-fdvr2A.js`);return{Screen:e}},__vite__mapDeps([7,8,6]),import.meta.url),t={greeting:d.terminalGreeting,ended:d.terminalEnded};this.screen=new e(this.box,this.renderRoot,this.host,t,_(),this.edit),this.host.showEditor=e=>this.screen?.edit(e),matchMedia(`(prefers-color-scheme: dark)`).addEventListener(`change`,()=>this.screen?.recolour()),new MutationObserver(()=>this.screen?.recolour()).observe(document.documentElement,{attributeFilter:[`data-theme`]}),window.addEventListener(`pagehide`,()=>f(`history`,JSON.stringify(this.screen?.history.slice(-200)??[]))),this.screen.focus()}};l([o(s)],g.prototype,`host`,void 0),l([u(`.box`)],g.prototype,`box`,void 0),l([r()],g.prototype,`screen`,void 0),l([r()],g.prototype,`editing`,void 0),g=l([c(`lab-terminal`)],g);function _(){try{let e=JSON.parse(p(`history`)??`[]`);return Array.isArray(e)?e.filter(e=>typeof e==`string`):[]}catch{return[]}}export{g as TerminalElement};