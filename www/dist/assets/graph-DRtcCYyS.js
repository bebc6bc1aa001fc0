import{i as e,l as t,n,o as r}from"./lit-BUxpUABm.js";import{i,n as a,o,r as s,s as c,t as l}from"./decorate-BAvrU1mz.js";import{s as u}from"./locale-CEVsirdM.js";import{a as d,o as f,t as p}from"./build-Bh0oWVcj.js";import{o as m}from"./text-BJUfCWIH.js";function h(e){let t=e.stages.map(({index:t,name:n,needed:r})=>{let i=e.steps.filter(e=>e.row.stage===t);return{id:`stage:${t}`,kind:`stage`,name:n===`stage-${t}`?String(t):n,needed:r,target:!1,steps:i}}),n=t.findLast(e=>e.needed),r=new Map(t.map(e=>[e.id,{...e,target:e===n}])),i=[];for(let t of e.stages){let n=`stage:${t.index}`;for(let{step:a,kind:o,name:s}of g(e,t.index)){let c=v(e,t.index,s,r,t.needed);c!==n&&!i.some(e=>e.from===c&&e.to===n&&e.kind===o)&&i.push({from:c,to:n,kind:o,step:a})}}return{nodes:y([...r.values()],i),edges:i}}function g(e,t){let n=[];for(let r of e.steps.filter(e=>e.row.stage===t)){let{id:i,text:a,keyword:o}=r.row;d(r)&&n.push({step:i,kind:`builds`,name:_(e,t,a)});let s=/^(?:COPY|ADD)\s(?:.*\s)?--from=(\S+)/is.exec(a)?.[1];if(s!==void 0&&n.push({step:i,kind:`copies`,name:s}),o===`RUN`)for(let e of a.matchAll(/--mount=(\S+)/g)){let t=/(?:^|,)from=([^,]+)/.exec(e[1]??``)?.[1];t!==void 0&&n.push({step:i,kind:`mounts`,name:t})}}return n}function _(e,t,n){let r=/^FROM\s+(?:--\S+\s+)*(\S+)/i.exec(n)?.[1]??`scratch`;return e.stages.some(e=>e.index<t&&e.name.toLowerCase()===r.toLowerCase())?r:e.stages.find(e=>e.index===t)?.base??r}function v(e,t,n,r,i){let a=e.stages.filter(e=>e.index<t).find(e=>e.name.toLowerCase()===n.toLowerCase()||String(e.index)===n);if(a!==void 0)return`stage:${a.index}`;let o=`image:${n}`,s=r.get(o);return r.set(o,{id:o,kind:`image`,name:m(n),needed:i||(s?.needed??!1),target:!1,steps:[]}),o}function y(e,t){let n=new Map,r=e=>{let i=n.get(e);if(i!==void 0)return i;let a=t.filter(t=>t.to===e).map(e=>r(e.from)+1),o=Math.max(0,...a);return n.set(e,o),o},i=new Map;return e.map(e=>{let t=r(e.id),n=i.get(t)??0;return i.set(t,n+1),{...e,column:t,row:n}})}function b(e){let t=e.filter(e=>!d(e)&&!f(e)&&e.state!==`unneeded`);return{cached:t.filter(e=>e.state===`cached`).length,of:t.length}}var x=176,S=58,C=20,w=54,T=14,E=34,D=20,O=class extends a{constructor(...e){super(...e),this.build=p}static{this.styles=[i,t`
      :host {
        height: 100%;
        overflow: auto;
        padding: var(--space-3);
      }
      svg {
        display: block;
        max-width: 100%;
        height: auto;
      }
      .node {
        cursor: pointer;
      }
      .node rect {
        fill: var(--surface);
        stroke: var(--line-strong);
        stroke-width: 1.5;
      }
      .image rect {
        fill: var(--base-face);
        stroke: var(--base-edge);
      }
      .image text {
        fill: var(--base-ink);
      }
      .target rect {
        fill: var(--created-face);
        stroke: var(--created-edge);
        stroke-width: 2.5;
      }
      .skipped rect {
        fill: none;
        stroke-dasharray: 4 4;
      }
      .skipped text {
        fill: var(--ink-soft);
      }
      .node:focus-visible {
        outline: none;
      }
      .node:focus-visible rect {
        stroke: var(--focus);
        stroke-width: 3;
      }
      text {
        fill: var(--ink);
        font: 600 13px var(--mono);
      }
      .small {
        font: 400 11.5px var(--sans);
      }
      .edge {
        fill: none;
        stroke: var(--ink-faint);
        stroke-width: 1.6;
      }
      .edge.copies {
        stroke: var(--accent);
        stroke-dasharray: 6 3;
      }
      .edge.mounts {
        stroke: var(--rebuilt);
        stroke-dasharray: 2 3;
      }
      .head {
        fill: var(--ink-faint);
      }
      h3 {
        margin: var(--space-4) 0 var(--space-1);
        font-size: var(--text-1);
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--text-1);
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 26px;
      }
      li svg {
        flex: none;
      }
      button {
        text-align: left;
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      p {
        margin: 0;
        color: var(--ink-soft);
      }
    `]}render(){if(this.build.stages.length===0)return e`<p>${u.graph.empty}</p>`;let t=h(this.build),n=1+Math.max(...t.nodes.map(e=>e.column)),r=62+(Math.max(...t.nodes.map(e=>e.row))+1)*196-C,i=28+n*112-w;return e`<svg viewBox="0 0 ${r} ${i}" width=${r} height=${i} role="group" aria-label=${u.graph.label}>
        <defs>
          <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
            <path class="head" d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        ${t.edges.map(e=>this.edge(t,e))} ${t.nodes.map(e=>this.node(e))}
      </svg>
      ${this.list(t)}`}place(e){return{x:48+e.row*196,y:T+e.column*112}}node(e){let{x:t,y:i}=this.place(e),a=this.stateOf(e),o=e.kind===`image`?u.graph.image(e.name):u.graph.stage(e.name,e.steps.length,a),s=()=>this.open(e),c=`${e.kind} ${e.target?`target`:``} ${e.needed?``:`skipped`}`,l=e.name.length>D?`${e.name.slice(0,19)}…`:e.name;return r`<g class="node ${c}" role=${e.kind===`stage`?`button`:`img`} aria-label=${o}
      tabindex=${e.kind===`stage`?0:n} @click=${s}
      @keydown=${e=>(e.key===`Enter`||e.key===` `)&&s()}>
      <title>${o}</title>
      <rect x=${t} y=${i} width=${x} height=${S} rx="8" />
      <text x=${t+12} y=${i+24}>${l}</text>
      <text class="small" x=${t+12} y=${i+43}>${e.kind===`image`?u.state.base:a}</text>
    </g>`}stateOf(e){if(!e.needed)return u.state.unneeded;let{cached:t,of:n}=b(e.steps);return u.graph.cached(t,n)}edge(e,t){let n=e.nodes.find(e=>e.id===t.from),i=e.nodes.find(e=>e.id===t.to);if(n===void 0||i===void 0)return r``;let[a,o]=[this.place(n),this.place(i)],s=t.kind===`builds`?0:t.kind===`copies`?26:-26;if(n.row===i.row&&i.column-n.column>1)return this.bypass(t,a,o,s);let[c,l,u,d]=[a.x+x/2+s,a.y+S,o.x+x/2+s,o.y-2],f=(d-l)/2;return r`<path class="edge ${t.kind}" marker-end="url(#tip)"
      d="M${c} ${l}C${c} ${l+f} ${u} ${d-f} ${u} ${d}" aria-hidden="true" />`}bypass({kind:e},t,n,i){let[a,o]=[t.y+S/2+i/2,n.y+S/2+i/2],s=t.x-E-i/4;return r`<path class="edge ${e}" marker-end="url(#tip)" aria-hidden="true"
      d="M${t.x} ${a}C${s} ${a} ${s} ${a} ${s} ${a+30}V${o-30}C${s} ${o} ${s} ${o} ${n.x-2} ${o}" />`}list({nodes:t,edges:n}){let r=e=>t.find(t=>t.id===e)?.name??e;return e`<h3>${u.graph.links}</h3>
      <ul>
        ${n.map(t=>e`<li>
            <svg width="28" height="8" aria-hidden="true"><path class="edge ${t.kind}" d="M0 4h28" /></svg>
            <button type="button" @click=${()=>this.send({kind:`open`,path:this.build.dockerfile,line:this.line(t.step)})}>
              ${u.graph[t.kind](r(t.from),r(t.to))}
            </button>
          </li>`)}
      </ul>`}line(e){return this.build.steps.find(t=>t.row.id===e)?.row.startLine??1}open(e){let[t]=e.steps;t!==void 0&&this.send({kind:`open`,path:this.build.dockerfile,line:t.row.startLine})}};l([o(s)],O.prototype,`build`,void 0),O=l([c(`lab-graph`)],O);export{O as GraphView};