import{i as e,l as t}from"./lit-BUxpUABm.js";import{a as n,i as r,n as i,o as a,r as o,s,t as c}from"./decorate-BAvrU1mz.js";import{t as l}from"./query-DDQkTGvL.js";import{t as u}from"./download-DjNvyrGG.js";import{s as d}from"./locale-CEVsirdM.js";import{t as f}from"./state-CHUjFHv3.js";import{t as p}from"./dialog-B1tfE_4s.js";import{t as m}from"./icon-C-MUDcWv.js";var h=2e3,g=8e3,_=class extends i{constructor(...e){super(...e),this.state=f,this.link=async()=>``,this.hash=``,this.copied=``}static{this.styles=[r,p,t`
      p {
        margin: 0 0 var(--space-3);
        color: var(--ink-soft);
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--space-1) var(--space-2);
        margin-bottom: var(--space-3);
      }
      label {
        grid-column: 1 / -1;
        font-size: var(--text-1);
        font-weight: 600;
      }
      textarea {
        width: 100%;
        height: 34px;
        padding: 6px var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        background: var(--sunken);
        color: var(--ink);
        font: var(--text-0) / 1.6 var(--mono);
        resize: none;
        white-space: pre;
        overflow: hidden;
      }
      .many textarea {
        height: 78px;
      }
      .copy {
        min-width: 92px;
        height: 34px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        font-weight: 600;
      }
      .copy:hover {
        border-color: var(--accent);
        color: var(--accent);
      }
    `]}render(){return e`<dialog aria-label=${d.share.title} @close=${()=>this.send({kind:`overlay`,overlay:void 0})}>
      <div class="pane-head">
        <h2 class="pane-title">${d.share.title}</h2>
        <button type="button" class="quiet" aria-label=${d.close} @click=${()=>this.dialog.close()}>${m(`close`)}</button>
      </div>
      <div class="body">
        <p>${d.share.how}</p>
        ${this.hash===``?e`<p role="status">${d.loading}</p>`:this.rows().map(e=>this.row(e))}
        ${this.hash.length>g?e`<p>${d.share.long(this.hash.length)}</p>`:``}
      </div>
      <span class="unseen" role="status">${this.copied===``?``:d.copied}</span>
    </dialog>`}rows(){let e=location.href.replace(/[?#].*$/,``),t=e+this.hash,n=new URL(`embed.html`,e).href+this.hash,r=this.state.tag.replace(/[[\]<>&"]/g,``),i=`<iframe src="${n}" title="Layerlab: ${r}" width="100%" height="420" loading="lazy" allow="clipboard-write"></iframe>`;return[{id:`link`,label:d.share.link,text:t},{id:`markdown`,label:d.share.markdown,text:`[Layerlab: ${r}](${t})`},{id:`embed`,label:d.share.embed,text:i},{id:`docker`,label:d.share.docker,text:this.docker()}]}docker(){let{tag:e,build:t}=this.state;return[`unzip project.zip -d project`,`docker image build --tag ${e} ${t.dockerfile===`Dockerfile`?``:`--file ${t.dockerfile} `}project`,`docker image load --input ${u(e)}`].join(`
`)}row({id:t,label:n,text:r}){return e`<div class="row ${t===`docker`?`many`:``}">
      <label for=${t}>${n}</label>
      <textarea id=${t} readonly .value=${r} spellcheck="false" @focus=${e=>e.target.select()}></textarea>
      <button type="button" class="copy" aria-label=${d.copy(n)} @click=${()=>this.copy(t,r)}>${this.copied===t?d.copied:d.share.copy}</button>
    </div>`}async copy(e,t){await navigator.clipboard.writeText(t),this.copied=e,setTimeout(()=>this.copied=``,h)}async firstUpdated(){this.dialog.showModal(),this.hash=await this.link()}};c([a(o)],_.prototype,`state`,void 0),c([a(o)],_.prototype,`link`,void 0),c([n()],_.prototype,`hash`,void 0),c([n()],_.prototype,`copied`,void 0),c([l(`dialog`)],_.prototype,`dialog`,void 0),_=c([s(`lab-share`)],_);export{_ as Share};