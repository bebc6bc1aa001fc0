import{i as e,l as t,n}from"./lit-BUxpUABm.js";import{i as r,n as i,o as a,r as o,s,t as c}from"./decorate-BAvrU1mz.js";import{t as l}from"./query-DDQkTGvL.js";import{s as u}from"./locale-CEVsirdM.js";import{s as d}from"./text-BJUfCWIH.js";import"./diff-CaUsQtz5.js";import{t as f}from"./icon-C-MUDcWv.js";var p=[[`name`,0,100],[`mode`,100,8],[`uid`,108,8],[`gid`,116,8],[`size`,124,12],[`mtime`,136,12],[`chksum`,148,8],[`typeflag`,156,1],[`linkname`,157,100],[`magic`,257,8],[`uname`,265,32],[`gname`,297,32],[`devmajor`,329,8],[`devminor`,337,8],[`prefix`,345,155]];function m(e){let t=(t,n)=>new TextDecoder().decode(e.subarray(t,t+n)).replace(/\0.*$/s,``).trim();return p.map(([e,n,r])=>({name:e,offset:n,text:t(n,r)})).filter(e=>e.text!==``)}function h(e){let t=[];for(let n=0;n<e.length;n+=16){let r=[...e.subarray(n,n+16)];t.push({offset:n.toString(16).padStart(4,`0`),hex:r.map(e=>e.toString(16).padStart(2,`0`)).join(` `),text:r.map(e=>e>=32&&e<127?String.fromCharCode(e):`·`).join(``)})}return t}function g(e){return/^(00 ?)+$/.test(e)}var _=2e5,v=class extends i{static{this.styles=[r,t`
      dialog {
        width: min(820px, calc(100vw - 32px));
        max-height: min(80vh, 760px);
        padding: 0;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-2);
        background: var(--surface);
        color: var(--ink);
        box-shadow: 0 16px 64px #0006;
      }
      dialog::backdrop {
        background: #0008;
      }
      .pane-title {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-family: var(--mono);
        color: var(--ink);
      }
      pre {
        margin: 0;
        padding: var(--space-4);
        overflow: auto;
        max-height: calc(min(80vh, 760px) - 96px);
        font: var(--text-1) / 1.6 var(--mono);
        tab-size: 4;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        justify-content: flex-end;
        padding: var(--space-2) var(--space-4);
        border-top: 1px solid var(--line);
      }
      .action {
        min-height: 30px;
        padding: 0 var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        font-weight: 600;
      }
      .action[aria-pressed="true"] {
        border-color: var(--accent);
        color: var(--accent);
      }
      .header,
      lab-diff {
        max-height: calc(min(80vh, 760px) - 100px);
        overflow: auto;
      }
      .header h3 {
        margin: 0;
        padding: var(--space-2) var(--space-4);
        font-size: var(--text-1);
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 2px var(--space-3);
        margin: 0;
        padding: 0 var(--space-4);
        font: var(--text-0) / 1.6 var(--mono);
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .hex {
        padding: 0 var(--space-4) var(--space-3);
        overflow-x: auto;
        font: var(--text-0) / 1.6 var(--mono);
        white-space: pre;
      }
      p {
        margin: 0;
        padding: var(--space-4);
        color: var(--ink-soft);
      }
    `]}render(){let{preview:t}=this;return e`<dialog aria-label=${t?.title??``} @close=${()=>this.send({kind:`closePreview`})}>
      ${t===void 0?n:e`<div class="pane-head">
              <h2 class="pane-title">${t.title}</h2>
              <button type="button" class="quiet" aria-label=${u.close} @click=${()=>this.dialog.close()}>${f(`close`)}</button>
            </div>
            ${this.content(t)}`}
    </dialog>`}content(t){let{content:r,layer:i,fix:a}=t;return e`${this.body(r)}
    ${i===void 0?n:e`<div class="foot">
          ${this.way(`layerFile`,u.tarHeader.content,r.kind===`text`||r.kind===`binary`,i)}
          ${this.way(`layerDiff`,u.diff,r.kind===`diff`,i)}
          ${this.way(`layerHeader`,u.tarHeader.show,r.kind===`header`,i)}
        </div>`}
    ${a===void 0?n:e`<div class="foot"><button type="button" class="action" @click=${()=>this.apply(a)}>${u.fix.apply}</button></div>`}`}way(t,n,r,i){return e`<button type="button" class="action" aria-pressed=${r?`true`:`false`} @click=${()=>this.send({kind:t,...i})}>
      ${n}
    </button>`}apply(e){this.send({kind:`fix`,...e}),this.dialog.close()}header(t){let r=h(t);return e`<div class="header" tabindex="0" role="region" aria-label=${u.tarHeader.show}>
      <p>${u.tarHeader.about} ${t.length>512?u.tarHeader.extended:``}</p>
      <h3>${u.tarHeader.fields}</h3>
      <dl>
        ${m(t.subarray(t.length-512)).map(({name:t,text:n})=>e`<dt>${t}</dt><dd>${n}</dd>`)}
      </dl>
      <h3>${u.tarHeader.bytes}</h3>
      <div class="hex">
        ${r.map((t,i)=>g(t.hex)?i>0&&g(r[i-1].hex)?n:e`<div>${u.tarHeader.empty}</div>`:e`<div>${t.offset}  ${t.hex.padEnd(47)}  ${t.text}</div>`)}
      </div>
    </div>`}body(t){return t.kind===`header`?this.header(t.bytes):t.kind===`diff`?e`<lab-diff .diff=${t.diff}></lab-diff>`:t.kind===`binary`?e`<p>${u.binary(d(t.size))}</p>`:t.text===``?e`<p>${u.emptyFile}</p>`:e`<pre tabindex="0">${t.text.slice(0,_)}</pre>`}updated(){this.preview!==void 0&&!this.dialog.open&&this.dialog.showModal(),this.preview===void 0&&this.dialog.open&&this.dialog.close()}};c([a(o)],v.prototype,`preview`,void 0),c([l(`dialog`)],v.prototype,`dialog`,void 0),v=c([s(`lab-preview`)],v);export{v as FilePreview};