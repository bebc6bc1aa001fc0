import{i as e,l as t}from"./lit-BUxpUABm.js";import{i as n,n as r,s as i,t as a}from"./decorate-BAvrU1mz.js";import{t as o}from"./query-DDQkTGvL.js";import{s}from"./locale-CEVsirdM.js";import{r as c}from"./commands-ClMUlx-P.js";import{t as l}from"./dialog-B1tfE_4s.js";import{t as u}from"./icon-C-MUDcWv.js";var d=class extends r{static{this.styles=[n,l,t`
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--space-2) var(--space-4);
        margin: 0;
      }
      dt {
        font: 600 var(--text-1) / 1.5 var(--mono);
      }
      dd {
        margin: 0;
      }
    `]}render(){return e`<dialog aria-label=${s.shortcuts.title} @close=${()=>this.send({kind:`overlay`,overlay:void 0})}>
      <div class="pane-head">
        <h2 class="pane-title">${s.shortcuts.title}</h2>
        <button type="button" class="quiet" aria-label=${s.close} @click=${()=>this.dialog.close()}>${u(`close`)}</button>
      </div>
      <dl class="body">
        ${c().map(({keys:t,label:n})=>e`<dt>${t}</dt>
            <dd>${n}</dd>`)}
      </dl>
    </dialog>`}firstUpdated(){this.dialog.showModal()}};a([o(`dialog`)],d.prototype,`dialog`,void 0),d=a([i(`lab-shortcuts`)],d);export{d as Shortcuts};