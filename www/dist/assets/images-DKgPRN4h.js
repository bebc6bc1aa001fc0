import{i as e,l as t,n}from"./lit-BUxpUABm.js";import{a as r,i,n as a,o,r as s,s as c,t as l}from"./decorate-BAvrU1mz.js";import{s as u}from"./locale-CEVsirdM.js";import{n as d,t as f}from"./sharing-CcmdbX5c.js";import{d as p,s as m,u as h}from"./text-BJUfCWIH.js";import{t as g}from"./images-Canxd9GB.js";import"./changes-ADEPjImE.js";import"./copy-D-_zMKui.js";import{a as _}from"./container-CTtKlUJw.js";import{t as v}from"./icon-C-MUDcWv.js";var y={name:``,env:``,publish:``,command:``},b=class extends a{constructor(...e){super(...e),this.image=``,this.form=y}static{this.styles=[i,g,t`
      :host {
        height: auto;
        margin-top: var(--space-2);
        padding: var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-2);
        background: var(--sunken);
      }
      form {
        display: grid;
        gap: var(--space-2);
      }
      label {
        display: grid;
        gap: 2px;
        font-size: var(--text-0);
        color: var(--ink-soft);
      }
      input,
      textarea {
        width: 100%;
        font: var(--text-0) / 1.5 var(--mono);
      }
      textarea {
        min-height: 52px;
        padding: var(--space-1) var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        background: var(--surface);
        color: var(--ink);
        resize: vertical;
      }
      code {
        font: var(--text-0) / 1.5 var(--mono);
        overflow-wrap: anywhere;
      }
    `]}render(){let t=_({image:this.image,...this.form});return e`<form @submit=${e=>this.run(e,t)}>
      ${this.field(`name`,u.run.name,`web-ping`)}
      <label>
        ${u.run.env}
        <textarea rows="2" spellcheck="false" placeholder="TARGET=docker.com" .value=${this.form.env} @input=${e=>this.set(`env`,e)}></textarea>
      </label>
      ${this.field(`publish`,u.run.publish,`8080:80`)} ${this.field(`command`,u.run.command,``)}
      <code>${t}</code>
      <div class="actions"><button type="submit" class="action">${v(`play`)} ${u.run.button}</button></div>
    </form>`}field(t,n,r){return e`<label>
      ${n}
      <input spellcheck="false" autocomplete="off" placeholder=${r} .value=${this.form[t]} @input=${e=>this.set(t,e)} />
    </label>`}set(e,t){this.form={...this.form,[e]:t.target.value}}run(e,t){e.preventDefault(),this.send({kind:`command`,line:t})}};l([o(s)],b.prototype,`image`,void 0),l([r()],b.prototype,`form`,void 0),b=l([c(`lab-run`)],b);var x=50,S=class extends a{constructor(...e){super(...e),this.images=[],this.more=new Map,this.layerFiles=new Map,this.chosen=``,this.layer=``,this.running=!1}static{this.styles=[i,g]}render(){if(this.images.length===0)return e`<p class="none">${u.images.none}</p>`;let t=d(this.images);return e`<p class="sum">${u.images.sum(this.images.length,m(t.logical),m(t.physical))}</p>
      <ul class="list">
        ${this.images.map(e=>this.image(e,t))}
      </ul>
      ${this.map(t)}`}image(t,r){let i=r.weights.get(t.id)??{logical:0,shared:0,unique:0},a=Math.max(...[...r.weights.values()].map(e=>e.logical)),o=this.chosen===t.id;return e`<li class="image ${o?`open`:``}">
      <button type="button" class="head" aria-expanded=${o?`true`:`false`} @click=${()=>this.choose(o?``:t.id)}>
        ${v(`base`)}<span class="name mono">${f(t)}</span>
        <span class="weight">${m(i.logical)}</span>
      </button>
      ${this.bar(i,a)}
      <p class="facts">
        <lab-copy .value=${t.id} .short=${h(t.id)} .what=${u.imageId}></lab-copy>
        <span>${u.images.shared(m(i.shared))}</span><span>${u.images.unique(m(i.unique))}</span>
      </p>
      ${o?this.details(t):n}
    </li>`}bar({logical:t,shared:n},r){let i=100*p(t,r),a=t===0?0:n/t*i;return e`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="100" height="6" /><rect class="unique" width=${i} height="6" /><rect class="shared" width=${a} height="6" />
    </svg>`}details(t){let r=t.names[0]??t.id;return e`<div class="details">
      <div class="actions">
        <button type="button" class="action" aria-expanded=${this.running?`true`:`false`} @click=${()=>this.running=!this.running}>
          ${v(`play`)} ${u.run.button}
        </button>
        <button type="button" class="action" @click=${()=>this.send({kind:`saveImage`,reference:r,format:`oci`})}>
          ${v(`download`)} ${u.download}
        </button>
        <button type="button" class="action" @click=${()=>this.send({kind:`saveImage`,reference:r,format:`docker`})}>
          ${v(`download`)} docker save
        </button>
      </div>
      ${this.running?e`<lab-run .image=${r}></lab-run>`:n}
      <h3>${u.images.layers}</h3>
      <ol>
        ${[...t.layers].reverse().map(e=>this.layerRow(e))}
      </ol>
      ${this.known(this.more.get(t.id))}
    </div>`}choose(e){this.chosen=e,this.running=!1,e!==``&&!this.more.has(e)&&this.send({kind:`imageMore`,id:e})}layerRow(t){let r=this.layer===t.diffId;return e`<li>
        <button type="button" class="by mono" aria-expanded=${r?`true`:`false`} title=${t.createdBy} @click=${()=>this.chooseLayer(r?``:t.diffId)}>
          ${t.createdBy||h(t.diffId)}
        </button>
        ${t.modelled?e`<span class="tag" title=${u.modelledWhy}>${u.modelled}</span>`:n}
        <lab-copy .value=${t.diffId} .short=${h(t.diffId)} .what=${u.diffId}></lab-copy>
        <span class="size">${m(t.content)}</span>
      </li>
      ${r?e`<li class="files"><lab-changes .diffId=${t.diffId} .files=${this.layerFiles.get(t.diffId)}></lab-changes></li>`:n}`}chooseLayer(e){this.layer=e,e!==``&&this.send({kind:`layerFiles`,diffId:e})}known(t){return t===void 0?e`<p role="status">${u.loading}</p>`:e`${this.waste(t.waste)}${this.config(t.details)}${this.history(t.details)}`}waste({reclaimable:t,rows:n}){return e`<h3>${u.images.waste}</h3>
      <p class="none">${n.length===0?u.images.noWaste:u.images.reclaimable(m(t))}</p>
      <ol>
        ${n.slice(0,x).map(({path:t,bytes:n,cause:r,shipped:i})=>{let a=i.startLine;return e`<li>
            <span class="by mono" title=${i.createdBy}>${t}</span>
            <span>${u.images[r]}${a===void 0?``:`, ${u.images.line(a)}`}</span>
            <span class="size">${m(n)}</span>
          </li>`})}
      </ol>`}config({config:t}){let n=[...t.env.map(e=>[`ENV`,e]),[`ENTRYPOINT`,t.entrypoint.join(` `)],[`CMD`,t.cmd.join(` `)],[`WORKDIR`,t.workingDir??``],[`USER`,t.user??``],...t.exposedPorts.map(e=>[`EXPOSE`,e]),...t.volumes.map(e=>[`VOLUME`,e]),...Object.entries(t.labels).map(([e,t])=>[`LABEL`,`${e}=${t}`])];return e`<h3>${u.images.config}</h3>
      <ol>
        ${n.filter(([,e])=>e!==``).map(([t,n])=>e`<li><b class="mono">${t}</b><span class="by mono" title=${n}>${n}</span></li>`)}
      </ol>`}history({history:t,layers:n}){return e`<h3>${u.images.history}</h3>
      <ol>
        ${[...t].reverse().map(({createdBy:t,layer:r})=>e`<li>
            <span class="by mono" title=${t}>${t}</span>
            <span class="size">${m(r===void 0?0:n[r]?.content??0)}</span>
          </li>`)}
      </ol>`}map({layers:t}){return e`<h3 id="map">${u.images.map}</h3>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="map">
        <table>
          <thead>
            <tr>
              <th scope="col">${u.images.layer}</th>
              <th scope="col" class="size">${u.images.size}</th>
              ${this.images.map(t=>e`<th scope="col" class="mono">${f(t)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${t.map(({layer:t,images:n})=>e`<tr class=${n.size>1?`common`:``}>
                <th scope="row" class="mono" title=${t.createdBy}>${t.createdBy}</th>
                <td class="size">${m(t.content)}</td>
                ${this.images.map(t=>n.has(t.id)?e`<td class="cell"><span class="mark">${v(`cached`)}<span class="unseen">${u.images.holds}</span></span></td>`:e`<td class="cell"><span class="unseen">${u.images.lacks}</span></td>`)}
              </tr>`)}
          </tbody>
        </table>
      </div>`}};l([o(s)],S.prototype,`images`,void 0),l([o(s)],S.prototype,`more`,void 0),l([o(s)],S.prototype,`layerFiles`,void 0),l([r()],S.prototype,`chosen`,void 0),l([r()],S.prototype,`layer`,void 0),l([r()],S.prototype,`running`,void 0),S=l([c(`lab-images`)],S);export{S as Images};