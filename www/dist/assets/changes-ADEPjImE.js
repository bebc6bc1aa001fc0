import{i as e,l as t,n}from"./lit-BUxpUABm.js";import{a as r,i,n as a,o,r as s,s as c,t as l}from"./decorate-BAvrU1mz.js";import{s as u}from"./locale-CEVsirdM.js";import{s as d}from"./text-BJUfCWIH.js";import{i as f}from"./tree-C1J8p9mV.js";import{n as p,t as m}from"./copy-D-_zMKui.js";import{t as h}from"./icon-C-MUDcWv.js";var g={added:`A`,modified:`M`,removed:`D`},_=400,v=class extends a{constructor(...e){super(...e),this.diffId=``,this.collapsed=new Set,this.focused=``}static{this.styles=[i,p,t`
      .rows {
        max-height: 320px;
        border: 1px solid var(--line);
        border-radius: var(--radius-1);
        background: var(--surface);
        color: var(--ink);
      }
      .row {
        min-height: 26px;
        font: var(--text-0) / 1.5 var(--mono);
      }
      .mark {
        width: 1.4em;
        text-align: center;
        border-radius: 3px;
        font-weight: 600;
      }
      .added {
        color: var(--added);
        background: var(--added-wash);
      }
      .modified {
        color: var(--modified);
        background: var(--rebuilt-face);
      }
      .removed {
        color: var(--removed);
        background: var(--removed-wash);
      }
      .gone .name {
        text-decoration: line-through;
        color: var(--ink-faint);
      }
      p {
        margin: 0;
        color: inherit;
        font-size: var(--text-1);
      }
    `]}render(){let t=this.files;if(t===void 0||t.kind===`loading`)return e`<p role="status">${u.loading}</p>`;if(t.kind===`failed`)return e`<p role="alert">${t.message}</p>`;if(t.files.length===0)return e`<p>${u.emptyLayer}</p>`;let r=f(t.files,e=>e.kind===`dir`,this.collapsed),i=r.some(e=>e.path===this.focused)?this.focused:r[0]?.path;return e`<div class="rows" role="tree" aria-label=${u.layerFiles} @keydown=${this.press}>
        ${r.slice(0,_).map(e=>this.row(e,e.path===i))}
      </div>
      ${r.length>_?e`<p>${u.moreFiles(r.length-_)}</p>`:n}`}row(t,r){let{item:i}=t,a=i?.kind===`file`&&i.change!==`removed`;return e`<div
      class="row depth-${Math.min(t.depth,8)} ${i?.change===`removed`?`gone`:``}"
      role="treeitem"
      aria-level=${t.depth+1}
      aria-expanded=${t.folder?String(t.expanded):n}
      tabindex=${r?0:-1}
      title=${a?u.showFile:t.path}
      @click=${()=>this.activate(t)}
      @focus=${()=>this.focused=t.path}
    >
      ${i===void 0?e`<span class="mark"></span>`:e`<span class="mark ${i.change}" title=${u.change[i.change]}
            ><span aria-hidden="true">${g[i.change]}</span><span class="unseen">${u.change[i.change]}</span></span
          >`}
      ${h(t.folder?`folder`:i?.kind===`symlink`?`link`:`file`)}
      <span class="name">${t.name}${i?.target===void 0?n:` → ${i.target}`}</span>
      ${i===void 0||i.kind!==`file`||i.change===`removed`?n:e`<span class="size">${i.mode.toString(8).padStart(4,`0`)} · ${d(i.size)}</span>`}
    </div>`}activate(e){if(this.focused=e.path,e.folder){let t=new Set(this.collapsed);t.delete(e.path)||t.add(e.path),this.collapsed=t}else e.item?.kind===`file`&&e.item.change!==`removed`&&this.send({kind:`layerFile`,diffId:this.diffId,path:e.item.path})}press(e){let t=e.target;t.getAttribute(`role`)===`treeitem`&&m(e.key,t)&&e.preventDefault()}};l([o(s)],v.prototype,`diffId`,void 0),l([o(s)],v.prototype,`files`,void 0),l([r()],v.prototype,`collapsed`,void 0),l([r()],v.prototype,`focused`,void 0),v=l([c(`lab-changes`)],v);