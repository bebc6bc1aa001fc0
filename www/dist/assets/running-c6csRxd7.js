const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["./lesson-Btj6Nr3y.js","./lesson-D8M4uU3K.js","./lit-BUxpUABm.js","./decorate-BAvrU1mz.js","./locale-CEVsirdM.js","./preload-helper-BQUUbbNx.js","./progress-CoKRa0gK.js","./words-C1PxdRxV.js","./icon-C-MUDcWv.js","./bench-GEq0BuBi.js","./text-BJUfCWIH.js","./command-B7z2_9gc.js","./build-Bh0oWVcj.js","./never-W8cYibiA.js","./sharing-CcmdbX5c.js","./teacher-BbpbfO75.js","./project-DJuWh5O1.js","./lab-C1dpLpGa.js","./tree-C1J8p9mV.js"])))=>i.map(i=>d[i]);
import{t as e}from"./lab-C1dpLpGa.js";import{o as t,r as n,s as r}from"./locale-CEVsirdM.js";import{t as i}from"./query-DDQkTGvL.js";import{c as a,d as o,o as s,r as c,s as l}from"./share-DT1wFFZh.js";import{t as u}from"./command-B7z2_9gc.js";import{n as d}from"./project-DJuWh5O1.js";import{c as f}from"./text-BJUfCWIH.js";import{t as p}from"./preload-helper-BQUUbbNx.js";import{i as m,l as h,n as g}from"./lit-BUxpUABm.js";import{a as _,i as v,n as y,o as b,r as x,s as S,t as C}from"./decorate-BAvrU1mz.js";import{i as w}from"./format-CPtH1Js8.js";import{t as T}from"./state-CHUjFHv3.js";var E=class{constructor(e,t){this.queue=[],this.ended=!1,this.wake=()=>{},this.controller=new AbortController;let n=()=>this.controller.abort();t?.aborted&&n(),t?.addEventListener(`abort`,n),this.result=this.pump(e(this.controller.signal)).finally(()=>t?.removeEventListener(`abort`,n)),this.result.catch(()=>{})}cancel(){this.controller.abort()}async*[Symbol.asyncIterator](){let e=!1;try{for(;;){let e=this.queue.shift();if(e!==void 0)yield e;else if(this.ended)break;else await new Promise(e=>this.wake=e)}if(e=!0,this.failure!==void 0)throw this.failure.error}finally{e||this.cancel()}}async pump(e){try{for(;;){let t=await e.next();if(t.done)return t.value;this.queue.push(t.value),this.wake()}}catch(e){throw this.failure={error:e},e}finally{this.ended=!0,this.wake()}}};function D(e,t,n){let{signal:r,stdin:i,...a}=n,o=typeof t==`string`?N(t):[...t],s=typeof i==`string`?new TextEncoder().encode(i):i,c={...k(a),...s&&{stdin:s},project:!0};return new E(t=>A(e.exec(o,{...c,signal:t})),r)}async function O(e,t,n){return new E(()=>A(e.exec(t,{...n&&{stdin:n}}))).result}function k(e){return Object.fromEntries(Object.entries(e).filter(([,e])=>e!==void 0))}async function*A(t,n=()=>{}){let r={stdout:new TextDecoder,stderr:new TextDecoder},i={stdout:``,stderr:``};for await(let e of t){n(e);for(let{stream:t,bytes:n}of e.output){let e=r[t].decode(n,{stream:!0});i[t]+=e,e!==``&&(yield{stream:t,text:e})}if(e.exitCode!==void 0)return{exitCode:e.exitCode,...i}}throw new e(`internal`,`the command ended without an exit code`)}var j=/(?:[^\s"'\\]|\\[^]|"(?:[^"\\]|\\[^])*"|'[^']*')+/y,M=/\\([^])|"((?:[^"\\]|\\[^])*)"|'([^']*)'|([^"'\\]+)/g;function N(t){let n=[];for(let r=0;r<t.length;){j.lastIndex=r;let i=j.exec(t)?.[0];if(i!==void 0)n.push(i.replace(M,(e,t,n,r,i)=>t??n?.replace(/\\(["\\$`])/g,`$1`)??r??i)),r+=i.length;else if(/\s/.test(t[r]??``))r++;else throw new e(`bad-argument`,`a quote or backslash is left open: ${t.slice(r)}`)}return n[0]===`docker`||n[0]===`layerlab`?n.slice(1):n}var P=class{constructor(e,t){this.source=e,this.tell=t,this.store=new l,this.files=new s(this.store,()=>{}),this.queue=Promise.resolve(),this.store.dispatch({kind:`tag`,tag:e.name})}async start(){this.lab=await a({now:Math.floor(Date.now()/1e3),onRestart:e=>this.files.reload(e)}),this.empty=await this.lab.stateIndex(),await this.fill(),this.store.dispatch({kind:`phase`,phase:`ready`}),this.tell(`ready`,{})}async show(e){this.source=e,this.store.dispatch({kind:`tag`,tag:e.name}),await this.fill()}async reset(){this.building?.cancel(),await this.building?.result,await this.fill()}dispose(){this.building?.cancel(),this.lab?.dispose(),this.lab=void 0}async handle(e){switch(e.kind){case`edit`:return this.edit(e.path,e.text);case`build`:await this.build();return;case`cancel`:return this.building?.cancel();case`open`:return this.job(t=>this.files.open(t,e.path,e.line));case`close`:return this.job(t=>this.files.close(t,e.path));case`create`:return this.change(t=>this.files.create(t,e.path,e.folder));case`rename`:return this.change(t=>this.files.rename(t,e.from,e.to));case`remove`:return this.change(t=>this.files.remove(t,e.path));case`mode`:return this.change(t=>this.files.setMode(t,e.path,e.mode));case`fix`:return this.change(t=>this.files.fix(t,e.path,e.fix));case`reset`:return this.reset();case`select`:return this.store.dispatch({kind:`selected`,step:e.step});case`layerFiles`:return this.showLayer(e.diffId);default:return}}async build(){let{open:e,tag:t}=this.store.state,n=e!==void 0&&f(e.path)?e.path:`Dockerfile`,r=n===`Dockerfile`?``:` --file ${n}`;return this.begin({dockerfile:n,tags:[t]},`docker image build --tag ${t}${r} .`).result}async command(e,t){let n=u(e);if(n!==void 0){let r=n.builder??(t===`book`?`classic`:`buildkit`);return I(this.begin({...n,builder:r},e))}await this.job(e=>this.files.flush(e));let r=D(this.engine(),e,{...t&&{profile:t}});return r.result.then(async({exitCode:t,stdout:n,stderr:r})=>{await this.job(e=>this.files.follow(e)),this.lesson?.bench.ended({line:e,exitCode:t,printed:n+r}),await this.lesson?.look()}).catch(()=>{}),r}async save(t){let{image:n}=this.store.state.build;if(n===void 0)throw new e(`no-such-image`,`nothing has been built yet`);return this.engine().save(n.tags[0]??n.id,t)}async load(t){let{exitCode:n,stdout:r,stderr:i}=await O(this.engine(),[`image`,`load`],t);if(n!==0)throw new e(`invalid-archive`,i.trim());return r.trim()}async link(){await this.job(e=>this.files.flush(e));let{tag:e,open:t}=this.store.state;return c({tag:e,entries:this.files.entries,commands:[],...t&&{open:t.path}})}engine(){if(this.lab===void 0)throw new e(`disposed`,`this lab has no engine`);return this.lab}begin(t,n){if(this.building!==void 0)throw new e(`busy`,`a build is under way`);return this.building=new E(e=>this.work(t,n,e))}async*work(t,n,r){let i={state:`cancelled`};try{await this.job(e=>this.files.flush(e));let e=t.dockerfile??`Dockerfile`;this.store.dispatch({kind:`buildStarted`,dockerfile:e}),this.tell(`build-start`,{dockerfile:e,tag:t.tags?.[0]??``});for await(let e of this.engine().build(t,{signal:r}))this.store.dispatch({kind:`buildAdvanced`,progress:e}),i=this.follow(e,i),yield*e.output}catch(t){let{message:n}=e.from(t);this.store.dispatch({kind:`buildBroken`,message:n}),i={state:`failed`,message:n}}finally{this.building=void 0}return this.tell(`build-end`,i),this.lesson?.bench.built(this.store.state.build,n),this.lesson?.look(),i}async fill(){let{files:e,lesson:t}=this.source;if(t===void 0)return this.lesson=void 0,this.store.dispatch({kind:`lesson`,lesson:void 0}),this.put(d(e));let{EmbedLesson:n}=await p(async()=>{let{EmbedLesson:e}=await import(`./lesson-Btj6Nr3y.js`);return{EmbedLesson:e}},__vite__mapDeps([0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18]),import.meta.url);this.lesson??=new n({lab:this.engine(),build:async(e,t)=>(await this.begin(e,t).result,this.store.state.build),clear:e=>this.put(e,this.empty),show:e=>this.store.dispatch({kind:`lesson`,lesson:e}),tell:this.tell}),await this.lesson.open(t)}put(e,t){return this.job(async n=>{if(this.store.state.phase!==`ready`)return await this.files.load(n,e),this.files.openFirst(n,this.source.open);if(t!==void 0){await n.importState(t),await n.finishImport();let{tag:e,timeline:r}=this.store.state;this.store.dispatch({kind:`travelled`,tag:e,builds:[],timeline:r})}await this.files.become(n,e,t!==void 0)})}async change(e){await this.job(e),await this.lesson?.look()}job(t){let n=this.queue.then(()=>t(this.engine()));return this.queue=n.catch(t=>{let{code:n,message:r}=e.from(t);n!==`disposed`&&this.tell(`error`,{code:n,message:r})}),n}edit(e,t){let{open:n}=this.store.state;(n?.path!==e||n.content.kind!==`text`||n.content.text!==t)&&(this.files.edit(e,t),this.tell(`change`,{path:e,text:t}),this.change(e=>this.files.flush(e)).catch(()=>{}))}follow({events:e,state:t},n){let r=n;for(let t of e)this.tell(`step`,t),r=this.outcome(t,r);return t===`running`?r:{...r,state:t}}outcome(e,t){switch(e.kind){case`vertexMissed`:{let{kind:n,...r}=e;return this.tell(`cache-miss`,r),t}case`image`:return{...t,image:e.id};case`failed`:return{...t,message:e.message,...e.line!==void 0&&{line:e.line}};default:return t}}async showLayer(t){if(this.store.state.layerFiles.has(t))return;this.store.dispatch({kind:`layerFiles`,diffId:t,files:{kind:`loading`}});let n=await this.engine().layerFiles(t).then(e=>({kind:`loaded`,files:e})).catch(t=>({kind:`failed`,message:e.from(t).message}));this.store.dispatch({kind:`layerFiles`,diffId:t,files:n})}},F={done:0,failed:1,cancelled:130};function I(e){return new E(async function*(t){t.addEventListener(`abort`,()=>e.cancel());let n={stdout:``,stderr:``};for await(let t of e)n[t.stream]+=t.text,yield t;let{state:r}=await e.result;return{exitCode:F[r],...n}})}var L=class extends y{constructor(...e){super(...e),this.text=``,this.running=!1,this.earlier=[],this.at=0,this.onKey=e=>{let{input:t}=this;if(e.key===`Enter`&&t.value.trim()!==``){let e=t.value;t.value=``,this.earlier.push(e),this.at=this.earlier.length,this.run(e).catch(()=>{}).then(()=>this.updateComplete).then(()=>t.focus())}else(e.key===`ArrowUp`||e.key===`ArrowDown`)&&(e.preventDefault(),this.at=Math.max(0,Math.min(this.earlier.length,this.at+(e.key===`ArrowUp`?-1:1))),t.value=this.earlier[this.at]??``)}}static{this.styles=[v,h`
      :host {
        display: block;
        height: 100%;
        padding: var(--space-2) var(--space-3);
        box-sizing: border-box;
        overflow: auto;
        font: var(--text-1) / 1.5 var(--mono);
      }
      pre {
        margin: 0;
        font: inherit;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      label {
        display: flex;
        gap: 1ch;
      }
      input {
        flex: 1;
        min-width: 0;
        border: 0;
        padding: 0;
        background: none;
        color: inherit;
        font: inherit;
      }
      input:focus {
        outline: none;
      }
      :host(:focus-within) {
        outline: 2px solid var(--focus);
        outline-offset: -2px;
      }
    `]}render(){return m`<pre aria-live="polite" aria-label=${r.embed.panes.terminal}>${this.text}</pre>
      <label ?hidden=${this.running}
        ><span aria-hidden="true">$</span><input aria-label=${r.embed.commandLine} autocomplete="off" autocapitalize="off" spellcheck="false" @keydown=${this.onKey}
      /></label>`}async run(t){this.running=!0,this.print(`$ ${t}\n`);try{let e=await this.session.command(t,this.profile);for await(let{text:t}of e)this.print(t);return await e.result}catch(t){throw this.print(`${e.from(t).message}\n`),t}finally{this.running=!1}}print(e){this.text=(this.text+e).slice(-2e5),this.updateComplete.then(()=>this.scrollTop=this.scrollHeight)}};C([b(x)],L.prototype,`session`,void 0),C([b(x)],L.prototype,`profile`,void 0),C([_()],L.prototype,`text`,void 0),C([_()],L.prototype,`running`,void 0),C([i(`input`)],L.prototype,`input`,void 0),L=C([S(`lab-line-terminal`)],L);var R=[],z=class extends y{constructor(...e){super(...e),this.panes=[],this.readonly=!1,this.bare=!1,this.current=T,this.onIntent=e=>{e.stopPropagation(),this.readonly&&e.detail.kind===`edit`||this.session.handle(e.detail).catch(()=>{})}}static{this.styles=[v,h`
      :host {
        display: grid;
        grid-template-rows: auto 1fr;
        height: 100%;
        container-type: inline-size;
        background: var(--surface);
        color: var(--ink);
        font: var(--text-2) / 1.5 var(--sans);
      }
      .bar {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        padding: var(--space-2) var(--space-3);
        border-bottom: 1px solid var(--line);
        background: var(--sunken);
      }
      .bar strong {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .panes {
        display: flex;
        min-height: 0;
      }
      .column {
        display: flex;
        flex: 1 1 0;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
      }
      .column + .column {
        border-left: 1px solid var(--line);
      }
      .files {
        flex: 0 0 190px;
        overflow: auto;
      }
      .lesson {
        flex: 0 0 min(320px, 36%);
        overflow: auto;
        padding: 0 var(--space-4) var(--space-4);
      }
      .pane {
        flex: 1 1 0;
        min-height: 0;
        overflow: auto;
      }
      .pane + .pane {
        border-top: 1px solid var(--line);
      }
      .editor.pane {
        flex-grow: 1.4;
        overflow: hidden;
      }
      pre {
        margin: 0;
        padding: var(--space-2) var(--space-4);
        font: var(--text-1) / 1.65 var(--mono);
        white-space: pre-wrap;
      }
      .primary {
        min-height: 32px;
        padding: 0 var(--space-4);
        border-radius: var(--radius-1);
        background: var(--accent);
        color: var(--accent-ink);
        font-weight: 600;
      }
      @container (max-width: 640px) {
        .panes {
          flex-direction: column;
          overflow: auto;
        }
        .column {
          flex: none;
        }
        .column + .column {
          border-left: 0;
          border-top: 1px solid var(--line);
        }
        .pane {
          flex: none;
          height: 260px;
        }
      }
    `]}connectedCallback(){super.connectedCallback(),this.current=this.session.store.state,this.unsubscribe=this.session.store.subscribe(e=>this.current=e),this.addEventListener(`lab-intent`,this.onIntent)}disconnectedCallback(){super.disconnectedCallback(),this.unsubscribe?.(),this.removeEventListener(`lab-intent`,this.onIntent)}render(){let e=this.column([`editor`,`log`]),t=this.column([`stack`,`terminal`]);return m`${this.bare?m`<i></i>`:this.bar()}
      <div class="panes" part="panes">
        ${this.lesson()}
        ${this.shows(`files`)?m`<div class="column files" part="files"><lab-file-tree .files=${this.current.files} .open=${this.current.open?.path??``}></lab-file-tree></div>`:g}
        ${e} ${t}
      </div>`}bar(){let{phase:e,tag:t,build:n}=this.current,i=n.status===`running`;return m`<div class="bar" part="toolbar">
      <strong>${t}</strong>
      <button type="button" class="quiet" part="button reset" ?disabled=${e!==`ready`||i} @click=${()=>this.send({kind:`reset`})}>${r.embed.reset}</button>
      <button type="button" class="primary" part="button build" ?disabled=${e!==`ready`} @click=${()=>this.send({kind:i?`cancel`:`build`})}>
        ${i?r.cancel:r.build}
      </button>
    </div>`}lesson(){let{lesson:e}=this.current,t=e&&w(e.lesson,n);return e===void 0||t===void 0||this.bare?g:m`<section class="column lesson" part="lesson" aria-label=${t.title}><lab-lesson .view=${e} .text=${t}></lab-lesson></section>`}column(e){let t=e.filter(e=>this.shows(e));return t.length===0?g:m`<div class="column">
      ${t.map(e=>m`<section class="pane ${e}" part=${e} aria-label=${r.embed.panes[e]}>${this.pane(e)}</section>`)}
    </div>`}pane(e){let{current:t}=this;switch(e){case`files`:return g;case`editor`:return this.readonly?this.text():m`<lab-editor
          .file=${t.open}
          .tabs=${t.tabs}
          .jump=${t.jump}
          .tokens=${t.tokens}
          .files=${t.files}
          .diagnostics=${o(t).get(t.open?.path??``)??R}
        ></lab-editor>`;case`log`:return m`<lab-log .build=${t.build}></lab-log>`;case`stack`:return m`<lab-layers .build=${t.build} .earlier=${t.builds} .selected=${t.selected} .layerFiles=${t.layerFiles}></lab-layers>`;case`terminal`:return m`<lab-line-terminal .session=${this.session} .profile=${this.profile}></lab-line-terminal>`}}text(){let e=this.current.open?.content;return m`<pre tabindex="0">${e?.kind===`text`?e.text:``}</pre>`}shows(e){return this.panes.includes(e)}};C([b(x)],z.prototype,`session`,void 0),C([b(x)],z.prototype,`panes`,void 0),C([b(x)],z.prototype,`profile`,void 0),C([b({type:Boolean,reflect:!0})],z.prototype,`readonly`,void 0),C([b(x)],z.prototype,`bare`,void 0),C([_()],z.prototype,`current`,void 0),z=C([S(`lab-embed`)],z);async function B(e,t,n,r){let i=new P(n,r);return await i.start(),V(e,t,i,()=>i.dispose())}async function V(e,n,r,i){let a=new z,o=async()=>{await t(e.locale),a.panes=e.shown,a.profile=e.profile,a.readonly=e.readonly,a.bare=e.bare};return a.session=r,await o(),n.replaceChildren(a),await a.updateComplete,{session:r,follow:o,run:t=>H(a,r,e,t),dispose:i}}async function H(t,n,r,i){let a=t.renderRoot.querySelector(`lab-line-terminal`);if(a!==null)return a.run(i);try{return await(await n.command(i,r.profile)).result}catch(t){throw e.from(t)}}export{V as show,B as start};