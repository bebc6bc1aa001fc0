import{i as e,n as t}from"./lit-BUxpUABm.js";import{a as n,i as r,n as i,o as a,r as o,s,t as c}from"./decorate-BAvrU1mz.js";import{s as l}from"./locale-CEVsirdM.js";import{i as u}from"./container-CTtKlUJw.js";import{t as d}from"./containers-TN_9w5Ae.js";import{t as f}from"./images-Canxd9GB.js";import{t as p}from"./icon-C-MUDcWv.js";var m=1e3,h={running:`play`,exited:`stopped`,created:`waiting`,paused:`stop`,restarting:`rebuilt`},g={A:`added`,C:`modified`,D:`removed`},_=300,v=`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,y=class extends i{constructor(...e){super(...e),this.containers=[],this.more=new Map,this.chosen=``,this.path=`/`,this.asText=!1}static{this.styles=[r,f,d]}connectedCallback(){super.connectedCallback(),this.look(),this.timer=setInterval(()=>this.containers.some(b)&&this.look(),m)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer)}render(){return this.containers.length===0?e`<p class="none">${l.containers.none}</p>`:e`<ul class="list" aria-label=${l.side.containers}>
      ${this.containers.map(e=>this.container(e))}
    </ul>`}look(){this.send({kind:`containers`,...this.chosen!==``&&{id:this.chosen}})}container(n){let{id:r,name:i,image:a,state:o,status:s}=n,c=this.chosen===r;return e`<li class="image ${c?`open`:``}">
      <button type="button" class="head" aria-expanded=${c?`true`:`false`} @click=${()=>this.choose(c?``:r)}>
        <span class="state ${o}">${p(h[o]??`stopped`)}</span><span class="name mono">${i}</span>
        <span class="weight">${s}</span>
      </button>
      <p class="facts"><span class="mono">${a}</span></p>
      <div class="actions">
        ${b(n)?this.action(`stop`,l.containers.stop(i),l.containers.stopShort,`docker container stop ${u(i)}`):this.action(`play`,l.containers.start(i),l.containers.startShort,`docker container start ${u(i)}`)}
        ${this.action(`trash`,l.containers.remove(i),l.containers.removeShort,`docker container rm --force ${u(i)}`)}
        ${n.ports.map(e=>this.portButton(n,e))}
      </div>
      ${c?this.details(n):t}
    </li>`}action(t,n,r,i){return e`<button type="button" class="action" aria-label=${n} title=${i} @click=${()=>this.send({kind:`command`,line:i})}>
      ${p(t)} ${r}
    </button>`}portButton(t,n){return e`<button type="button" class="action" ?disabled=${!b(t)} @click=${()=>this.visit(t.id,n,`/`)}>
      ${p(`link`)} localhost:${n.host}
    </button>`}choose(e){this.chosen=e,this.look()}visit(e,t,n){this.chosen=e,this.path=n,this.send({kind:`visit`,container:e,port:t,path:n})}details(n){let r=this.more.get(n.id);return e`<div class="details">
      ${this.page?.container===n.id?this.browser(this.page):t}
      <h3>${l.containers.log}</h3>
      ${r===void 0?e`<p role="status">${l.loading}</p>`:e`<pre class="log" role="log" tabindex="0" aria-label=${l.containers.log}>${r.log===``?l.containers.silent:r.log}</pre>
            <h3>${l.containers.changes}</h3>
            ${this.changes(r)}`}
    </div>`}changes({changes:n}){return n.length===0?e`<p class="none">${l.containers.unchanged}</p>`:e`<ol>
        ${n.slice(0,_).map(({kind:t,path:n})=>{let r=g[t];return e`<li>
            <span class="mark ${r}" title=${l.change[r]}><span aria-hidden="true">${t}</span><span class="unseen">${l.change[r]}</span></span>
            <span class="by mono" title=${n}>${n}</span>
          </li>`})}
      </ol>
      ${n.length>_?e`<p>${l.moreFiles(n.length-_)}</p>`:t}`}browser({container:t,port:n,answer:r}){return e`<section class="browser" aria-label=${l.containers.page}>
      <form @submit=${e=>this.go(e,t,n)}>
        <span class="mono">localhost:${n.host}</span>
        <input class="mono" aria-label=${l.containers.path} .value=${this.path} @input=${e=>this.path=e.target.value} />
        <button type="submit" class="action">${l.containers.open}</button>
      </form>
      ${this.answer(r)}
    </section>`}answer(n){if(n.kind===`loading`)return e`<p role="status">${l.loading}</p>`;if(n.kind===`nobody`)return e`<p role="status">${l.containers.nobody}</p>`;let r=n.type===`text/html`;return e`<p class="facts" role="status">
        <span>HTTP ${n.status}</span><span>${n.type}</span>
        ${r?e`<label><input type="checkbox" .checked=${this.asText} @change=${()=>this.asText=!this.asText} /> ${l.containers.source}</label>`:t}
      </p>
      ${r&&!this.asText?e`<iframe sandbox="" title=${l.containers.page} .srcdoc=${v+n.text}></iframe>`:e`<pre class="log" tabindex="0">${n.text}</pre>`}`}go(e,t,n){e.preventDefault(),this.visit(t,n,this.path.startsWith(`/`)?this.path:`/${this.path}`)}};c([a(o)],y.prototype,`containers`,void 0),c([a(o)],y.prototype,`more`,void 0),c([a(o)],y.prototype,`page`,void 0),c([n()],y.prototype,`chosen`,void 0),c([n()],y.prototype,`path`,void 0),c([n()],y.prototype,`asText`,void 0),y=c([s(`lab-containers`)],y);function b({state:e}){return e===`running`||e===`paused`||e===`restarting`}export{y as ContainersElement};