import{i as e,l as t,n}from"./lit-BUxpUABm.js";import{a as r,i,n as a,o,r as s,s as c,t as l}from"./decorate-BAvrU1mz.js";import{s as u}from"./locale-CEVsirdM.js";import{s as d,u as f}from"./text-BJUfCWIH.js";import{r as p,t as m}from"./time-9kBGyCBf.js";import{t as h}from"./images-Canxd9GB.js";import{t as g}from"./sharing-CcmdbX5c.js";import{t as _}from"./containers-TN_9w5Ae.js";import"./diff-CaUsQtz5.js";import{t as v}from"./icon-C-MUDcWv.js";function y(e,t){let[n,r]=[e.steps,t.steps],i=x(n,r),a=[],[o,s]=[0,0];for(;o<n.length||s<r.length;){let[e,t]=[n[o],r[s]];e!==void 0&&t!==void 0&&b(e)===b(t)?(a.push({left:e,right:t,sameText:!0,sameLayer:e.layer?.diffId===t.layer?.diffId}),o+=1,s+=1):t===void 0||e!==void 0&&(i[o+1]?.[s]??0)>=(i[o]?.[s+1]??0)?(a.push({left:e,sameText:!1,sameLayer:!1}),o+=1):(a.push({right:t,sameText:!1,sameLayer:!1}),s+=1)}return a}function b(e){return`${e.row.stage} ${e.row.text}`}function x(e,t){let n=Array.from({length:e.length+1},()=>Array(t.length+1).fill(0));for(let r=e.length-1;r>=0;--r)for(let i=t.length-1;i>=0;--i){let a=n[r];a[i]=b(e[r])===b(t[i])?1+(n[r+1]?.[i+1]??0):Math.max(n[r+1]?.[i]??0,a[i+1]??0)}return n}var S={added:`A`,modified:`M`,removed:`D`},C=300,w=class extends a{constructor(...e){super(...e),this.images=[],this.containers=[],this.builds=[],this.left=``,this.right=``,this.open=``,this.asked=``}static{this.styles=[i,h,_,t`
      :host {
        height: auto;
        padding: 0;
        overflow: visible;
      }
      .choice {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin-bottom: var(--space-3);
      }
      .choice label {
        display: grid;
        flex: 1;
        gap: 2px;
        min-width: 150px;
        font-size: var(--text-0);
        color: var(--ink-soft);
      }
      .details {
        margin: 0;
        padding: 0;
        border: 0;
      }
      li button {
        flex: 1;
        display: flex;
        gap: var(--space-2);
        min-width: 0;
        text-align: left;
      }
      .details .text {
        display: block;
        padding-bottom: var(--space-2);
      }
    `]}render(){let t=this.options();return t.length<2?e`<p class="none">${u.difference.none}</p>`:e`<div class="choice">
        ${this.select(u.difference.before,t,this.left,e=>this.left=e)}
        ${this.select(u.difference.after,t,this.right,e=>this.right=e)}
      </div>
      ${this.result()}`}willUpdate(e){let t=this.options(),n=e=>t.some(t=>t.reference===e);n(this.right)||(this.right=t.at(-1)?.reference??``),n(this.left)||(this.left=t.at(-2)?.reference??``);let{left:r,right:i,difference:a}=this,o=a?.before===r&&a.after===i,s=e.has(`images`)||e.has(`containers`);t.length>1&&(!o||s&&a?.diff!==void 0&&this.isContainer(i))&&this.ask()}ask(){let{left:e,right:t}=this;(this.asked!==`${e} ${t}`||this.difference?.before===e)&&(this.asked=`${e} ${t}`,this.send({kind:`compareImages`,before:e,after:t}))}isContainer(e){return this.containers.some(t=>t.id===e)}options(){let e=[...this.images].sort((e,t)=>e.created-t.created).map(e=>{let t=this.builds.findLast(t=>t.image?.id===e.id);return{reference:e.id,label:t===void 0?g(e):`${g(e)} (${u.buildNumber(t.number)})`}}),t=this.containers.map(({id:e,name:t})=>({reference:e,label:u.difference.container(t)}));return[...e,...t]}select(t,n,r,i){return e`<label>
      ${t}
      <select @change=${e=>i(e.target.value)}>
        ${n.map(({reference:t,label:n})=>e`<option value=${t} ?selected=${t===r}>${n}</option>`)}
      </select>
    </label>`}result(){let{difference:t}=this;if(t===void 0||t.before!==this.left||t.after!==this.right)return e`<p role="status">${u.loading}</p>`;if(t.diff===void 0)return e`<p role="alert">${t.message}</p>`;let{diff:n}=t;return e`<p role="status">${u.difference.sum(n.sharedLayers,n.files.length,n.config.length)}</p>
      <div class="details">${this.config(n)}${this.files(n)}</div>`}config({config:t}){return t.length===0?n:e`<h3>${u.images.config}</h3>
      <div class="scroll" tabindex="0" role="region" aria-label=${u.images.config}>
        <table>
          <thead>
            <tr>
              <th scope="col">${u.difference.setting}</th>
              <th scope="col">${u.before}</th>
              <th scope="col">${u.now}</th>
            </tr>
          </thead>
          <tbody>
            ${t.map(({field:t,before:n,after:r})=>e`<tr>
                <th scope="row">${t}</th>
                <td class="mono">${n??u.nothing}</td>
                <td class="mono">${r??u.nothing}</td>
              </tr>`)}
          </tbody>
        </table>
      </div>`}files({files:t}){return t.length===0?n:e`<h3>${u.difference.files}</h3>
      <ol aria-label=${u.difference.files}>
        ${t.slice(0,C).map(e=>this.file(e))}
      </ol>
      ${t.length>C?e`<p>${u.moreFiles(t.length-C)}</p>`:n}`}file(t){let{path:r,change:i,diff:a,aspects:o,sizeBefore:s,sizeAfter:c}=t,l=this.open===r&&a!==void 0,f=e`<span class="by mono" title=${r}>${r}</span>
      <span>${i===`modified`?o.map(e=>u.difference.aspect[e]).join(`, `):``}</span>
      <span class="size">${d(i===`removed`?s:c)}</span>`;return e`<li>
        <span class="mark ${i}" title=${u.change[i]}><span aria-hidden="true">${S[i]}</span><span class="unseen">${u.change[i]}</span></span>
        ${a===void 0?f:e`<button type="button" aria-expanded=${l?`true`:`false`} @click=${()=>this.open=l?``:r}>${f}</button>`}
      </li>
      ${l?e`<li class="text"><lab-diff .diff=${a}></lab-diff></li>`:n}`}};l([o(s)],w.prototype,`images`,void 0),l([o(s)],w.prototype,`containers`,void 0),l([o(s)],w.prototype,`builds`,void 0),l([o(s)],w.prototype,`difference`,void 0),l([r()],w.prototype,`left`,void 0),l([r()],w.prototype,`right`,void 0),l([r()],w.prototype,`open`,void 0),w=l([c(`lab-difference`)],w);var T=class extends a{constructor(...e){super(...e),this.builds=[],this.images=[],this.containers=[],this.left=``,this.right=``}static{this.styles=[i,h,t`
      .choice {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        align-items: end;
        margin-bottom: var(--space-3);
      }
      label {
        display: grid;
        gap: 2px;
        font-size: var(--text-0);
        color: var(--ink-soft);
      }
      .fill {
        flex: 1;
      }
      td {
        vertical-align: top;
        padding: 4px var(--space-2);
        width: 25%;
      }
      .text {
        max-width: 200px;
        padding: 4px var(--space-2);
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .state {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        font-weight: 600;
      }
      .cached .state {
        color: var(--cached);
      }
      .missed .state {
        color: var(--broken);
      }
      .rebuilt .state {
        color: var(--rebuilt);
      }
      .created .state {
        color: var(--created);
      }
      .failed .state {
        color: var(--failed);
      }
      .facts {
        display: block;
        margin: 0;
      }
      .differs .layer {
        background: var(--rebuilt-face);
        color: var(--rebuilt);
      }
      tfoot td,
      tfoot th {
        background: var(--sunken);
        font-weight: 600;
      }
    `]}render(){return e`<h3>${u.compare.builds}</h3>
      ${this.builds.length===0?e`<p class="none">${u.compare.none}</p>`:this.twoBuilds()}
      <h3>${u.difference.title}</h3>
      <lab-difference
        .images=${this.images}
        .containers=${this.containers}
        .builds=${this.builds}
        .difference=${this.difference}
      ></lab-difference>`}twoBuilds(){let t=this.find(this.left)??this.builds.at(-2)??this.builds.at(-1),r=this.find(this.right)??this.builds.at(-1);return e`<div class="choice">
        ${this.select(u.compare.left,t,e=>this.left=e)} ${this.select(u.compare.right,r,e=>this.right=e)}
        <button type="button" class="action" ?disabled=${this.classic?.kind===`running`} @click=${this.useClassic}>
          ${v(`missed`)} ${this.classic?.kind===`running`?u.loading:u.compare.classic}
        </button>
      </div>
      ${this.classic?.kind===`failed`?e`<p role="alert">${this.classic.message}</p>`:n}
      <div class="scroll" tabindex="0" role="region" aria-label=${u.compare.table}>${this.table(t,r)}</div>`}options(){let e=this.builds.map((e,t)=>({value:String(t),label:u.buildNumber(e.number),build:e}));return this.classic?.kind===`done`?[...e,{value:`classic`,label:u.compare.classicBuild,build:this.classic.build}]:e}find(e){return this.options().find(t=>t.value===e)?.build}select(t,n,r){return e`<label>
      ${t}
      <select @change=${e=>r(e.target.value)}>
        ${this.options().map(({value:t,label:r,build:i})=>e`<option value=${t} ?selected=${i===n}>${r}</option>`)}
      </select>
    </label>`}useClassic(){this.left=String(this.builds.length-1),this.right=`classic`,this.send({kind:`classic`})}table(t,n){return e`<table>
      <thead>
        <tr>
          <th scope="col">${u.compare.instruction}</th>
          <th scope="col">${this.name(t)}</th>
          <th scope="col">${this.name(n)}</th>
        </tr>
      </thead>
      <tbody>
        ${y(t,n).map(e=>this.pair(e))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${u.compare.total}</th>
          <td>${this.total(t)}</td>
          <td>${this.total(n)}</td>
        </tr>
      </tfoot>
    </table>`}name(e){return this.options().find(t=>t.build===e)?.label??``}total(e){let{took:t}=p(e,[]),n=e.image?.layers??[],r=n.reduce((e,t)=>e+t.content,0);return`${u.baseLayers(n.length)}, ${d(r)}, ${m(t)}`}pair({left:t,right:n,sameText:r,sameLayer:i}){return e`<tr class=${r&&!i?`differs`:``}>
      <th scope="row" class="text mono">${(t??n)?.row.text}</th>
      ${this.cell(t)}${this.cell(n)}
    </tr>`}cell(t){if(t===void 0)return e`<td><span class="unseen">${u.compare.missing}</span>–</td>`;let{layer:r,seconds:i}=t;return e`<td class=${t.state}>
      <span class="state">${v(t.state)}${u.state[t.state]}</span>
      ${r===void 0?n:e`<span class="facts"><span class="layer mono">${f(r.diffId)}</span> ${d(r.content??r.tar)}
            ${i===void 0?``:m(i)}</span>`}
    </td>`}};l([o(s)],T.prototype,`builds`,void 0),l([o(s)],T.prototype,`classic`,void 0),l([o(s)],T.prototype,`images`,void 0),l([o(s)],T.prototype,`containers`,void 0),l([o(s)],T.prototype,`difference`,void 0),l([r()],T.prototype,`left`,void 0),l([r()],T.prototype,`right`,void 0),T=l([c(`lab-compare`)],T);export{T as Compare};