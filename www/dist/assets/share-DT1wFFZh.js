const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["./setup-BXI-rcS3.js","./theme-C5RU8ov2.js","./text-BJUfCWIH.js","./locale-CEVsirdM.js","./preload-helper-BQUUbbNx.js","./icon-C-MUDcWv.js","./lit-BUxpUABm.js","./inline-DQ13OYd8.js","./step-details-JuvuxiFS.js","./decorate-BAvrU1mz.js","./build-Bh0oWVcj.js","./never-W8cYibiA.js","./changes-ADEPjImE.js","./tree-C1J8p9mV.js","./copy-D-_zMKui.js","./sentence-XmbPSHbn.js","./time-9kBGyCBf.js","./diff-CaUsQtz5.js"])))=>i.map(i=>d[i]);
import{a as e,i as t,l as n,n as r,r as i,u as a}from"./lit-BUxpUABm.js";import{a as o,i as s,n as c,o as l,r as u,s as d,t as f}from"./decorate-BAvrU1mz.js";import{t as p}from"./query-DDQkTGvL.js";import{s as m}from"./locale-CEVsirdM.js";import{t as h}from"./preload-helper-BQUUbbNx.js";import{t as ee}from"./never-W8cYibiA.js";import{a as g,c as _,l as te,o as v,t as y,u as ne}from"./build-Bh0oWVcj.js";import{n as re,t as ie}from"./state-CHUjFHv3.js";import{i as ae,n as oe,r as b,t as x}from"./tree-C1J8p9mV.js";import{a as S,c as C,d as se,l as w,n as T,r as ce,s as E,t as le,u as D}from"./text-BJUfCWIH.js";import{r as ue,t as O}from"./time-9kBGyCBf.js";import{a as de,n as fe,r as pe}from"./sentence-XmbPSHbn.js";import{t as k}from"./icon-C-MUDcWv.js";import{n as me,t as he}from"./copy-D-_zMKui.js";import{n as ge,t as A}from"./lab-C1dpLpGa.js";import{t as j}from"./project-DJuWh5O1.js";var _e=32e6,ve=128e6;async function ye(e,t,n,r){let i=[];for(let{path:a,blob:o}of e)if(o.size>32e6)i.push({kind:`tooLarge`,path:a,size:o.size,limit:_e});else{if(t.size+o.size>128e6){i.push({kind:`projectFull`,path:a,limit:ve});break}await t.write(n,a,new Uint8Array(await o.arrayBuffer()),r)}return i}async function be(e,{path:t,blob:n}){if(!/\.(tar|tgz|tar\.gz)$/i.test(t)||n.size>128e6)return;let r=new Uint8Array(await n.arrayBuffer()),i=new TextDecoder,[a,o]=[``,1];for await(let t of e.exec([`image`,`load`],{stdin:r})){for(let{stream:e,bytes:n}of t.output)e===`stdout`&&(a+=i.decode(n,{stream:!0}));t.exitCode!==void 0&&(o=t.exitCode)}let s=[...a.matchAll(/^Loaded image(?: ID)?: (.+)$/gm)].map(e=>e[1]);return o===0&&s.length>0?s.join(`, `):void 0}async function xe(e){let t=[...e.items].map(e=>e.webkitGetAsEntry()??e.getAsFile()),n=[];for(let e of t)e instanceof File?n.push({path:e.name,blob:e}):e!==null&&await M(e,n);return n}async function M(e,t){if(e.isFile){let n=await new Promise((t,n)=>e.file(t,n));t.push({path:e.fullPath.replace(/^\//,``),blob:n});return}let n=e.createReader();for(;;){let e=await new Promise((e,t)=>n.readEntries(e,t));if(e.length===0)return;for(let n of e)await M(n,t)}}function N(e){let t=async(t,n)=>{let r=e();try{return r===void 0?t:await n(r)}catch{return t}};return{hover:(e,n)=>t(void 0,t=>t.hover(e,n)),complete:(e,n)=>t([],t=>t.complete(e,n)),definition:(e,n)=>t(void 0,t=>t.definition(e,n)),folds:e=>t([],t=>t.folds(e)),format:e=>t(e,t=>t.format(e))}}function Se(e){let{dockerfile:t,failure:n}=e.build,r=e.diagnostics.get(t)??[];if(n?.line===void 0||e.stale)return e.diagnostics;let{line:i,message:a}=n;if(r.some(e=>e.severity===`error`&&e.startLine===i))return e.diagnostics;let o={code:`build`,severity:`error`,message:a,...we(e,t,i),startLine:i,endLine:i};return new Map(e.diagnostics).set(t,[o,...r])}function Ce(e){return[...e.values()].flat().filter(({severity:e})=>e!==`advice`).length}function we(e,t,n){let r=e.open?.path===t?e.open.content:void 0;if(r?.kind!==`text`)return{start:0,end:0};let i=r.text.split(`
`),a=i.slice(0,n-1).reduce((e,t)=>e+t.length+1,0);return{start:a,end:a+(i[n-1]?.length??0)}}var Te={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},P=e=>(...t)=>({_$litDirective$:e,values:t}),F=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},{I:Ee}=e,I=e=>e,L=()=>document.createComment(``),R=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new Ee(r.insertBefore(L(),i),r.insertBefore(L(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=I(e).nextSibling;I(r).insertBefore(e,i),e=t}}}return n},z=(e,t,n=e)=>(e._$AI(t,n),e),De={},Oe=(e,t=De)=>e._$AH=t,ke=e=>e._$AH,B=e=>{e._$AR(),e._$AA.remove()},Ae=(e,t,n)=>{let r=new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},V=P(class extends F{constructor(e){if(super(e),e.type!==Te.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let a=ke(e),{values:o,keys:s}=this.dt(t,n,r);if(!Array.isArray(a))return this.ut=s,o;let c=this.ut??=[],l=[],u,d,f=0,p=a.length-1,m=0,h=o.length-1;for(;f<=p&&m<=h;)if(a[f]===null)f++;else if(a[p]===null)p--;else if(c[f]===s[m])l[m]=z(a[f],o[m]),f++,m++;else if(c[p]===s[h])l[h]=z(a[p],o[h]),p--,h--;else if(c[f]===s[h])l[h]=z(a[f],o[h]),R(e,l[h+1],a[f]),f++,h--;else if(c[p]===s[m])l[m]=z(a[p],o[m]),R(e,a[f],a[p]),p--,m++;else if(u===void 0&&(u=Ae(s,m,h),d=Ae(c,f,p)),u.has(c[f])){if(u.has(c[p])){let t=d.get(s[m]),n=t===void 0?null:a[t];if(n===null){let t=R(e,a[f]);z(t,o[m]),l[m]=t}else l[m]=z(n,o[m]),R(e,a[f],n),a[t]=null;m++}else B(a[p]),p--}else B(a[f]),f++;for(;m<=h;){let t=R(e,l[h+1]);z(t,o[m]),l[m++]=t}for(;f<=p;){let e=a[f++];e!==null&&B(e)}return this.ut=s,Oe(e,l),i}}),H=class extends c{constructor(...e){super(...e),this.tabs=[],this.open=``,this.focusOpen=!1}static{this.styles=[s,n`
      :host {
        flex: 1;
        min-width: 0;
        height: 100%;
      }
      [role="tablist"] {
        display: flex;
        height: 100%;
        overflow-x: auto;
        scrollbar-width: none;
      }
      .item {
        position: relative;
        display: flex;
        flex: none;
        align-items: center;
        border-right: 1px solid var(--line);
        color: var(--ink-soft);
      }
      .item.open {
        background: var(--surface);
        color: var(--ink);
        box-shadow: inset 0 2px 0 var(--accent);
      }
      [role="tab"] {
        display: flex;
        align-items: center;
        gap: 6px;
        height: 100%;
        padding: 0 28px 0 var(--space-3);
        font: var(--text-1) / 1 var(--mono);
      }
      .open [role="tab"] {
        font-weight: 600;
      }
      [role="tab"]:focus-visible {
        outline-offset: -3px;
      }
      small {
        color: var(--ink-faint);
        font: inherit;
        font-weight: 400;
      }
      .shut {
        position: absolute;
        right: 4px;
        display: grid;
        place-items: center;
        width: 22px;
        height: 22px;
        border-radius: var(--radius-1);
        color: var(--ink-faint);
        opacity: 0;
      }
      .item:hover .shut,
      .open .shut {
        opacity: 1;
      }
      .shut:hover {
        background: var(--hover);
        color: var(--ink);
      }
      .shut .icon {
        width: 12px;
        height: 12px;
      }
    `]}render(){return this.tabs.length===0?t``:t`<div role="tablist" aria-label=${m.openFiles} @keydown=${this.press}>
      ${V(this.tabs,e=>e,e=>this.tab(e))}
    </div>`}tab(e){let n=e===this.open,i=e.slice(e.lastIndexOf(`/`)+1),a=this.tabs.some(t=>t!==e&&t.slice(t.lastIndexOf(`/`)+1)===i);return t`<div class="item ${n?`open`:``}" role="presentation" @auxclick=${()=>this.close(e)}>
      <button
        type="button"
        role="tab"
        data-path=${e}
        aria-selected=${n?`true`:`false`}
        tabindex=${n?0:-1}
        title=${e}
        @click=${()=>this.send({kind:`open`,path:e})}
      >
        ${i}${a?t`<small>${b(e)||`/`}</small>`:r}
      </button>
      <button type="button" class="shut" tabindex="-1" aria-hidden="true" title=${m.closeFile(i)} @click=${()=>this.close(e)}>
        ${k(`close`)}
      </button>
    </div>`}close(e){this.send({kind:`close`,path:e})}press(e){let t=this.tabs.indexOf(this.open),n=e.key===`ArrowRight`?1:e.key===`ArrowLeft`?-1:0;if(e.key===`Delete`)this.close(this.open);else if(n!==0){let e=this.tabs[(t+n+this.tabs.length)%this.tabs.length];e!==void 0&&this.send({kind:`open`,path:e}),this.focusOpen=!0}else return;e.preventDefault()}updated(){let e=this.renderRoot.querySelector(`[aria-selected="true"]`);e?.scrollIntoView({block:`nearest`,inline:`nearest`}),this.focusOpen&&e!==null&&e.dataset.path===this.open&&(this.focusOpen=!1,e.focus())}};f([l(u)],H.prototype,`tabs`,void 0),f([l(u)],H.prototype,`open`,void 0),H=f([d(`lab-file-tabs`)],H);var je=[`file`,`tokens`,`diagnostics`,`outlook`,`jump`],U=class extends c{constructor(...e){super(...e),this.language=N(()=>void 0),this.tabs=[],this.diagnostics=[],this.files=[]}static{this.styles=[s,n`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        height: 100%;
      }
      .pane-head {
        flex: none;
        gap: var(--space-2);
        padding-left: 0;
        background: var(--sunken);
      }
      .format {
        flex: none;
        margin-left: auto;
        padding: 2px var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        background: var(--surface);
        font-size: var(--text-0);
        font-weight: 600;
      }
      .format:hover {
        border-color: var(--accent);
        color: var(--accent);
      }
      .body {
        position: relative;
        flex: 1;
        min-height: 0;
      }
      .editor,
      .plain {
        position: absolute;
        inset: 0;
      }
      .plain {
        margin: 0;
        padding: var(--space-2) var(--space-4) var(--space-2) 64px;
        overflow: auto;
        font: var(--text-1) / 1.65 var(--mono);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .strip {
        display: flex;
        flex: none;
        gap: var(--space-2);
        align-items: center;
        height: 30px;
        padding: 0 var(--space-4);
        border-top: 1px solid var(--line);
        background: var(--sunken);
        font-size: var(--text-0);
        color: var(--ink-soft);
        white-space: nowrap;
      }
      .strip b {
        font-weight: 600;
      }
      .strip span {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .strip button {
        margin-left: auto;
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      p {
        margin: 0;
        padding: var(--space-4);
        color: var(--ink-soft);
      }
    `]}render(){let e=this.file?.content,n=e?.kind===`text`;return t`<div class="pane-head">
        <h2 class="unseen">${this.file?.path??m.noFile}</h2>
        <lab-file-tabs .tabs=${this.tabs} .open=${this.file?.path??``}></lab-file-tabs>
        ${this.editor!==void 0&&n&&C(this.file?.path??``)?this.formatButton(this.editor):r}
        <slot></slot>
      </div>
      <div class="body">
        <div class="editor" ?hidden=${!n||this.editor===void 0}></div>
        ${n&&this.editor===void 0?t`<pre class="plain" tabindex="0">${e.text}</pre>`:r}
        ${e?.kind===`binary`?t`<p>${m.binary(E(e.size))}</p>`:r}
        ${this.file===void 0?t`<p>${m.noFileText}</p>`:r}
      </div>
      ${this.strip()}`}strip(){let{outlook:e}=this;if(e===void 0)return t`<div class="strip"></div>`;let n=e.lines.find(e=>e.state===`missed`||e.state===`failed`),i=de(e);return t`<div class="strip">
      <b>${m.forecast.title}</b><span title=${i}>${i}</span>
      ${n===void 0?r:t`<button type="button" @click=${()=>this.send({kind:`open`,path:e.dockerfile,line:n.line})}>
            ${m.goToLine(n.line)}
          </button>`}
    </div>`}firstUpdated(){requestAnimationFrame(()=>setTimeout(()=>void this.load()))}formatButton(e){return t`<button type="button" class="format" title=${m.formatKeys} @click=${()=>void e.format()}>${m.format}</button>`}async load(){let{Editor:e}=await h(async()=>{let{Editor:e}=await import(`./setup-BXI-rcS3.js`);return{Editor:e}},__vite__mapDeps([0,1,2,3,4,5,6,7]),import.meta.url),t=this.renderRoot;this.editor=new e(this.box,t,{label:e=>m.editorOf(e),forecast:fe,phrases:m.editorPhrases},this.language,{changed:(e,t)=>this.send({kind:`edit`,path:e,text:t}),build:()=>this.send({kind:`build`})}),this.requestUpdate(),await this.updateComplete,this.follow(new Map(je.map(e=>[e,void 0])))}updated(e){this.follow(e)}follow(e){let{editor:t,file:n,tokens:r,outlook:i}=this;if(t===void 0||n?.content.kind!==`text`)return;let{path:a,content:o}=n,s=e.get(`file`),c=e.has(`file`)&&s?.path!==a;e.has(`files`)&&t.keep(new Set(this.files.map(e=>e.path))),e.has(`file`)&&t.show(a,o.text);let l=r?.path===a&&r.text===o.text;t.mark({...l&&(c||e.has(`tokens`))&&{tokens:r.triples},...(c||e.has(`diagnostics`))&&{diagnostics:this.diagnostics},...(c||e.has(`outlook`))&&i?.dockerfile===a&&{forecast:i.lines}}),e.has(`jump`)&&this.jump?.path===a&&t.jump(this.jump.line)}};f([l(u)],U.prototype,`language`,void 0),f([l(u)],U.prototype,`file`,void 0),f([l(u)],U.prototype,`tabs`,void 0),f([l(u)],U.prototype,`jump`,void 0),f([l(u)],U.prototype,`diagnostics`,void 0),f([l(u)],U.prototype,`outlook`,void 0),f([l(u)],U.prototype,`tokens`,void 0),f([l(u)],U.prototype,`files`,void 0),f([p(`.editor`)],U.prototype,`box`,void 0),U=f([d(`lab-editor`)],U);var W=`application/x-layerlab-path`,G=class extends c{constructor(...e){super(...e),this.files=[],this.open=``,this.collapsed=new Set,this.focused=``}static{this.styles=[s,me]}render(){let e=ae(this.files,e=>e.kind===`dir`,this.collapsed),n=e.some(e=>e.path===this.focused)?this.focused:this.open,i=e.some(e=>e.path===n)?n:e[0]?.path;return t`<div class="pane-head">
        <h2 class="unseen">${m.files}</h2>
        ${this.action(`add`,m.newFile,()=>this.add(!1))} ${this.action(`folderAdd`,m.newFolder,()=>this.add(!0))}
        ${this.action(`upload`,m.upload,()=>this.picker.click())}
        ${this.action(`folderUpload`,m.uploadFolder,()=>this.folderPicker.click())}
        ${this.action(`archive`,m.downloadProject,()=>this.send({kind:`downloadProject`}))}
        ${this.action(`reset`,m.resetProject,()=>this.send({kind:`reset`}))}
        <input class="files" type="file" multiple hidden @change=${this.picked} />
        <input class="folder" type="file" webkitdirectory hidden @change=${this.picked} />
      </div>
      <div class="rows" role="tree" aria-label=${m.files} @keydown=${this.press}>
        ${this.naming?.kind===`add`&&this.naming.parent===``?this.nameField(``,0):r}
        ${e.map(e=>this.row(e,e.path===i))}
      </div>
      ${this.context()}`}context(){let e=this.files.filter(e=>e.kind===`file`),n=e.filter(e=>e.ignoredBy===void 0),i=n.reduce((e,t)=>e+t.size,0),a=e.length-n.length,o=a===0?void 0:this.files.find(e=>e.path===`.dockerignore`);return t`<p class="context">
      <span>${m.context(n.length,E(i))}</span>
      ${a===0?r:t`<button type="button" ?disabled=${o===void 0} @click=${()=>this.send({kind:`open`,path:`.dockerignore`})}>
            ${m.leftOut(a)}
          </button>`}
    </p>`}action(e,n,r){return t`<button type="button" class="quiet" title=${n} aria-label=${n} @click=${r}>${k(e)}</button>`}row(e,n){if(this.naming?.kind===`rename`&&this.naming.path===e.path)return this.nameField(e.name,e.depth);if(this.naming?.kind===`mode`&&this.naming.path===e.path)return this.nameField(Me(this.naming.mode),e.depth,m.modeBits(e.name));let i=e.item?.ignoredBy,a=this.naming?.kind===`add`&&this.naming.parent===e.path?this.nameField(``,e.depth+1):r;return t`<div
        class="row ${e.path===this.open?`open`:``} ${i?`ignored`:``} depth-${Math.min(e.depth,8)}"
        role="treeitem"
        data-path=${e.path}
        aria-level=${e.depth+1}
        aria-selected=${e.path===this.open?`true`:`false`}
        aria-expanded=${e.folder?String(e.expanded):r}
        tabindex=${n?0:-1}
        title=${i?m.ignoredBy(i.pattern,i.line):e.path}
        @click=${()=>this.activate(e)}
        draggable="true"
        @dragstart=${t=>t.dataTransfer?.setData(W,e.path)}
        @dragover=${e=>this.dragOver(e)}
        @drop=${t=>this.dropOn(t,e)}
        @focus=${()=>this.focused=e.path}
      >
        ${k(e.folder?`folder`:e.item?.kind===`symlink`?`link`:`file`)}
        <span class="name">${e.name}</span>
        ${i?t`<span class="rule">${m.ignoreLine(i.line)}</span>`:r}
        ${Ne(e.item)?t`<span class="size mono">${Me(e.item?.mode??0)}</span>`:r}
        ${e.folder||i?r:t`<span class="size">${E(e.item?.size??0)}</span>`}
        <span class="tools">
          ${e.item===void 0||e.item.kind===`symlink`?r:this.tool(`key`,m.setMode(e.name),()=>this.editMode(e.path))}
          ${this.tool(`pencil`,m.rename(e.name),()=>this.naming={kind:`rename`,path:e.path})}
          ${this.tool(`trash`,m.remove(e.name),()=>this.send({kind:`remove`,path:e.path}))}
        </span>
      </div>
      ${a}`}tool(e,n,r){return t`<button type="button" class="quiet" tabindex="-1" title=${n} aria-label=${n} @click=${e=>{e.stopPropagation(),r()}}>
      ${k(e)}
    </button>`}nameField(e,n,r=m.fileName){return t`<div class="row depth-${Math.min(n,8)}" role="none">
      <input class="mono" .value=${e} aria-label=${r} spellcheck="false" autocomplete="off"
        @keydown=${this.typeName} @blur=${this.leaveName} />
    </div>`}updated(){let e=this.renderRoot.querySelector(`.row input`);if(e===null||e===this.shadowRoot?.activeElement)return;e.focus();let t=e.value.lastIndexOf(`.`);e.setSelectionRange(0,t>0?t:e.value.length)}activate(e){if(this.focused=e.path,!e.folder)return this.send({kind:`open`,path:e.path});let t=new Set(this.collapsed);t.delete(e.path)||t.add(e.path),this.collapsed=t}add(e){let t=this.files.find(e=>e.path===this.focused),n=t===void 0?``:t.kind===`dir`?t.path:b(t.path);this.naming={kind:`add`,parent:n,folder:e}}press(e){let t=e.target.closest(`[role="treeitem"]`),n=t?.dataset.path;if(t!==null&&n!==void 0&&e.target===t){if(e.key===`F2`)this.naming={kind:`rename`,path:n};else if(e.key===`F4`)this.editMode(n);else if(e.key===`Delete`)this.send({kind:`remove`,path:n});else if(!he(e.key,t))return;e.preventDefault()}}typeName(e){e.stopPropagation(),e.key===`Escape`&&(this.naming=void 0),e.key===`Enter`&&this.finishName(e.target.value)}leaveName(e){this.finishName(e.target.value)}finishName(e){let t=this.naming,n=e.trim().replace(/^\/+|\/+$/g,``);if(this.naming=void 0,t===void 0||n===``)return;if(t.kind===`mode`)return this.finishMode(t.path,n);let r=e.trim().startsWith(`/`)?n:oe(t.kind===`add`?t.parent:b(t.path),n);t.kind===`add`?this.send({kind:`create`,path:r,folder:t.folder}):r!==t.path&&this.send({kind:`rename`,from:t.path,to:r})}editMode(e){let t=this.files.find(t=>t.path===e);t!==void 0&&t.kind!==`symlink`&&(this.naming={kind:`mode`,path:e,mode:t.mode})}finishMode(e,t){/^[0-7]{3,4}$/.test(t)&&this.send({kind:`mode`,path:e,mode:Number.parseInt(t,8)})}dragOver(e){e.dataTransfer?.types.includes(W)&&e.preventDefault()}dropOn(e,t){let n=e.dataTransfer?.getData(W)??``;if(n===``)return;e.preventDefault(),e.stopPropagation();let r=t.folder?t.path:b(t.path),i=oe(r,n.slice(n.lastIndexOf(`/`)+1));i!==n&&!x(r,n)&&this.send({kind:`rename`,from:n,to:i})}picked(e){let t=e.target,n=[...t.files??[]].map(e=>({path:e.webkitRelativePath.replace(/^[^/]*\//,``)||e.name,blob:e}));this.send({kind:`import`,files:n}),t.value=``}};f([l(u)],G.prototype,`files`,void 0),f([l(u)],G.prototype,`open`,void 0),f([o()],G.prototype,`collapsed`,void 0),f([o()],G.prototype,`naming`,void 0),f([o()],G.prototype,`focused`,void 0),f([p(`input.files`)],G.prototype,`picker`,void 0),f([p(`input.folder`)],G.prototype,`folderPicker`,void 0),G=f([d(`lab-file-tree`)],G);function Me(e){return e.toString(8).padStart(4,`0`)}function Ne(e){return e!==void 0&&e.kind!==`symlink`&&e.mode!==(e.kind===`dir`?493:420)}var Pe=a(Array.from({length:13},(e,t)=>`.nth-${t} { --delay: ${t*45}ms; }`).join(`
`)),Fe=n`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    height: 100%;
  }
  lab-verdict,
  .foot {
    flex: none;
  }
  .times {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .count {
    margin-right: var(--space-2);
  }
  .stacks {
    flex: 1;
    overflow: auto;
    overflow-anchor: none;
    padding: var(--space-4);
    padding-right: calc(var(--space-4) + 8px);
    scrollbar-gutter: stable;
  }
  .stage {
    margin: var(--space-4) 0 var(--space-2);
    font-size: var(--text-0);
    font-weight: 600;
    color: var(--ink-soft);
  }
  .stage:first-child {
    margin-top: 0;
  }
  .stack {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0 0 10px;
    list-style: none;
    border-bottom: 3px solid var(--line-strong);
  }
  li {
    position: relative;
    min-width: 0;
    transition: transform 320ms cubic-bezier(0.3, 0, 0.2, 1);
  }
  ${Pe}
  .moved {
    transform: translateX(8px);
  }
  .fault::after {
    content: "";
    position: absolute;
    inset: auto -12px -9px -20px;
    height: 8px;
    background: var(--broken);
    mask: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='14' height='8'%3E%3Cpath d='M0 6.5 7 1.5 14 6.5' fill='none' stroke='%23000' stroke-width='1.8' stroke-linejoin='round'/%3E%3C/svg%3E")
      repeat-x;
    pointer-events: none;
  }
  .empty {
    display: grid;
    gap: 8px;
    padding-bottom: 10px;
    border-bottom: 3px solid var(--line);
  }
  .empty i {
    height: 64px;
    border: 1px dashed var(--line-strong);
    border-radius: var(--radius-2);
  }
  .empty .ground {
    border-style: solid;
    border-color: transparent;
    background: var(--line);
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
    height: 78px;
    padding: 0 var(--space-4);
    border-top: 1px solid var(--line);
    font-size: var(--text-1);
  }
  .none,
  .facts {
    color: var(--ink-soft);
    font-size: var(--text-0);
  }
  .image {
    min-width: 0;
  }
  .image strong {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .facts lab-copy {
    margin-left: -5px;
  }
  .download {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 34px;
    padding: 0 var(--space-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-1);
    font-weight: 600;
    white-space: nowrap;
  }
  .download:hover {
    border-color: var(--accent);
    color: var(--accent);
  }
  @media (prefers-reduced-motion: reduce) {
    li {
      transition: none;
    }
  }
`,Ie=P(class extends F{constructor(){super(...arguments),this.key=r}render(e,t){return this.key=e,t}update(e,[t,n]){return t!==this.key&&(Oe(e),this.key=t),n}}),Le=n`
  :host {
    container-type: inline-size;
  }
  @container (max-width: 380px) {
    lab-copy {
      display: none;
    }
  }
  .slab {
    --face: var(--surface);
    --edge: var(--line);
    --tone: var(--ink-soft);
    --text: var(--ink);
    position: relative;
    border-radius: var(--radius-2);
    background: var(--face);
    color: var(--text);
    box-shadow:
      inset 0 0 0 1px var(--edge),
      inset 0 -4px 0 var(--edge);
    padding: 9px var(--space-3) 11px;
  }
  .thin {
    --edge: transparent;
    --face: transparent;
    padding-block: 3px;
    box-shadow: none;
  }
  .thin::before {
    content: "";
    position: absolute;
    inset: 0;
    border: 1px dashed var(--line-strong);
    border-radius: var(--radius-1);
    pointer-events: none;
  }
  .head {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    width: 100%;
    min-height: 24px;
    text-align: left;
  }
  .head::after {
    content: "";
    position: absolute;
    inset: 0 0 auto;
    height: 66px;
    border-radius: inherit;
  }
  .thin .head::after {
    height: 100%;
  }
  .head:focus-visible {
    outline: none;
  }
  .head:focus-visible::after {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
    border-radius: var(--radius-2);
  }
  .text {
    order: -1;
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font: var(--text-1) / 1.5 var(--mono);
  }
  .thin .text,
  .unneeded .text {
    color: var(--ink-soft);
  }
  .thin .text {
    font-size: var(--text-0);
  }
  .text b {
    font-weight: 600;
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    color: var(--tone);
    font-size: var(--text-0);
    font-weight: 600;
    white-space: nowrap;
  }
  .thin .state {
    font-weight: 400;
  }
  .meta {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    height: 22px;
    font-size: var(--text-0);
    color: var(--tone);
  }
  .why {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  lab-copy {
    position: relative;
    z-index: 1;
    margin: 0 -5px;
  }
  .tag {
    margin-right: var(--space-1);
    padding: 1px 6px;
    border: 1px solid currentColor;
    border-radius: 9px;
    font-size: 0.6875rem;
  }
  .weight {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
  }
  .size {
    min-width: 52px;
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  .bar .track {
    fill: color-mix(in srgb, currentColor 18%, transparent);
  }
  .bar .fill {
    fill: currentColor;
  }
  .details {
    position: relative;
    margin-top: var(--space-2);
    padding-top: var(--space-3);
    border-top: 1px solid var(--edge);
  }
  .thin .details {
    border-color: var(--line);
    padding-bottom: var(--space-2);
  }

  .cached {
    --face: var(--cached-face);
    --edge: var(--cached-edge);
    --tone: var(--cached);
    --text: var(--ink-soft);
  }
  .created {
    --face: var(--created-face);
    --edge: var(--created-edge);
    --tone: var(--created);
  }
  .missed {
    --face: var(--broken-face);
    --edge: var(--broken-edge);
    --tone: var(--broken);
  }
  .missed .why {
    font-weight: 600;
  }
  .rebuilt {
    --face: var(--rebuilt-face);
    --edge: var(--rebuilt-edge);
    --tone: var(--rebuilt);
  }
  .configured {
    --tone: var(--created);
  }
  .configured.thin .state {
    font-weight: 600;
  }
  .failed {
    --face: var(--failed-face);
    --edge: var(--failed-edge);
    --tone: var(--failed);
  }
  .base {
    --face: var(--base-face);
    --edge: var(--base-edge);
    --tone: var(--base-ink-soft);
    --text: var(--base-ink);
  }
  .waiting,
  .stopped,
  .unneeded {
    --face: transparent;
    --text: var(--ink-soft);
  }
  .running {
    --edge: var(--accent);
    --tone: var(--accent);
  }
  .created,
  .missed,
  .rebuilt,
  .failed,
  .cached {
    animation: settle 260ms cubic-bezier(0.2, 0.9, 0.3, 1.15) backwards;
    animation-delay: var(--delay, 0ms);
  }
  @keyframes settle {
    from {
      transform: translateY(-10px);
      opacity: 0;
    }
  }
  .running .state .icon {
    animation: turn 900ms linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(360deg);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .slab,
    .running .state .icon {
      animation: none;
    }
  }
`,K=class extends c{constructor(...e){super(...e),this.largest=0,this.expanded=!1}static{this.styles=[s,Le]}render(){let{step:e}=this,n=v(e)||e.state===`unneeded`,[i,...a]=e.row.text.split(/(?<=^\S+)\s+/);return t`<article class="slab ${e.state} ${n?`thin`:``}">
      <button
        type="button"
        class="head"
        aria-expanded=${this.expanded?`true`:`false`}
        @click=${()=>this.send({kind:`select`,step:this.expanded?void 0:e.row.id})}
      >
        ${Ie(e.state,t`<span class="state">${k(e.state)}<span class="word">${m.state[e.state]}</span></span>`)}
        <span class="text" title=${e.row.text}><b>${i}</b> ${a.join(` `)}</span>
      </button>
      ${n?r:Ie(`${e.state} ${e.layer?.content} ${this.base?.layers?.count}`,t`<div class="meta">${this.meta()}</div>`)}
      ${this.expanded?t`<div class="details"><slot></slot></div>`:r}
    </article>`}meta(){let{step:e,base:n}=this;if(n!==void 0&&e.state===`base`){let{layers:e,modelled:i}=n;return t`<span class="why">
          ${i?t`<span class="tag" title=${m.modelledWhy}>${m.modelled}</span>`:r}
          ${e===void 0?r:m.baseLayers(e.count)}
        </span>
        ${e===void 0?r:this.weight(e.size)}`}return t`<span class="why" title=${this.why()}>${this.why()}</span>
      ${e.layer===void 0?r:t`<lab-copy
              .value=${e.layer.diffId}
              .short=${D(e.layer.diffId)}
              .what=${m.diffId}
            ></lab-copy>
            ${e.layer.content===void 0?r:this.weight(e.layer.content)}`}`}why(){let{step:e}=this;return e.state===`failed`?w(e.error??``):e.miss!==void 0&&e.state!==`cached`?pe(e.miss):e.remarks?.[0]??m.waitingFor[e.state]??``}weight(e){let n=se(e,this.largest);return t`<span class="weight" title=${m.sizeScale}>
      <span class="size">${E(e)}</span>
      <svg class="bar" viewBox="0 0 48 6" width="48" height="6" aria-hidden="true">
        <rect class="track" width="48" height="6" rx="3" />
        <rect class="fill" width=${(n*48).toFixed(1)} height="6" rx="3" />
      </svg>
    </span>`}};f([l(u)],K.prototype,`step`,void 0),f([l(u)],K.prototype,`base`,void 0),f([l(u)],K.prototype,`largest`,void 0),f([l(u)],K.prototype,`expanded`,void 0),K=f([d(`lab-slab`)],K);function Re(e){switch(e.status){case`idle`:return{kind:`none`};case`running`:return ze(e);case`cancelled`:return{kind:`cancelled`};case`failed`:return Be(e);case`done`:return Ve(e)}}function ze(e){let t=e.steps.filter(He);return{kind:`running`,done:t.filter(e=>e.state!==`waiting`&&e.state!==`running`).length,total:t.length}}function Be(e){let t=e.failure?.message??e.steps.find(e=>e.state===`failed`)?.error??``,n=e.failure?.line??e.steps.find(e=>e.state===`failed`)?.row.startLine;return{kind:`failed`,message:t,...n===void 0?{}:{line:n}}}function Ve(e){let t=e.steps.filter(e=>He(e)&&!g(e)),n=t.filter(e=>e.state===`missed`),r=t.filter(e=>e.state===`cached`).length,[i]=n;if(i!==void 0){let e=t.filter(e=>e.state===`rebuilt`||e.state===`created`).length;return{kind:`broken`,at:i,fresh:i.miss?.reasons.some(e=>e.kind===`firstBuild`)??!1,others:n.length-1,rebuilt:e,cached:r}}if(t.length>0&&r===t.length)return{kind:`cached`,steps:r,reconfigured:e.before!==void 0&&e.image!==void 0&&e.before.image!==e.image.id};let a=e.image?.layers??[];return{kind:`first`,layers:a.length,size:a.reduce((e,t)=>e+t.content,0)}}function He(e){return!v(e)&&e.state!==`unneeded`}var q=class extends c{constructor(...e){super(...e),this.build=y}static{this.styles=[s,n`
      .verdict {
        display: grid;
        grid-template-columns: 32px minmax(0, 1fr) auto;
        align-items: start;
        gap: 2px var(--space-3);
        /* Fixed, so that a verdict that comes in moves nothing below it. */
        height: 84px;
        padding: 13px var(--space-4) 0;
        border-bottom: 1px solid var(--line);
        overflow: hidden;
      }
      .sign {
        display: grid;
        place-items: center;
        width: 32px;
        height: 32px;
        border-radius: 50%;
        background: var(--hover);
        color: var(--ink-soft);
      }
      h3 {
        margin: 0;
        font-size: var(--text-3);
        font-weight: 600;
        line-height: 1.3;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      p {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        margin: 0;
        overflow: hidden;
        font-size: var(--text-1);
        line-height: 1.4;
        color: var(--ink-soft);
        overflow-wrap: anywhere;
      }
      /* As high as its longest words, so that shorter ones don't stand elsewhere. */
      [role="status"] {
        height: 60px;
      }
      .cached .sign {
        background: var(--cached-face);
        color: var(--cached);
      }
      .first .sign,
      .running .sign {
        background: var(--accent-wash);
        color: var(--accent);
      }
      .broken .sign {
        background: var(--broken);
        color: var(--surface);
      }
      .failed .sign {
        background: var(--failed);
        color: var(--surface);
      }
      .action {
        min-height: 32px;
        padding: 0 var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        font-size: var(--text-1);
        font-weight: 600;
        white-space: nowrap;
      }
      .action:hover {
        border-color: var(--accent);
        color: var(--accent);
      }
    `]}render(){let e=Re(this.build),{icon:n,title:i,text:a,action:o}=this.words(e);return t`<div class="verdict ${e.kind}">
      <span class="sign">${k(n)}</span>
      <div role="status">
        <h3 title=${i}>${i}</h3>
        <p title=${a}>${a}</p>
      </div>
      ${o===void 0?r:t`<button type="button" class="action" @click=${o.act}>${o.label}</button>`}
    </div>`}words(e){switch(e.kind){case`none`:return{icon:`base`,title:m.verdict.none,text:m.verdict.noneText};case`running`:return{icon:`running`,title:m.verdict.running,text:m.verdict.progress(e.done,e.total)};case`first`:return{icon:`created`,title:m.verdict.first,text:m.verdict.firstText(e.layers,E(e.size))};case`cached`:return{icon:`cached`,title:m.verdict.cached,text:m.verdict.cachedText(e.steps,e.reconfigured)};case`cancelled`:return{icon:`stopped`,title:m.verdict.cancelled,text:m.verdict.cancelledText};case`failed`:return this.failed(e.message,e.line);case`broken`:return{icon:`broken`,title:e.fresh?m.verdict.fresh(e.at.row.text):m.verdict.broken(e.at.row.text),text:`${e.at.miss===void 0?``:pe(e.at.miss)}. ${m.verdict.brokenText(e.cached,e.rebuilt,e.others)}`,action:{label:m.showEvidence,act:()=>this.send({kind:`select`,step:e.at.row.id})}};default:return ee(e)}}failed(e,t){let n={icon:`failed`,title:m.verdict.failed,text:w(e)};if(t===void 0)return n;let r=()=>this.send({kind:`open`,path:this.build.dockerfile,line:t});return{...n,action:{label:m.goToLine(t),act:r}}}};f([l(u)],q.prototype,`build`,void 0),q=f([d(`lab-verdict`)],q);var J=class extends c{constructor(...e){super(...e),this.build=y,this.earlier=[],this.layerFiles=new Map}static{this.styles=[s,Fe]}render(){return t`<h2 class="unseen">${m.layers}</h2>
      <lab-verdict .build=${this.build}></lab-verdict>
      <div class="stacks">${this.build.steps.length===0?this.empty():this.stacks()}</div>
      <div class="foot">${this.foot()}</div>`}stacks(){let{stages:e,steps:n}=this.build,i=[...new Set(n.map(e=>e.row.stage))].sort((e,t)=>t-e);return i.map(a=>{let o=e.find(e=>e.index===a),s=i.length>1&&o!==void 0;return t`${s?t`<h3 class="stage">${this.stageName(o)}</h3>`:r}
        <ol class="stack" aria-label=${s?this.stageName(o):m.stackLabel}>
          ${this.slabs(n.filter(e=>e.row.stage===a))}
        </ol>`})}stageName({name:e,index:t,needed:n}){return m.stage(e===`stage-${t}`?String(t):e,n)}slabs(e){let n=e.findIndex(e=>e.state===`missed`),i=Math.max(0,...this.build.steps.map(e=>this.base(e)?.layers?.size??e.layer?.content??0));return V(e.map((e,t)=>({step:e,at:t})).reverse(),({step:e})=>`${this.build.number}/${e.row.id}`,({step:e,at:a})=>t`<li
        class="${n>=0&&a>=n?`moved`:``} ${a===n?`fault`:``} nth-${Math.min(a,12)}"
      >
        <lab-slab
          .step=${e}
          .base=${this.base(e)}
          .largest=${i}
          .expanded=${this.selected===e.row.id}
        >
          ${this.selected===e.row.id?this.details(e):r}
        </lab-slab>
      </li>`)}details(e){return h(()=>import(`./step-details-JuvuxiFS.js`),__vite__mapDeps([8,6,9,3,4,10,11,2,12,13,14,5,15,16,17]),import.meta.url),t`<lab-step-details
      .step=${e}
      .dockerfile=${this.build.dockerfile}
      .files=${e.layer&&this.layerFiles.get(e.layer.diffId)}
      .baseLayers=${g(e)?this.baseLayers(e):[]}
    ></lab-step-details>`}baseLayers(e){let t=Math.max(...this.build.steps.filter(e=>e.state!==`unneeded`).map(e=>e.row.stage));return e.row.stage===t?this.build.image?.layers.filter(e=>e.fromBase)??[]:[]}base(e){if(!g(e))return;let t=this.build.stages.find(t=>t.index===e.row.stage)?.modelled??!1,n=this.baseLayers(e);if(n.length===0)return{modelled:t};let r=n.reduce((e,t)=>e+t.content,0);return{layers:{count:n.length,size:r},modelled:t}}empty(){return t`<div class="empty" aria-hidden="true"><i></i><i></i><i></i><i class="ground"></i></div>`}foot(){let{image:e}=this.build;if(e===void 0)return t`<span class="none">${this.build.number>0?t`<span class="count">${m.buildNumber(this.build.number)}</span> `:r}${m.noImage}</span>`;let n=e.tags[0]??D(e.id);return t`<div class="image">
        <strong>${n}</strong>
        <span class="facts"
          ><span class="count">${m.buildNumber(this.build.number)}</span>
          <lab-copy .value=${e.id} .short=${D(e.id)} .what=${m.imageId}></lab-copy>
          <span>${E(e.size)}</span>${this.times()}</span
        >
      </div>
      <button type="button" class="download" @click=${()=>this.send({kind:`download`})}>
        ${k(`download`)} ${m.download}
      </button>`}times(){if(this.build.status!==`done`)return r;let{took:e,saved:n}=ue(this.build,this.earlier),i=n>0?m.tookAndSaved(O(e),O(n)):m.tookAll(O(e));return t`<span class="times" title=${m.simulatedWhy}>${i}</span>`}updated(e){e.has(`selected`)&&this.selected!==void 0&&this.renderRoot.querySelector(`lab-step-details`)?.parentElement?.scrollIntoView({block:`nearest`})}};f([l(u)],J.prototype,`build`,void 0),f([l(u)],J.prototype,`earlier`,void 0),f([l(u)],J.prototype,`selected`,void 0),f([l(u)],J.prototype,`layerFiles`,void 0),J=f([d(`lab-layers`)],J);var Ue={},We=P(class extends F{constructor(){super(...arguments),this.ot=Ue}render(e,t){return t()}update(e,[t,n]){if(Array.isArray(t)){if(Array.isArray(this.ot)&&this.ot.length===t.length&&t.every((e,t)=>e===this.ot[t]))return i}else if(this.ot===t)return i;return this.ot=Array.isArray(t)?Array.from(t):t,this.render(t,n)}}),Y=128;function Ge({lines:e,dropped:t}){let n=[],r=Y-t%Y;for(let t=0,i=r;t<e.length;t=i,i+=Y)n.push(e.slice(t,i));return n}var X=class extends c{constructor(...e){super(...e),this.build=y,this.following=!0,this.wanted=``,this.nth=0}static{this.styles=[s,n`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
      }
      .tools {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        flex: none;
        height: 34px;
        padding: 0 var(--space-2) 0 var(--space-4);
        border-bottom: 1px solid var(--line);
        font-size: var(--text-0);
        color: var(--ink-soft);
      }
      .tools input[type="search"] {
        flex: 0 1 200px;
        min-width: 80px;
        height: 24px;
        padding: 0 var(--space-2);
        border: 1px solid var(--line);
        border-radius: var(--radius-1);
        background: var(--surface);
        color: var(--ink);
        font: inherit;
      }
      .tools label {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        margin-left: auto;
        white-space: nowrap;
      }
      .tools input[type="checkbox"] {
        accent-color: var(--accent);
        margin: 0;
      }
      .tools .quiet {
        min-width: 24px;
        min-height: 24px;
      }
      .found {
        background: var(--accent-wash);
      }
      .found.now {
        outline: 2px solid var(--focus);
        outline-offset: -2px;
      }
      .log {
        flex: 1;
        min-height: 0;
        overflow: auto;
        padding: var(--space-2) var(--space-4) var(--space-4);
        font: var(--text-0) / 1.6 var(--mono);
        color: var(--ink-soft);
      }
      .log:focus-visible {
        outline-offset: -2px;
      }
      .line {
        min-height: 1.6em;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .step {
        color: var(--ink);
        font-weight: 600;
      }
      .cached,
      .done {
        color: var(--cached);
      }
      .error,
      .mark,
      .failure {
        color: var(--failed);
      }
      .mark {
        background: var(--failed-face);
      }
      .warning {
        color: var(--rebuilt);
      }
      .failure {
        margin-top: var(--space-2);
      }
      .place {
        color: var(--accent);
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      .empty {
        margin: 0;
        font-family: var(--sans);
        font-size: var(--text-1);
      }
    `]}willUpdate(e){e.has(`build`)&&e.get(`build`)?.number!==this.build.number&&(this.following=!0)}updated(){this.following&&this.box!==void 0&&(this.box.scrollTop=this.box.scrollHeight)}render(){let{log:e,failure:n,number:i}=this.build,a=_(e,this.wanted),o=a[this.nth];return t`${i===0?r:this.tools(a)}<div class="log" @scroll=${this.scrolled} role="log" aria-label=${m.log} tabindex="0">
      ${i===0?t`<p class="empty">${m.logEmpty}</p>`:r}
      ${e.dropped>0?t`<div class="line">${m.logDropped(e.dropped)}</div>`:r}
      ${Ge(e).map(e=>We([e.length,e[0],e.at(-1),m,this.wanted,e.includes(o)?o:void 0],()=>e.map(e=>this.line(e,e===o?`found now`:this.wanted!==``&&a.includes(e)?`found`:``))))}
      ${e.rest===``?r:t`<div class="line">${e.rest}</div>`}
      ${n!==void 0&&e.lines.every(e=>e.tone!==`error`)?n.text.split(`
`).map(e=>t`<div class="line failure">${this.parts(e)}</div>`):r}
    </div>`}tools(e){return t`<div class="tools">
      <input type="search" placeholder=${m.logSearch} aria-label=${m.logSearch} .value=${this.wanted} @input=${this.search} @keydown=${this.press} />
      <span role="status">${this.wanted===``?``:m.logFound(e.length===0?0:this.nth+1,e.length)}</span>
      <label><input type="checkbox" .checked=${this.following} @change=${this.follow} />${m.logFollow}</label>
      <button type="button" class="quiet" title=${m.copy(m.log)} aria-label=${m.copy(m.log)} @click=${this.copyAll}>${k(`copy`)}</button>
    </div>`}search(e){this.wanted=e.target.value,this.nth=0,this.following=!1,this.showFound()}press(e){if(e.key!==`Enter`)return;let t=_(this.build.log,this.wanted).length;t>0&&(this.nth=(this.nth+(e.shiftKey?t-1:1))%t),this.showFound()}async showFound(){await this.updateComplete,this.renderRoot.querySelector(`.now`)?.scrollIntoView({block:`center`})}follow(e){this.following=e.target.checked}scrolled(){this.box!==void 0&&(this.following=Ke(this.box))}async copyAll(){await navigator.clipboard.writeText(ne(this.build.log))}line(e,n){return t`<div class="line ${e.tone} ${n}">${this.parts(e.text)}</div>`}parts(e){return te(e).map(e=>e.kind===`text`?e.text:t`<button type="button" class="place" @click=${()=>this.send({kind:`open`,path:e.path,line:e.line})}
            >${e.text}</button
          >`)}};f([l(u)],X.prototype,`build`,void 0),f([p(`.log`)],X.prototype,`box`,void 0),f([o()],X.prototype,`following`,void 0),f([o()],X.prototype,`wanted`,void 0),f([o()],X.prototype,`nth`,void 0),X=f([d(`lab-log`)],X);function Ke(e){return e.scrollHeight-e.scrollTop-e.clientHeight<24}var qe=import.meta.url;function Je(){let e={type:`module`,name:`layerlab`},{origin:t,protocol:n}=new URL(qe);if(t===location.origin||!n.startsWith(`http`))return new Worker(new URL(new URL(`worker-Bsle9JGl.js`,import.meta.url).href,``+import.meta.url),{type:`module`,name:`layerlab`});let r=new Blob([`import ${JSON.stringify(new URL(`worker.js`,qe).href)};`],{type:`text/javascript`}),i=URL.createObjectURL(r),a=new Worker(i,e);return a.addEventListener(`message`,()=>URL.revokeObjectURL(i),{once:!0}),a}var Z;async function Ye(e={}){let t=new Xe(e);return await t.open(),t.client}var Xe=class{constructor(e){this.options=e,this.waiting=new Map,this.nextId=0,this.edits=new Map,this.outbox=[],this.ready=Promise.resolve(),this.disposed=!1,this.restarting=!1,this.client=this.face(()=>this.ready)}face(e){return{...ge(async(t,n)=>(await e(),this.ask(e=>({kind:`call`,id:e,method:t,args:n})))),build:(t,{signal:n}={})=>this.stream(e,e=>({kind:`build`,id:e,request:t}),n),exec:(t,n={})=>{let{signal:r,stdin:i,...a}=n;return this.stream(e,e=>({kind:`exec`,id:e,argv:t,options:a,...i&&{stdin:i}}),r)},open:(t,{signal:n}={})=>this.converse(e,t,n),fetch:async t=>(await e(),this.ask(e=>({kind:`fetch`,id:e,request:t}))),dispose:()=>this.dispose()}}edit({id:e,path:t,program:n,bytes:r}){let i=new AbortController;this.edits.set(e,i),this.options.onEdit?.({path:t,program:n,...r&&{bytes:r},gone:i.signal,save:t=>this.ask(n=>({kind:`saveEdit`,id:n,edit:e,bytes:t})),end:()=>{this.edits.delete(e),this.queue({kind:`endEdit`,id:this.nextId++,edit:e})}})}async open(){let e=this.options.worker?.()??Je();e.onmessage=t=>{for(let n of t.data)this.worker===e&&this.receive(n)},e.onerror=e=>this.fail(new A(`worker`,e.message||`the engine's worker could not be loaded`)),this.worker=e;let{onRestart:t,worker:n,onEdit:r,...i}=this.options,a=Z,o=await a?.catch(()=>void 0),s=this.ask(e=>({kind:`create`,id:e,options:i,edits:r!==void 0,...o&&{module:o}}));o===void 0&&Z===a&&(Z=s),await s}ask(e){return new Promise((t,n)=>{this.post(e,{progress:()=>{},result:t,error:n})})}post(e,t){let n=this.nextId++;return this.disposed||this.worker===void 0?(t.error(new A(`disposed`,`this lab has been disposed of`)),n):(this.waiting.set(n,t),this.queue(e(n)),n)}converse(e,t,n){let r=[],i=e=>void r.push(e),a=e=>{i=t=>this.queue({kind:`tell`,id:e,told:t}),r.forEach(i)};return{tell:e=>i(e),[Symbol.asyncIterator]:()=>this.stream(e,e=>({kind:`open`,id:e,opened:t}),n,a)}}queue(e){this.outbox.push(e),this.outbox.length>1||queueMicrotask(()=>{let e=this.outbox;this.outbox=[],this.worker?.postMessage(e)})}async*stream(e,t,n,r){await e();let i=[],a=()=>{},o=e=>{i.push(e),a()},s=this.post(t,{progress:(e,t)=>o({slice:e,last:t}),result:()=>{},error:o});r?.(s);let c=()=>this.queue({kind:`cancel`,id:s});n?.aborted&&c(),n?.addEventListener(`abort`,c);let l=!0;try{for(;l;){let e=i.shift();if(e===void 0)await new Promise(e=>a=e);else{if(l=!(e instanceof A)&&!e.last,e instanceof A)throw e;yield e.slice}}}finally{n?.removeEventListener(`abort`,c),l&&c()}}receive(e){if(e.kind===`edit`)return this.edit(e);if(e.kind===`editGone`)return this.edits.get(e.id)?.abort();let t=this.waiting.get(e.id);if(e.kind===`trap`)return this.restart(new A(`crashed`,e.message));if(t!==void 0)switch(e.kind){case`progress`:return e.last&&this.waiting.delete(e.id),t.progress(e.progress,e.last);case`result`:return this.waiting.delete(e.id),t.result(e.value);case`error`:return this.waiting.delete(e.id),t.error(new A(e.code,e.message))}}restart(e){if(this.fail(e),this.restarting)return;this.restarting=!0;let t=this.face(()=>Promise.resolve());this.ready=this.open().then(()=>this.options.onRestart?.(t)).finally(()=>this.restarting=!1),this.ready.catch(()=>{})}fail(e){this.worker?.terminate(),this.worker=void 0;let t=[...this.waiting.values()];this.waiting.clear();for(let e of this.edits.values())e.abort();this.edits.clear();for(let n of t)n.error(e)}dispose(){this.disposed=!0,this.fail(new A(`disposed`,`this lab has been disposed of`))}},Ze=class{constructor(){this.current=ie,this.listeners=new Set}get state(){return this.current}dispatch(e){let t=re(this.current,e);if(t!==this.current){this.current=t;for(let e of this.listeners)e(t)}}subscribe(e){return this.listeners.add(e),()=>this.listeners.delete(e)}},Qe=`web-ping`,$e=class{constructor(e,t){this.store=e,this.changed=t,this.project=new j}get entries(){return this.project.entries}bytes(e){return this.project.bytes(e)}async load(e,t){await j.clear(e),t===void 0?await e.loadExample(Qe):await j.restore(e,t),await this.follow(e)}async reload(e){await j.clear(e),await j.restore(e,this.entries)}async open(e,t,n){await this.flush(e);let r=this.project.bytes(t);r!==void 0&&(this.store.state.open?.path!==t&&(this.store.dispatch({kind:`opened`,file:{path:t,content:T(r)}}),await this.check(e,t),this.changed()),n!==void 0&&this.store.dispatch({kind:`jump`,path:t,line:n}))}async openFirst(e,t){let n=this.store.state.files.filter(e=>e.kind===`file`).map(e=>e.path),r=n.find(e=>e===t)??n.find(C)??n[0];r!==void 0&&await this.open(e,r);for(let t of n)t!==r&&await this.check(e,t)}edit(e,t){this.store.dispatch({kind:`edited`,path:e,text:t}),this.pending={path:e,text:t}}get waits(){return this.pending!==void 0}waitsElsewhere(e){return this.pending!==void 0&&this.pending.path!==e}async flush(e){let t=this.pending;if(t===void 0)return;this.pending=void 0;let{path:n,text:r}=t,i=this.project.write(e,n,S(r),Q()),a=e.files(),o=this.check(e,n),[s]=await Promise.allSettled([i,a,o]);if(s.status===`rejected`)throw s.reason;await this.follow(e,{kind:`edit`,path:n},a),await o}async create(e,t,n){await this.flush(e),n?await e.makeDir(t):await this.project.write(e,t,new Uint8Array,Q()),await this.follow(e,{kind:`create`,path:t}),n||await this.open(e,t)}async rename(e,t,n){await this.flush(e),await e.rename(t,n),this.store.dispatch({kind:`moved`,from:t,to:n}),await this.follow(e,{kind:`rename`,from:t,to:n}),await this.check(e,n)}async setMode(e,t,n){await this.flush(e),await e.chmod(t,n),await this.follow(e,{kind:`mode`,path:t,mode:n})}async close(e,t){await this.flush(e);let{tabs:n,open:r}=this.store.state,i=n.indexOf(t),a=n[i+1]??n[i-1];this.store.dispatch({kind:`closed`,path:t}),r?.path===t&&a!==void 0&&await this.open(e,a)}async remove(e,t){await this.flush(e);let n=x(this.store.state.open?.path??``,t);await e.remove(t),await this.follow(e,{kind:`remove`,path:t}),n&&await this.openFirst(e,this.store.state.tabs[0])}async import(e,t){await this.flush(e);let n=await ye(t,this.project,e,Q());for(let e of n)this.store.dispatch({kind:`noticed`,notice:{tone:`error`,text:e}});await this.follow(e,{kind:`import`,count:t.length-n.length});let r=this.store.state.open?.path,i=r===void 0?void 0:this.project.bytes(r);if(r===void 0||i===void 0)return this.openFirst(e,t[0]?.path);this.store.dispatch({kind:`opened`,file:{path:r,content:T(i)}}),await this.check(e,r)}async fix(e,t,n){await this.open(e,t);let r=this.store.state.open?.content;r?.kind===`text`&&(this.edit(t,le(r.text,n.edits)),await this.flush(e))}async example(e,t){await this.flush(e),await j.clear(e),this.store.dispatch({kind:`files`,files:await this.project.follow(e)}),await e.loadExample(t),await this.follow(e,{kind:`example`,name:t}),await this.openFirst(e,void 0)}async become(e,t,n=!1){this.pending=void 0,n&&this.project.forget(await e.files()),await this.project.become(e,t);let r=this.store.state.open?.path;this.store.dispatch({kind:`files`,files:await this.project.follow(e)});let i=r===void 0?void 0:this.project.bytes(r);if(r===void 0||i===void 0)return this.openFirst(e,this.store.state.tabs[0]);this.store.dispatch({kind:`opened`,file:{path:r,content:T(i)}}),await this.check(e,r)}async follow(e,t,n=e.files()){this.store.dispatch({kind:`files`,files:await this.project.follow(e,n)}),this.changed(t)}async catchUp(e){let t=this.store.state.open?.path,n=t===void 0?void 0:this.project.bytes(t);await this.follow(e);let r=t===void 0?void 0:this.project.bytes(t);if(r!==n){if(t===void 0||r===void 0)return this.openFirst(e,this.store.state.tabs[0]);this.pending?.path!==t&&(this.store.dispatch({kind:`opened`,file:{path:t,content:T(r)}}),await this.check(e,t))}}async write(e,t,n){await this.project.write(e,t,n,Q()),await this.follow(e,{kind:`edit`,path:t}),this.store.state.open?.path===t&&this.store.dispatch({kind:`opened`,file:{path:t,content:T(n)}}),await this.check(e,t)}async highlight(e,t){let{open:n}=this.store.state;if(n?.path!==t||n.content.kind!==`text`)return;let{text:r}=n.content;this.store.dispatch({kind:`tokens`,tokens:{path:t,text:r,triples:await e.tokens(r)}})}async check(e,t){if(!C(t))return;let[n,r]=await Promise.all([e.check(t),e.advise(t),this.highlight(e,t)]);this.pending?.path!==t&&this.store.dispatch({kind:`checked`,path:t,diagnostics:[...n,...r]})}};function Q(){return Math.floor(Date.now()/1e3)}var et=`#lab=`,tt=1,nt=16e6,$=class extends Error{constructor(e){super(e),this.kind=e}};function rt(e){return e.startsWith(et)}async function it({tag:e,entries:t,commands:n,open:r}){let i={n:e,f:t.map(ot),...n.length>0&&{c:n},...r!==void 0&&{o:r}},a=await lt(S(JSON.stringify(i)),new CompressionStream(`deflate-raw`),1/0),o=new Uint8Array(a.length+1);return o[0]=tt,o.set(a,1),et+ut(o)}async function at(e){let t=dt(e.slice(5));if(t===void 0||t.length<2)throw new $(`broken`);if(t[0]!==tt)throw new $(`newer`);try{let e=ce(await lt(t.slice(1),new DecompressionStream(`deflate-raw`),nt));return st(JSON.parse(e??``))}catch{throw new $(`broken`)}}function ot({path:e,kind:t,mode:n,mtime:r,bytes:i,target:a}){if(t===`symlink`)return{p:e,l:a??``};let o={p:e,...n!==(t===`dir`?493:420)&&{m:n}};if(t===`dir`)return{...o,d:1};let s=i??new Uint8Array,c=ce(s);return{...o,t:r,...c===void 0?{b:ut(s)}:{x:c}}}function st(e){let{n:t,f:n,c:r,o:i}=e;if(typeof t!=`string`||!Array.isArray(n))throw new $(`broken`);let a=Array.isArray(r)?r.filter(e=>typeof e==`string`):[];return{tag:t,entries:n.map(ct),commands:a,...typeof i==`string`&&{open:i}}}function ct(e){let{p:t,m:n,t:r,x:i,b:a,l:o,d:s}=e;if(typeof t!=`string`||t===``)throw new $(`broken`);let c=typeof n==`number`?n&4095:s===1?493:420,l=typeof r==`number`?Math.trunc(r):0;if(typeof o==`string`)return{path:t,kind:`symlink`,mode:511,mtime:l,target:o};if(s===1)return{path:t,kind:`dir`,mode:c,mtime:l};let u=typeof a==`string`?dt(a):S(typeof i==`string`?i:``);if(u===void 0)throw new $(`broken`);return{path:t,kind:`file`,mode:c,mtime:l,bytes:u}}async function lt(e,t,n){let r=new Blob([e]).stream().pipeThrough(t),i=[],a=0,o=r.getReader();for(;;){let{done:e,value:t}=await o.read();if(e)break;if(a+=t.length,a>n)throw await o.cancel(),new $(`broken`);i.push(t)}return new Uint8Array(await new Blob(i).arrayBuffer())}function ut(e){let t=``;for(let n=0;n<e.length;n+=8192)t+=String.fromCharCode(...e.subarray(n,n+8192));return btoa(t).replace(/\+/g,`-`).replace(/\//g,`_`).replace(/=+$/,``)}function dt(e){try{return Uint8Array.from(atob(e.replace(/-/g,`+`).replace(/_/g,`/`)),e=>e.charCodeAt(0))}catch{return}}export{Qe as a,Ye as c,Se as d,N as f,at as i,V as l,be as m,rt as n,$e as o,xe as p,it as r,Ze as s,$ as t,Ce as u};