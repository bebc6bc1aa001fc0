const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["./vim-D47NVRXP.js","./theme-C5RU8ov2.js"])))=>i.map(i=>d[i]);
import{i as e,l as t,n}from"./lit-BUxpUABm.js";import{a as r,i,n as a,o,r as s,s as c,t as l}from"./decorate-BAvrU1mz.js";import{t as u}from"./query-DDQkTGvL.js";import{s as d}from"./locale-CEVsirdM.js";import{a as f,r as p}from"./text-BJUfCWIH.js";import{t as m}from"./preload-helper-BQUUbbNx.js";var h=class extends a{constructor(...e){super(...e),this.left=()=>{},this.said=``}static{this.styles=[i,t`
      :host {
        display: flex;
        flex-direction: column;
        position: absolute;
        inset: 0;
        background: var(--sunken);
        z-index: 2;
      }
      .box {
        flex: 1;
        min-height: 0;
      }
      footer {
        display: flex;
        flex: none;
        align-items: center;
        gap: var(--space-2);
        padding: var(--space-1) var(--space-3);
        border-top: 1px solid var(--line);
        color: var(--ink-soft);
        font-size: var(--text-1);
      }
      footer span {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      footer button {
        flex: none;
        min-height: 28px;
        padding: 0 var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
      }
    `]}render(){let{program:t}=this.editing;return e`<div class="box"></div>
      <footer>
        <span>${this.editing.path} · ${g(t)?d.vi.how:d.vi.plain}</span>
        <span role="status">${this.said}</span>
        ${this.editor===void 0?n:e`<button type="button" @click=${()=>void this.editor?.saveAndQuit()}>${d.vi.save}</button>
              <button type="button" @click=${()=>this.editor?.quit(!0)}>${d.vi.leave}</button>`}
      </footer>`}disconnectedCallback(){super.disconnectedCallback(),this.editor?.destroy()}async firstUpdated(){let{path:e,bytes:t,program:n,save:r}=this.editing,{OverTerminalEditor:i}=await m(async()=>{let{OverTerminalEditor:e}=await import(`./vim-D47NVRXP.js`);return{OverTerminalEditor:e}},__vite__mapDeps([0,1]),import.meta.url);if(!this.isConnected)return;let a={text:p(t??new Uint8Array)??``,label:d.editorOf(e),modal:g(n)},o={save:e=>r(f(e)),close:()=>this.left(),say:e=>this.said=e};this.editor=new i(this.box,this.renderRoot,a,o)}};l([o(s)],h.prototype,`editing`,void 0),l([o(s)],h.prototype,`left`,void 0),l([u(`.box`)],h.prototype,`box`,void 0),l([r()],h.prototype,`said`,void 0),l([r()],h.prototype,`editor`,void 0),h=l([c(`lab-vi`)],h);function g(e){return e===`vi`||e===`vim`}export{h as ViElement};