import{i as e,l as t,n}from"./lit-BUxpUABm.js";import{a as r,i,n as a,o,r as s,s as c,t as l}from"./decorate-BAvrU1mz.js";import{t as u}from"./query-DDQkTGvL.js";import{s as d}from"./locale-CEVsirdM.js";import{n as f,t as p}from"./commands-ClMUlx-P.js";import{t as m}from"./state-CHUjFHv3.js";import{t as h}from"./dialog-B1tfE_4s.js";var g=class extends a{constructor(...e){super(...e),this.state=m,this.typed=``,this.at=0}static{this.styles=[i,h,t`
      input {
        width: 100%;
        padding: var(--space-3) var(--space-4);
        border: 0;
        border-bottom: 1px solid var(--line);
        background: none;
        color: var(--ink);
        font: var(--text-3) / 1.4 var(--sans);
      }
      input:focus-visible {
        outline: none;
        border-bottom-color: var(--focus);
      }
      [role="listbox"] {
        max-height: min(56vh, 480px);
        overflow: auto;
        padding: var(--space-1) 0;
      }
      [role="option"] {
        display: flex;
        justify-content: space-between;
        gap: var(--space-3);
        padding: 7px var(--space-4);
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      [aria-selected="true"] {
        background: var(--accent-wash);
      }
      kbd {
        color: var(--ink-soft);
        font: var(--text-0) / 1.6 var(--sans);
        white-space: nowrap;
      }
      p {
        margin: 0;
        padding: var(--space-3) var(--space-4);
        color: var(--ink-soft);
      }
    `]}render(){let t=this.found;return e`<dialog aria-label=${d.palette.title} @close=${this.closed} @click=${this.clickOutside}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant=${t.length===0?n:`option-${this.at}`}
        aria-label=${d.palette.title}
        placeholder=${d.palette.placeholder}
        spellcheck="false"
        autocomplete="off"
        @input=${this.type}
        @keydown=${this.press}
      />
      ${t.length===0?e`<p role="status">${d.palette.none}</p>`:e`<div role="listbox" id="found" aria-label=${d.palette.title}>${t.map((e,t)=>this.option(e,t))}</div>`}
    </dialog>`}get found(){return f(p(this.state),this.typed)}option(t,r){return e`<div
      role="option"
      id="option-${r}"
      aria-selected=${r===this.at?`true`:`false`}
      @mousemove=${()=>this.at=r}
      @click=${()=>this.choose(t)}
    >
      <span>${t.label}</span>${t.keys===void 0?n:e`<kbd>${t.keys}</kbd>`}
    </div>`}type(e){this.typed=e.target.value,this.at=0}async press(e){let t=this.found,n=e.key===`ArrowDown`?1:e.key===`ArrowUp`?-1:0,r=t[this.at];if(n!==0&&t.length>0)this.at=(this.at+n+t.length)%t.length;else if(e.key===`Enter`&&r!==void 0)this.choose(r);else return;e.preventDefault(),await this.updateComplete,this.renderRoot.querySelector(`[aria-selected="true"]`)?.scrollIntoView({block:`nearest`})}choose(e){this.chosen=e,this.dialog.close()}closed(){this.send({kind:`overlay`,overlay:void 0}),this.chosen!==void 0&&this.send(this.chosen.intent)}clickOutside(e){e.target===this.dialog&&this.dialog.close()}firstUpdated(){this.dialog.showModal()}};l([o(s)],g.prototype,`state`,void 0),l([r()],g.prototype,`typed`,void 0),l([r()],g.prototype,`at`,void 0),l([u(`dialog`)],g.prototype,`dialog`,void 0),g=l([c(`lab-palette`)],g);export{g as Palette};