import{i as e,l as t,n}from"./lit-BUxpUABm.js";import{i as r,n as i,o as a,r as o,s,t as c}from"./decorate-BAvrU1mz.js";import{s as l}from"./locale-CEVsirdM.js";import{o as u}from"./build-Bh0oWVcj.js";import{s as d,u as f}from"./text-BJUfCWIH.js";import"./changes-ADEPjImE.js";import"./copy-D-_zMKui.js";import{o as p}from"./sentence-XmbPSHbn.js";import"./diff-CaUsQtz5.js";var m=class extends i{constructor(...e){super(...e),this.reasons=[]}static{this.styles=[r,t`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li + li {
        margin-top: var(--space-3);
      }
      p {
        margin: 0 0 var(--space-1);
        font-weight: 600;
        font-size: var(--text-1);
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px var(--space-3);
        margin: 0;
        font-size: var(--text-0);
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        margin: 0;
        font-family: var(--mono);
        overflow-wrap: anywhere;
      }
    `]}render(){return e`<ul aria-label=${l.evidence}>
      ${this.reasons.map(t=>e`<li>${this.reasons.length>1?e`<p>${p(t)}</p>`:n}${this.proof(t)}</li>`)}
    </ul>`}proof(t){switch(t.kind){case`file`:return t.diff===void 0?this.values(t.before,t.after):e`<lab-diff .diff=${t.diff}></lab-diff>`;case`instruction`:case`variable`:case`base`:case`option`:return this.values(t.before,t.after);default:return n}}values(t,r){return t===void 0&&r===void 0?n:e`<dl>
      <dt>${l.before}</dt>
      <dd>${t??l.nothing}</dd>
      <dt>${l.now}</dt>
      <dd>${r??l.nothing}</dd>
    </dl>`}};c([a(o)],m.prototype,`reasons`,void 0),m=c([s(`lab-evidence`)],m);var h=class extends i{constructor(...e){super(...e),this.dockerfile=``,this.baseLayers=[]}static{this.styles=[r,t`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
        font-size: var(--text-1);
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-4);
        font-size: var(--text-0);
      }
      .place {
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      p {
        margin: 0;
        overflow-wrap: anywhere;
      }
      h3 {
        margin: 0 0 var(--space-1);
        font-size: var(--text-0);
        font-weight: 600;
      }
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--text-0);
      }
      li {
        display: flex;
        gap: var(--space-3);
        align-items: center;
        min-height: 24px;
      }
      .by {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-family: var(--mono);
      }
    `]}willUpdate(e){let t=this.step.layer?.diffId;(e.has(`step`)||e.has(`files`))&&t!==void 0&&this.files===void 0&&this.send({kind:`layerFiles`,diffId:t})}render(){let{step:t}=this;return e`${t.error===void 0?n:e`<p role="alert">${t.error}</p>`}
    ${t.miss===void 0?n:e`<lab-evidence .reasons=${t.miss.reasons}></lab-evidence>`}
    ${u(t)?e`<p>${l.metadataWhy}</p>`:n}
    <div class="facts">
      <button
        type="button"
        class="place mono"
        @click=${()=>this.send({kind:`open`,path:this.dockerfile,line:t.row.startLine})}
      >
        ${this.dockerfile}:${t.row.startLine}
      </button>
      ${t.seconds===void 0?n:e`<span title=${l.simulatedWhy}>${l.took(t.seconds.toFixed(1))}</span>`}
      ${t.layer===void 0?n:e`<span title=${l.tarWhy}>${l.tar(d(t.layer.tar))}</span>
            <span
              >${l.diffId}
              <lab-copy .value=${t.layer.diffId} .short=${f(t.layer.diffId)} .what=${l.diffId}></lab-copy
            ></span>`}
    </div>
    ${this.baseLayers.length===0?n:this.base()}
    ${t.layer===void 0?n:this.layer(t.layer.diffId)}`}layer(t){return e`<section>
      <h3>${l.layerFiles}</h3>
      <lab-changes .diffId=${t} .files=${this.files}></lab-changes>
    </section>`}base(){return e`<section>
      <h3>${l.baseLayerList}</h3>
      <ol>
        ${this.baseLayers.map(t=>e`<li>
              <span class="by" title=${t.createdBy}>${t.createdBy}</span>
              <lab-copy .value=${t.diffId} .short=${f(t.diffId)} .what=${l.diffId}></lab-copy>
              <span>${d(t.content)}</span>
            </li>`)}
      </ol>
    </section>`}};c([a(o)],h.prototype,`step`,void 0),c([a(o)],h.prototype,`dockerfile`,void 0),c([a(o)],h.prototype,`files`,void 0),c([a(o)],h.prototype,`baseLayers`,void 0),h=c([s(`lab-step-details`)],h);export{h as StepDetails};