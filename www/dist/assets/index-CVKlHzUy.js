const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["./course-DiNQGB-V.js","./lit-BUxpUABm.js","./decorate-BAvrU1mz.js","./locale-CEVsirdM.js","./preload-helper-BQUUbbNx.js","./course-B9P0SHv_.js","./format-CPtH1Js8.js","./finished-Cf7f8u_y.js","./preferences-FG3-2Tre.js","./progress-CoKRa0gK.js","./words-C1PxdRxV.js","./lesson-D8M4uU3K.js","./icon-C-MUDcWv.js","./graph-DRtcCYyS.js","./build-Bh0oWVcj.js","./never-W8cYibiA.js","./text-BJUfCWIH.js","./images-DKgPRN4h.js","./sharing-CcmdbX5c.js","./images-Canxd9GB.js","./changes-ADEPjImE.js","./tree-C1J8p9mV.js","./copy-D-_zMKui.js","./container-CTtKlUJw.js","./containers-Bp3tAF92.js","./containers-TN_9w5Ae.js","./compare-RDna7Z-U.js","./time-9kBGyCBf.js","./diff-CaUsQtz5.js","./palette-OqenCe5D.js","./query-DDQkTGvL.js","./commands-ClMUlx-P.js","./state-CHUjFHv3.js","./dialog-B1tfE_4s.js","./shortcuts-DqG1V6Ly.js","./share-D0VsR_1a.js","./download-DjNvyrGG.js","./preview-F6RV1tQf.js","./problems-Dmn26EDm.js","./inline-DQ13OYd8.js","./terminal-COLMWdI9.js","./verbs-BeTIYNW2.js","./sentence-XmbPSHbn.js","./containers-CpZYD46g.js","./looks-BGlr7fAl.js","./lab-C1dpLpGa.js","./lesson-BwtOfbdJ.js","./bench-GEq0BuBi.js","./command-B7z2_9gc.js","./teacher-BbpbfO75.js","./project-DJuWh5O1.js","./course-C2ap2u3v.js","./finished-p8JRGxRL.js","./recorder-C-x2Mtb2.js","./words-B1nePPjc.js","./zip-8b7KC1CR.js"])))=>i.map(i=>d[i]);
import{i as e,l as t,n}from"./lit-BUxpUABm.js";import{a as r,i,n as a,o,r as s,s as c,t as l}from"./decorate-BAvrU1mz.js";import{a as ee,i as te,o as u,r as d,s as f,t as ne}from"./locale-CEVsirdM.js";import{a as re,c as ie,d as ae,f as p,i as oe,l as se,m as ce,n as m,o as le,p as ue,r as de,s as fe,t as pe,u as me}from"./share-DT1wFFZh.js";import{r as h,t as he}from"./state-CHUjFHv3.js";import{i as g,n as _,r as v,t as y}from"./preferences-FG3-2Tre.js";import{i as ge,t as _e}from"./sentence-XmbPSHbn.js";import{t as b}from"./icon-C-MUDcWv.js";import{t as x}from"./preload-helper-BQUUbbNx.js";import{t as S}from"./lab-C1dpLpGa.js";import{n as C,t as ve}from"./download-DjNvyrGG.js";import{n as ye,r as be,t as xe}from"./build-Bh0oWVcj.js";import{t as w}from"./project-DJuWh5O1.js";import{n as Se}from"./time-9kBGyCBf.js";import{a as Ce,c as T}from"./text-BJUfCWIH.js";import{t as we}from"./never-W8cYibiA.js";var Te=t`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    height: 100%;
  }
  .views {
    display: none;
  }
  main {
    grid-row: 3;
    position: relative;
    display: grid;
    min-height: 0;
    grid-template-columns: var(--project, var(--pane-project)) 1px minmax(0, 1fr) 1px minmax(0, var(--pane-layers));
    grid-template-rows: minmax(0, 1fr) 1px minmax(0, var(--pane-output));
    grid-template-areas:
      "project p editor l layers"
      "project p o l layers"
      "project p output l layers";
  }
  section {
    min-width: 0;
    min-height: 0;
    background: var(--surface);
  }
  .project {
    grid-area: project;
    display: grid;
    grid-template: 41px minmax(0, 1fr) / minmax(0, 1fr);
    background: var(--sunken);
  }
  .project > lab-tabs {
    padding: 0 var(--space-2);
    border-bottom: 1px solid var(--line);
  }
  .project lab-file-tree {
    height: 100%;
  }
  /* A lesson wants more room to be read than a tree does. */
  :host([data-course]) main {
    --project: max(var(--pane-project), 330px);
  }
  .editor {
    grid-area: editor;
  }
  .output {
    grid-area: output;
    display: flex;
    flex-direction: column;
    background: var(--sunken);
  }
  .output lab-tabs {
    flex: none;
    padding: 0 var(--space-2);
    border-bottom: 1px solid var(--line);
  }
  .panel {
    flex: 1;
    min-height: 0;
  }
  .layers {
    grid-area: layers;
    display: grid;
    grid-template: 41px minmax(0, 1fr) / minmax(0, 1fr);
  }
  .layers > lab-tabs {
    padding: 0 var(--space-2);
    border-bottom: 1px solid var(--line);
  }
  .side {
    min-width: 0;
    min-height: 0;
  }
  .split-project {
    grid-area: p;
  }
  .split-output {
    grid-area: o;
  }
  .split-layers {
    grid-area: l;
  }
  .dropping {
    position: absolute;
    inset: var(--space-3);
    z-index: 5;
    display: grid;
    place-items: center;
    border: 2px dashed var(--accent);
    border-radius: var(--radius-2);
    background: color-mix(in srgb, var(--surface) 86%, transparent);
    font-size: var(--text-4);
    font-weight: 600;
    color: var(--accent);
    pointer-events: none;
  }
  @media (max-width: 1199px) {
    main {
      grid-template-columns: minmax(0, 1fr) 1px minmax(0, min(var(--pane-layers), 50%));
      grid-template-rows: var(--project-rows, minmax(120px, 200px)) 1px minmax(0, 1fr) 1px minmax(0, min(var(--pane-output), 40%));
      grid-template-areas:
        "project l layers"
        "p l layers"
        "editor l layers"
        "o l layers"
        "output l layers";
    }
    :host([data-course]) main {
      --project-rows: minmax(160px, 44%);
    }
    .split-project {
      pointer-events: none;
      visibility: hidden;
    }
    .project {
      border-bottom: 1px solid var(--line);
    }
  }
  @media (max-width: 799px) {
    .views {
      display: block;
      --tab-grow: 1;
      border-bottom: 1px solid var(--line);
      background: var(--surface);
    }
    main {
      display: block;
      overflow: hidden;
    }
    .project,
    .editor,
    .output,
    .layers {
      display: none;
      height: 100%;
    }
    lab-splitter {
      display: none;
    }
    main[data-view="editor"] .editor {
      display: block;
    }
    main[data-view="project"] .project,
    main[data-view="layers"] .layers {
      display: grid;
    }
    main[data-view="log"] .output {
      display: flex;
    }
  }
`,E=class extends a{constructor(...e){super(...e),this.notices=[]}static{this.styles=[i,t`
      :host {
        position: fixed;
        z-index: 10;
        right: var(--space-4);
        bottom: var(--space-4);
        width: min(420px, calc(100vw - 2 * var(--space-4)));
      }
      .notice {
        display: flex;
        align-items: start;
        gap: var(--space-2);
        margin-top: var(--space-2);
        padding: var(--space-3);
        border: 1px solid var(--line-strong);
        border-left: 4px solid var(--accent);
        border-radius: var(--radius-2);
        background: var(--surface);
        box-shadow: 0 6px 24px #0003;
      }
      .notice.error {
        border-left-color: var(--failed);
      }
      .notice.error > .icon {
        color: var(--failed);
      }
      .icon {
        margin-top: 3px;
      }
      p {
        flex: 1;
        margin: 0;
        overflow-wrap: anywhere;
      }
      .quiet .icon {
        margin: 0;
      }
      .undo {
        min-height: 24px;
        padding: 0 var(--space-2);
        font-weight: 600;
        color: var(--accent);
      }
      .undo:hover {
        text-decoration: underline;
      }
    `]}render(){return e`<div role="alert">
      ${se(this.notices,e=>e.id,t=>e`<div class="notice ${t.tone}">
          ${b(t.tone===`error`?`error`:`reset`)}
          <p>${ge(t.text)}</p>
          ${t.back===void 0?n:e`<button type="button" class="undo" @click=${()=>this.undo(t)}>${f.undo}</button>`}
          <button
            type="button"
            class="quiet"
            aria-label=${f.dismiss}
            @click=${()=>this.send({kind:`dismiss`,id:t.id})}
          >
            ${b(`close`)}
          </button>
        </div>`)}
    </div>`}undo({id:e,back:t}){this.send({kind:`dismiss`,id:e}),t!==void 0&&this.send({kind:`travel`,to:t})}};l([o(s)],E.prototype,`notices`,void 0),E=l([c(`lab-notices`)],E);var Ee=16,D=class extends a{constructor(...e){super(...e),this.label=``,this.value=0,this.min=120,this.max=800,this.lying=!1,this.trailing=!1}static{this.styles=[i,t`
      :host {
        position: relative;
        z-index: 2;
        touch-action: none;
      }
      .bar {
        position: absolute;
        inset: 0 -4px;
        cursor: col-resize;
      }
      .bar.lying {
        inset: -4px 0;
        cursor: row-resize;
      }
      .bar::after {
        content: "";
        position: absolute;
        inset: 0 4px;
        background: var(--line);
      }
      .bar.lying::after {
        inset: 4px 0;
      }
      .bar:hover::after,
      .bar:focus-visible::after,
      .bar.held::after {
        background: var(--focus);
      }
      .bar:focus-visible {
        outline-offset: -2px;
      }
    `]}render(){return e`<div
      class="bar ${this.lying?`lying`:``} ${this.held===void 0?``:`held`}"
      role="separator"
      tabindex="0"
      aria-label=${this.label}
      aria-orientation=${this.lying?`horizontal`:`vertical`}
      aria-valuenow=${Math.round(this.value)}
      aria-valuemin=${this.min}
      aria-valuemax=${this.max}
      @pointerdown=${this.hold}
      @pointermove=${this.drag}
      @pointerup=${this.release}
      @pointercancel=${this.release}
      @keydown=${this.press}
    ></div>`}hold(e){e.currentTarget.setPointerCapture(e.pointerId),this.held={at:this.lying?e.clientY:e.clientX,value:this.value},this.requestUpdate()}drag(e){if(this.held===void 0)return;let t=(this.lying?e.clientY:e.clientX)-this.held.at;this.resize(this.held.value+(this.trailing?-t:t))}release(){this.held=void 0,this.requestUpdate()}press(e){let t=this.lying?`ArrowDown`:`ArrowRight`,n=this.lying?`ArrowUp`:`ArrowLeft`,r=this.trailing?-16:Ee,i=new Map([[t,this.value+r],[n,this.value-r],[`Home`,this.min],[`End`,this.max]]).get(e.key);i!==void 0&&(e.preventDefault(),this.resize(i))}resize(e){let t=Math.min(this.max,Math.max(this.min,e));t!==this.value&&this.dispatchEvent(new CustomEvent(`lab-resize`,{detail:t}))}};l([o(s)],D.prototype,`label`,void 0),l([o(s)],D.prototype,`value`,void 0),l([o(s)],D.prototype,`min`,void 0),l([o(s)],D.prototype,`max`,void 0),l([o(s)],D.prototype,`lying`,void 0),l([o(s)],D.prototype,`trailing`,void 0),D=l([c(`lab-splitter`)],D);var O=class extends a{constructor(...e){super(...e),this.label=``,this.tabs=[],this.chosen=``}static{this.styles=[i,t`
      [role="tablist"] {
        display: flex;
        gap: var(--space-1);
        height: 100%;
      }
      button {
        position: relative;
        flex: var(--tab-grow, none);
        padding: 0 var(--space-2);
        min-height: 40px;
        font-size: var(--text-1);
        font-weight: 600;
        color: var(--ink-soft);
        white-space: nowrap;
      }
      button[aria-selected="true"] {
        color: var(--ink);
      }
      button[aria-selected="true"]::after {
        content: "";
        position: absolute;
        inset: auto var(--space-2) 0;
        height: 2px;
        background: var(--accent);
      }
      button:hover {
        color: var(--ink);
      }
      button:focus-visible {
        outline-offset: -3px;
      }
      .count {
        display: inline-block;
        min-width: 18px;
        margin-left: 4px;
        padding: 0 5px;
        border-radius: 9px;
        background: var(--hover);
        font-size: var(--text-0);
        text-align: center;
      }
    `]}render(){return e`<div role="tablist" aria-label=${this.label} @keydown=${this.press}>
      ${this.tabs.map(t=>e`<button
            type="button"
            role="tab"
            data-tab=${t.id}
            aria-selected=${t.id===this.chosen?`true`:`false`}
            tabindex=${t.id===this.chosen?0:-1}
            @click=${()=>this.choose(t.id)}
          >
            ${t.label}${t.count===void 0?n:e`<span class="count">${t.count}</span>`}
          </button>`)}
    </div>`}async press(e){let t=e.key===`ArrowRight`?1:e.key===`ArrowLeft`?-1:0;if(t===0)return;e.preventDefault();let n=this.tabs.findIndex(e=>e.id===this.chosen),r=this.tabs[(n+t+this.tabs.length)%this.tabs.length];r!==void 0&&(this.choose(r.id),await this.updateComplete,this.renderRoot.querySelector(`[aria-selected="true"]`)?.focus())}choose(e){this.dispatchEvent(new CustomEvent(`lab-choose`,{detail:e}))}};l([o(s)],O.prototype,`label`,void 0),l([o({...s,hasChanged:De})],O.prototype,`tabs`,void 0),l([o(s)],O.prototype,`chosen`,void 0),O=l([c(`lab-tabs`)],O);function De(e,t){return t?.length!==e.length||e.some(({id:e,label:n,count:r},i)=>e!==t[i]?.id||n!==t[i]?.label||r!==t[i]?.count)}var Oe=t`
  header {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    height: 56px;
    padding: 0 var(--space-4);
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }
  h1 {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    margin: 0 var(--space-2) 0 0;
    font-size: var(--text-3);
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  h1 svg {
    flex: none;
    margin-right: 2px;
  }
  h1 .low {
    fill: var(--base-face);
  }
  h1 .mid {
    fill: var(--accent);
  }
  h1 .top {
    fill: var(--broken-edge);
  }
  .command {
    display: flex;
    align-items: center;
    gap: 1ch;
    height: 36px;
    padding: 0 var(--space-3);
    border: 1px solid var(--line);
    border-radius: var(--radius-1);
    background: var(--sunken);
    font: var(--text-1) / 1 var(--mono);
    color: var(--ink-soft);
    white-space: nowrap;
    overflow: hidden;
  }
  .command:focus-within {
    border-color: var(--focus);
  }
  .command input {
    min-width: 8ch;
    max-width: 28ch;
    padding: 4px 0;
    border: 0;
    border-bottom: 1px dashed var(--line-strong);
    background: none;
    color: var(--ink);
    font: inherit;
    field-sizing: content;
  }
  .command input:focus {
    outline: none;
    border-bottom: 1px solid var(--focus);
  }
  .main {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    /* Build and Cancel take the same room. */
    width: 148px;
    height: 36px;
    flex: none;
    border-radius: var(--radius-1);
    background: var(--accent);
    color: var(--accent-ink);
    font-weight: 600;
  }
  .main:hover:not(:disabled) {
    background: color-mix(in srgb, var(--accent) 88%, var(--ink));
  }
  .main.stop {
    background: var(--surface);
    color: var(--failed);
    box-shadow: inset 0 0 0 1px currentColor;
  }
  kbd {
    padding: 1px 5px;
    border-radius: 3px;
    background: color-mix(in srgb, currentColor 18%, transparent);
    font: 0.6875rem / 1.4 var(--sans);
  }
  .space {
    flex: 1;
  }
  select {
    height: 32px;
    padding: 0 var(--space-1);
    border: 1px solid transparent;
    border-radius: var(--radius-1);
    background: none;
    color: var(--ink-soft);
    font: var(--text-1) / 1 var(--sans);
    cursor: pointer;
  }
  select:hover {
    border-color: var(--line-strong);
  }
  option {
    background: var(--surface);
    color: var(--ink);
  }
  .share {
    min-height: 32px;
    padding: 0 var(--space-2);
    font-size: var(--text-1);
  }
  .theme {
    min-width: 32px;
    min-height: 32px;
  }
  @media (max-width: 1000px) {
    .long {
      display: none;
    }
  }
  @media (max-width: 799px) {
    header {
      gap: var(--space-2);
      padding: 0 var(--space-3);
    }
    .command,
    kbd,
    .share .word,
    lab-time-travel {
      display: none;
    }
    h1 {
      margin: 0;
    }
    h1 span {
      position: absolute;
      width: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    header > .quiet {
      min-width: 32px;
      padding: 0;
    }
    .main {
      width: 96px;
    }
  }
`,k=class extends a{constructor(...e){super(...e),this.timeline=h}static{this.styles=[i,t`
      :host {
        display: flex;
        align-items: center;
        gap: 2px;
        min-width: 0;
      }
      .quiet {
        min-width: 32px;
        min-height: 32px;
      }
      input {
        width: 112px;
        margin: 0 var(--space-1);
        accent-color: var(--accent);
        cursor: pointer;
      }
      .deed {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        max-width: 220px;
        font-size: var(--text-0);
        color: var(--ink-soft);
      }
      @media (max-width: 1240px) {
        .deed {
          display: none;
        }
      }
      @media (max-width: 1000px) {
        input {
          display: none;
        }
      }
    `]}render(){let{first:t,moments:r,at:i}=this.timeline,a=t+r.length-1,o=r[i-t],s=o===void 0?``:_e(o);return e`<button type="button" class="quiet" ?disabled=${i<=t} title=${f.undo} aria-label=${f.undo} @click=${()=>this.go(i-1)}>
        ${b(`undo`)}
      </button>
      <button type="button" class="quiet" ?disabled=${i>=a} title=${f.redo} aria-label=${f.redo} @click=${()=>this.go(i+1)}>
        ${b(`redo`)}
      </button>
      ${r.length<2?n:e`<input
              type="range"
              min=${t}
              max=${a}
              .value=${String(i)}
              aria-label=${f.timeTravel}
              aria-valuetext=${f.moment(i-t+1,r.length,s)}
              @input=${e=>this.go(Number(e.target.value))}
            />
            <span class="deed" title=${s}>${s}</span>`}`}go(e){this.send({kind:`travel`,to:e})}};l([o(s)],k.prototype,`timeline`,void 0),k=l([c(`lab-time-travel`)],k);var ke={auto:`light`,light:`dark`,dark:`auto`},Ae={auto:`auto`,light:`sun`,dark:`moon`},je=/Mac|iP(hone|ad)/.test(navigator.platform),A=class extends a{constructor(...e){super(...e),this.tag=``,this.ready=!1,this.building=!1,this.timeline=h,this.theme=_()}static{this.styles=[i,Oe]}render(){return e`<header>
      <h1>
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
          <path class="low" d="M2 16.5 12 12l10 4.5L12 21z" />
          <path class="mid" d="M2 12 12 7.5 22 12l-10 4.5z" />
          <path class="top" d="M4 7.5 14 3l10 4.5L14 12z" />
        </svg>
        <span>Layerlab</span>
      </h1>
      <label class="command">
        <span class="unseen">${f.imageName}</span>
        <span class="long" aria-hidden="true">docker image build</span>
        <span aria-hidden="true">--tag</span>
        <input .value=${this.tag} spellcheck="false" autocomplete="off" size=${Math.max(8,this.tag.length)}
          aria-label=${f.imageName} @change=${this.rename} />
        <span aria-hidden="true">.</span>
      </label>
      ${this.mainButton()}
      <lab-time-travel .timeline=${this.timeline}></lab-time-travel>
      <span class="space"></span>
      <button type="button" class="quiet share" title=${f.share.title} @click=${()=>this.send({kind:`overlay`,overlay:`share`})}>
        ${b(`share`)}<span class="word">${f.share.button}</span>
      </button>
      <button
        type="button"
        class="quiet theme"
        title=${`${f.palette.title} (F1)`}
        aria-label=${f.palette.title}
        @click=${()=>this.send({kind:`overlay`,overlay:`palette`})}
      >
        ${b(`menu`)}
      </button>
      <label class="language">
        <span class="unseen">${f.language}</span>
        <select aria-label=${f.language} @change=${this.choose}>
          ${ne.map(t=>e`<option value=${t.locale} ?selected=${t.locale===d} lang=${t.locale}>${t.name}</option>`)}
        </select>
      </label>
      <button type="button" class="quiet theme" title=${f.theme[this.theme]} aria-label=${f.theme[this.theme]} @click=${this.turn}>
        ${b(Ae[this.theme])}
      </button>
    </header>`}mainButton(){return this.building?e`<button type="button" class="main stop" @click=${()=>this.send({kind:`cancel`})}>
        ${b(`stop`)} ${f.cancel}
      </button>`:e`<button type="button" class="main" ?disabled=${!this.ready} @click=${()=>this.send({kind:`build`})}>
      ${b(`play`)} ${f.build} <kbd aria-hidden="true">${je?`⌘`:`Ctrl`} ↵</kbd>
    </button>`}rename(e){let t=e.target,n=t.value.trim();n===``?t.value=this.tag:this.send({kind:`tag`,tag:n})}async choose(e){let t=e.target.value;g(`locale`,t),await u(t)}turn(){this.theme=ke[this.theme],g(`theme`,this.theme),y(this.theme)}};l([o(s)],A.prototype,`tag`,void 0),l([o(s)],A.prototype,`ready`,void 0),l([o(s)],A.prototype,`building`,void 0),l([o(s)],A.prototype,`timeline`,void 0),l([r()],A.prototype,`theme`,void 0),A=l([c(`lab-top-bar`)],A);var j={project:232,layers:480,output:260},Me=[`files`,`course`],Ne=[`layers`,`graph`,`images`,`containers`,`compare`],M={course:()=>x(()=>import(`./course-DiNQGB-V.js`),__vite__mapDeps([0,1,2,3,4,5,6,7,8,9,10,11,12]),import.meta.url),graph:()=>x(()=>import(`./graph-DRtcCYyS.js`),__vite__mapDeps([13,1,2,3,4,14,15,16]),import.meta.url),images:()=>x(()=>import(`./images-DKgPRN4h.js`),__vite__mapDeps([17,1,2,3,4,18,16,19,20,21,22,12,23]),import.meta.url),containers:()=>x(()=>import(`./containers-Bp3tAF92.js`),__vite__mapDeps([24,1,2,3,4,23,25,19,12]),import.meta.url),compare:()=>x(()=>import(`./compare-RDna7Z-U.js`),__vite__mapDeps([26,1,2,3,4,16,27,19,18,25,28,12]),import.meta.url),palette:()=>x(()=>import(`./palette-OqenCe5D.js`),__vite__mapDeps([29,1,2,3,4,30,31,32,14,15,21,33]),import.meta.url),shortcuts:()=>x(()=>import(`./shortcuts-DqG1V6Ly.js`),__vite__mapDeps([34,1,2,3,4,30,31,33,12]),import.meta.url),share:()=>x(()=>import(`./share-D0VsR_1a.js`),__vite__mapDeps([35,1,2,3,4,30,36,16,32,14,15,21,33,12]),import.meta.url)},Pe=[],Fe=new Map,N=class extends a{constructor(...e){super(...e),this.link=async()=>``,this.handle=()=>{},this.language=p(()=>void 0),this.current=he,this.panes={...j,...Ie()},this.dragging=!1,this.terminalOpened=!1,this.previewed=!1,this.onIntent=e=>void this.handle(e.detail),this.onKey=e=>{let t=e.defaultPrevented?void 0:this.intentOf(e);t!==void 0&&(e.preventDefault(),this.handle(t))}}static{this.styles=[i,Te]}connectedCallback(){super.connectedCallback(),this.current=this.store.state,this.unsubscribe=this.store.subscribe(()=>this.drawSoon()),this.addEventListener(`lab-intent`,this.onIntent),window.addEventListener(`keydown`,this.onKey);for(let[e,t]of Object.entries(this.panes))this.setSize(e,t)}drawSoon(){this.drawing??=setTimeout(()=>{this.drawing=void 0,this.current=this.store.state})}disconnectedCallback(){super.disconnectedCallback(),this.unsubscribe?.(),this.removeEventListener(`lab-intent`,this.onIntent),window.removeEventListener(`keydown`,this.onKey)}render(){let{current:t}=this,r=ae(t);return e`<lab-top-bar
        .tag=${t.tag}
        .ready=${t.phase===`ready`}
        .building=${t.build.status===`running`}
        .timeline=${t.timeline}
      ></lab-top-bar>
      <lab-tabs
        class="views"
        .label=${f.views}
        .tabs=${[{id:`project`,label:f.project},{id:`editor`,label:f.editor},{id:`log`,label:f.output},{id:`layers`,label:f.layers}]}
        .chosen=${t.view}
        @lab-choose=${e=>this.handle({kind:`view`,view:e.detail})}
      ></lab-tabs>
      <main
        data-view=${t.view}
        class=${this.dragging?`dragging`:``}
        @dragover=${this.dragOver}
        @dragleave=${()=>this.dragging=!1}
        @drop=${this.drop}
      >
        <section class="project" aria-label=${f.project}>
          <lab-tabs
            .label=${f.project}
            .tabs=${Me.map(e=>({id:e,label:f.left[e]}))}
            .chosen=${t.left}
            @lab-choose=${e=>this.handle({kind:`left`,left:e.detail})}
          ></lab-tabs>
          <div class="side" role="tabpanel" aria-label=${f.left[t.left]}>
            <lab-file-tree ?hidden=${t.left!==`files`} .files=${t.files} .open=${t.open?.path??``}></lab-file-tree>
            ${t.left===`course`?e`<lab-course .view=${t.lesson}></lab-course>`:n}
          </div>
        </section>
        ${this.splitter(`project`,f.resize.project,160,420)}
        <section class="editor" aria-label=${f.editor}>
          <lab-editor
            .language=${this.language}
            .file=${t.open}
            .tabs=${t.tabs}
            .jump=${t.jump}
            .outlook=${t.outlook}
            .tokens=${t.tokens}
            .files=${t.files}
            .diagnostics=${r.get(t.open?.path??``)??Pe}
          ></lab-editor>
        </section>
        ${this.splitter(`output`,f.resize.output,96,640)} ${this.output(r)} ${this.splitter(`layers`,f.resize.layers,340,760)}
        <section class="layers" aria-label=${f.layers}>
          <lab-tabs
            .label=${f.layers}
            .tabs=${Ne.map(e=>({id:e,label:f.side[e]}))}
            .chosen=${t.side}
            @lab-choose=${e=>this.handle({kind:`side`,side:e.detail})}
          ></lab-tabs>
          <div class="side" role="tabpanel" aria-label=${f.side[t.side]}>${this.side()}</div>
        </section>
        ${this.dragging?e`<div class="dropping">${f.dropHere}</div>`:n}
      </main>
      ${this.over()}
      ${this.preview()}
      <lab-notices .notices=${t.notices}></lab-notices>`}side(){let{current:t}=this;switch(t.side){case`layers`:return e`<lab-layers
          .build=${t.build}
          .earlier=${t.builds}
          .selected=${t.selected}
          .layerFiles=${t.layerFiles}
        ></lab-layers>`;case`graph`:return e`<lab-graph .build=${t.build} .selected=${t.selected}></lab-graph>`;case`images`:return e`<lab-images .images=${t.images} .more=${t.imageMore} .layerFiles=${t.layerFiles}></lab-images>`;case`containers`:return e`<lab-containers .containers=${t.containers} .more=${t.containerMore} .page=${t.page}></lab-containers>`;case`compare`:return e`<lab-compare
          .builds=${t.builds}
          .classic=${t.classic}
          .images=${t.images}
          .containers=${t.containers}
          .difference=${t.difference}
        ></lab-compare>`}}preview(){let{preview:t}=this.current;return this.previewed||=t!==void 0,this.previewed?(x(()=>import(`./preview-F6RV1tQf.js`),__vite__mapDeps([37,1,2,3,4,30,16,28,12]),import.meta.url),e`<lab-preview .preview=${t}></lab-preview>`):n}over(){let{current:t}=this;switch(t.overlay){case void 0:return n;case`palette`:return e`<lab-palette .state=${t}></lab-palette>`;case`shortcuts`:return e`<lab-shortcuts></lab-shortcuts>`;case`share`:return e`<lab-share .state=${t} .link=${this.link}></lab-share>`}}willUpdate(){M[this.current.side]?.(),M[this.current.left]?.(),this.current.panel===`problems`&&x(()=>import(`./problems-Dmn26EDm.js`),__vite__mapDeps([38,1,2,3,4,12,39]),import.meta.url),this.toggleAttribute(`data-course`,this.current.left===`course`),this.toggleAttribute(`data-unsaved`,this.current.unsaved),this.current.overlay!==void 0&&M[this.current.overlay]?.()}output(t){let{panel:n,build:r}=this.current;return e`<section class="output" aria-label=${f.output}>
      <lab-tabs
        .label=${f.output}
        .tabs=${[{id:`log`,label:f.log},{id:`problems`,label:f.problems,count:me(t)},{id:`terminal`,label:f.terminal}]}
        .chosen=${n}
        @lab-choose=${e=>this.handle({kind:`panel`,panel:e.detail})}
      ></lab-tabs>
      <div class="panel" role="tabpanel" aria-label=${f[n]}>
        <lab-log ?hidden=${n!==`log`} .build=${r}></lab-log>
        <lab-problems ?hidden=${n!==`problems`} .diagnostics=${n===`problems`?t:Fe}></lab-problems>
        ${this.terminals()}
      </div>
    </section>`}terminals(){let{panel:t}=this.current,r=t===`terminal`;return this.terminalOpened||=r,this.terminalOpened?(x(()=>import(`./terminal-COLMWdI9.js`),__vite__mapDeps([40,1,2,3,4,30,8]),import.meta.url),e`<lab-terminal ?hidden=${!r} .host=${this.terminal}></lab-terminal>`):n}splitter(t,n,r,i){return e`<lab-splitter
      class="split-${t}"
      .label=${n}
      .value=${this.panes[t]}
      .min=${r}
      .max=${i}
      .lying=${t===`output`}
      .trailing=${t!==`project`}
      @lab-resize=${e=>this.resize(t,e.detail)}
    ></lab-splitter>`}resize(e,t){this.panes={...this.panes,[e]:t},this.setSize(e,t),g(`panes`,JSON.stringify(this.panes))}setSize(e,t){this.style.setProperty(`--pane-${e}`,`${t}px`)}intentOf(e){let t=e.key.toLowerCase(),n=e.composedPath().some(e=>e instanceof HTMLElement&&(e.isContentEditable||e.matches(`input, textarea, select`)));if(t===`f1`||P(e)&&e.shiftKey&&t===`p`)return{kind:`overlay`,overlay:`palette`};if(P(e)&&(t===`enter`||t===`s`))return{kind:`build`};if(!n)return P(e)&&t===`z`?{kind:`travel`,to:this.current.timeline.at+(e.shiftKey?1:-1)}:t===`?`?{kind:`overlay`,overlay:`shortcuts`}:void 0}dragOver(e){e.dataTransfer?.types.includes(`Files`)&&(e.preventDefault(),this.dragging=!0)}async drop(e){this.dragging=!1,e.dataTransfer!==null&&(e.preventDefault(),this.handle({kind:`import`,files:await ue(e.dataTransfer)}))}};l([o(s)],N.prototype,`store`,void 0),l([o(s)],N.prototype,`link`,void 0),l([o(s)],N.prototype,`terminal`,void 0),l([o(s)],N.prototype,`handle`,void 0),l([o(s)],N.prototype,`language`,void 0),l([r()],N.prototype,`current`,void 0),l([r()],N.prototype,`panes`,void 0),l([r()],N.prototype,`dragging`,void 0),N=l([c(`lab-page`)],N);function P(e){return e.ctrlKey||e.metaKey}function Ie(){try{let e=JSON.parse(v(`panes`)??`{}`);return typeof e!=`object`||!e?{}:Object.fromEntries(Object.entries(e).filter(([e,t])=>e in j&&typeof t==`number`))}catch{return{}}}var Le=class{constructor(e){this.start=e,this.last=xe}async build(e,t){try{let n=await(this.lab??=this.start());await w.clear(n),await w.restore(n,e);let r=be(this.last,t);for await(let e of n.build({dockerfile:t,builder:`classic`,tags:[`classic`]}))r=ye(r,e);return this.last=r,{kind:`done`,build:r}}catch(e){return this.lab=void 0,{kind:`failed`,message:S.from(e).message}}}};function Re(e,{rows:t,failure:n},r=[]){return{dockerfile:e,lines:t.flatMap(e=>{let t=ze(e),n=Se(e.instruction.text,r);return t===void 0?[]:[{...t,...n!==void 0&&{seconds:n}}]}),...n!==void 0&&{failure:n}}}function ze({instruction:e,buildkit:t}){if(t===void 0||e.keyword===`FROM`)return;let n=e.startLine;switch(t.kind){case`hit`:return{line:n,state:`cached`,reasons:[]};case`miss`:return{line:n,state:Be(t.firstBreak,t.reasons),reasons:t.reasons};case`depends`:return{line:n,state:`rebuilt`,reasons:[]};case`fails`:return{line:n,state:`failed`,reasons:[],message:t.message}}}function Be(e,t){return t.some(e=>e.kind===`firstBuild`)?`created`:e?`missed`:`rebuilt`}var Ve=150,He=class{constructor(e){this.host=e,this.hasBuilt=[]}cancel(){this.running?.abort()}async build(e,t,n){let{store:r}=this.host,i=this.host.lab();if(i===void 0||r.state.phase!==`ready`||this.running!==void 0)return r.state.build;this.running=new AbortController,await this.host.run(e=>this.host.files.flush(e)),r.dispatch({kind:`buildStarted`,dockerfile:e.dockerfile??`Dockerfile`,stay:n!==void 0});try{for await(let t of i.build(e,{signal:this.running.signal})){r.dispatch({kind:`buildAdvanced`,progress:t});for(let{text:e}of t.output)n?.(e)}}catch(e){r.dispatch({kind:`buildBroken`,message:S.from(e).message})}finally{this.running=void 0}let{build:a}=r.state;return this.host.ended(a,t,!0),a}heard(e,t,n){for(let r of t){if(r.kind===`began`&&this.begin(e,r.dockerfile,n)||this.line===void 0)continue;let t=r.kind===`plainLog`?[{stream:`stderr`,text:r.text}]:[],i=r.kind===`image`||r.kind===`failed`;this.host.store.dispatch({kind:`buildAdvanced`,progress:{events:[r],output:t,state:i?r.kind===`image`?`done`:`failed`:`running`}}),i&&this.end()}}lineEnded(e){return this.settle(e),this.hasBuilt.splice(0).length>0}settle(e){if(this.line===void 0)return;let t=e===0?`done`:`cancelled`;this.host.store.dispatch({kind:`buildAdvanced`,progress:{events:[],output:[],state:t}}),this.end()}begin(e,t,n){return this.settle(0),this.running===void 0&&(this.running=new AbortController,this.running.signal.addEventListener(`abort`,n),this.line=e,this.host.store.dispatch({kind:`buildStarted`,dockerfile:t,stay:!0})),!0}end(){let{line:e=``}=this;this.line=void 0,this.running=void 0,this.hasBuilt.push(e),this.host.ended(this.host.store.state.build,e,!1)}forecastSoon(){clearTimeout(this.forecastTimer),this.forecastTimer=setTimeout(()=>void this.host.run(e=>this.forecast(e)),Ve)}async forecast(e){if(this.running!==void 0)return;let{store:t}=this.host,{open:n,files:r}=t.state,i=n!==void 0&&T(n.path)?n.path:`Dockerfile`,a=r.some(e=>e.path===i)?await e.forecast({dockerfile:i}).catch(()=>void 0):void 0;t.dispatch({kind:`outlook`,outlook:a&&Re(i,a,t.state.builds)})}async classic(e){let{store:t,files:n}=this.host;await n.flush(e),t.dispatch({kind:`classic`,classic:{kind:`running`}}),this.twin??=new Le(()=>this.host.startEngine(async()=>{}));let{build:r}=t.state;t.dispatch({kind:`classic`,classic:await this.twin.build(n.entries,r.dockerfile)})}};function Ue(e,t){return`docker image build --tag ${e}${t===`Dockerfile`?``:` --file ${t}`} .`}var We=60,Ge=24e6,Ke=1500,qe=200,Je=class{constructor(){this.moments=[],this.dropped=0,this.index=-1,this.lastEdit=0}get timeline(){return{first:this.dropped,moments:this.moments.map(e=>e.deed),at:this.at}}get at(){return this.index<0?-1:this.index+this.dropped}get engine(){return this.moments[this.index]?.engine}get kept(){let[e,t]=[this.moments.length,0];for(;e>Math.max(0,this.moments.length-We);){let{engine:n}=this.moments[e-1];if(n!==this.moments[e]?.engine&&(t+=n?.index.length??0),t>Ge&&e<=this.index)break;--e}return e=Math.min(e,Math.max(0,this.index)),{moments:this.moments.slice(e),first:this.dropped+e,at:this.at}}restore({moments:e,first:t,at:n}){n<t||n>=t+e.length||(this.moments=[...e],this.dropped=t,this.index=n-t)}record(e,t){let n=this.moments[this.index],r=!1;n!==void 0&&this.index<this.moments.length-1?this.moments.push({...n,deed:{kind:`back`}}):n!==void 0&&this.goesOn(n.deed,e.deed,t)&&(this.moments.pop(),r=!0),this.moments.push(e);let i=Math.max(0,this.moments.length-qe);return this.moments.splice(0,i),this.dropped+=i,this.index=this.moments.length-1,e.deed.kind===`edit`&&(this.lastEdit=t),!r}travel(e){let t=this.moments[e-this.dropped];if(t!==void 0)return this.index=e-this.dropped,this.lastEdit=0,t}path(e){let t=[];for(let n of this.moments.slice(Math.max(0,e-this.dropped),this.index+1)){let e=n.deed.kind===`back`?t.findIndex(({entries:e,commands:t})=>e===n.entries&&t===n.commands):-1;e>=0?t.splice(e+1):t.push(n)}let n=t.findLastIndex((e,n)=>n>0&&t[n-1]?.commands.some((t,n)=>e.commands[n]!==t));return t.slice(Math.max(0,n))}goesOn(e,t,n){return e.kind===`edit`&&t.kind===`edit`&&e.path===t.path&&n-this.lastEdit<Ke}},Ye=class{constructor(){this.blobs=new Map}blob(e){return this.blobs.get(e)}async capture(e){let[t,n]=[await e.stateIndex(),await e.stateBlobs()];for(let t of n)this.blobs.has(t)||this.blobs.set(t,await e.blob(t));return{index:t,digests:n}}async restore(e,t,n){for(let r of await e.importState(t)){let t=this.blobs.get(r)??await n?.(r);if(t===void 0)return!1;this.blobs.set(r,t),await e.putBlob(t)}return await e.finishImport(),!0}},F=(e,t)=>t.some(t=>e instanceof t),Xe,Ze;function Qe(){return Xe||=[IDBIndex,IDBObjectStore,IDBCursor,IDBDatabase,IDBTransaction]}function $e(){return Ze||=[`advance`,`continue`,`continuePrimaryKey`].map(e=>IDBCursor.prototype[e])}var I=new WeakMap,L=new WeakMap,R=new WeakMap;function et(e){let t=new Promise((t,n)=>{let r=()=>{e.removeEventListener(`success`,i),e.removeEventListener(`error`,a)},i=()=>{t(V(e.result)),r()},a=()=>{n(e.error),r()};e.addEventListener(`success`,i),e.addEventListener(`error`,a)});return R.set(t,e),t}function tt(e){if(I.has(e))return;let t=new Promise((t,n)=>{let r=()=>{e.removeEventListener(`complete`,i),e.removeEventListener(`error`,a),e.removeEventListener(`abort`,a)},i=()=>{t(),r()},a=()=>{n(e.error||new DOMException(`AbortError`,`AbortError`)),r()};e.addEventListener(`complete`,i),e.addEventListener(`error`,a),e.addEventListener(`abort`,a)});I.set(e,t)}var z={get(e,t,n){if(e instanceof IDBTransaction){if(t===`done`)return I.get(e);if(t===`store`)return n.objectStoreNames[1]?void 0:n.objectStore(n.objectStoreNames[0])}return V(e[t])},set(e,t,n){return e[t]=n,!0},has(e,t){return e instanceof IDBTransaction&&(t===`done`||t===`store`)||t in e}};function B(e){z=e(z)}function nt(e){return $e().includes(e)?function(...t){return e.apply(H(this),t),V(this.request)}:function(...t){return V(e.apply(H(this),t))}}function rt(e){return typeof e==`function`?nt(e):(e instanceof IDBTransaction&&tt(e),F(e,Qe())?new Proxy(e,z):e)}function V(e){if(e instanceof IDBRequest)return et(e);if(L.has(e))return L.get(e);let t=rt(e);return Object.is(t,e)||(L.set(e,t),R.set(t,e)),t}var H=e=>R.get(e);function it(e,t,{blocked:n,upgrade:r,blocking:i,terminated:a}={}){let o=indexedDB.open(e,t),s=V(o);return r&&o.addEventListener(`upgradeneeded`,e=>{r(V(o.result),e.oldVersion,e.newVersion,V(o.transaction),e)}),n&&o.addEventListener(`blocked`,e=>n(e.oldVersion,e.newVersion,e)),s.then(e=>{a&&e.addEventListener(`close`,()=>a()),i&&e.addEventListener(`versionchange`,e=>i(e.oldVersion,e.newVersion,e))}).catch(()=>{}),s}var at=[`get`,`getKey`,`getAll`,`getAllKeys`,`count`],ot=[`put`,`add`,`delete`,`clear`],U={};function W(e,t){if(!(e instanceof IDBDatabase&&!(t in e)&&typeof t==`string`))return;if(U[t])return U[t];let n=t.replace(/FromIndex$/,``),r=t!==n,i=ot.includes(n);return!(n in(r?IDBIndex:IDBObjectStore).prototype)||!(i||at.includes(n))?void 0:U[t]=async function(e,...t){let a=this.transaction(e,i?`readwrite`:`readonly`),o=a.store;return r&&(o=o.index(t.shift())),(await Promise.all([o[n](...t),i&&a.done]))[0]}}B(e=>({...e,get:(t,n,r)=>W(t,n)||e.get(t,n,r),has:(t,n)=>!!W(t,n)||e.has(t,n)}));var st=[`advance`,`continue`,`continuePrimaryKey`],G={},K=new WeakMap,q=new WeakMap,ct={get(e,t){if(!st.includes(t))return e[t];let n=G[t];return n||=G[t]=function(...e){K.set(this,q.get(this)[t](...e))},n}};async function*lt(...e){let t=this;if(t instanceof IDBCursor||(t=await t.openCursor(...e)),!t)return;t=t;let n=new Proxy(t,ct);for(q.set(n,t),R.set(n,H(t));t;)yield n,t=await(K.get(n)||t.continue()),K.delete(n)}function J(e,t){return t===Symbol.asyncIterator&&F(e,[IDBIndex,IDBObjectStore,IDBCursor])||t===`iterate`&&F(e,[IDBIndex,IDBObjectStore])}B(e=>({...e,get(t,n,r){return J(t,n)?lt:e.get(t,n,r)},has(t,n){return J(t,n)||e.has(t,n)}}));var ut=3,dt=12,ft=class e{constructor(e,t){this.db=e,this.name=t}static async open(t){let n=await it(`layerlab`,ut,{upgrade(e,t){if(t===1)for(let t of[`engine`,`blobs`,`build`])e.deleteObjectStore(t);for(let t of[`project`,`engine`,`blobs`,`build`,`history`])e.objectStoreNames.contains(t)||e.createObjectStore(t)}});return new e(n,t)}project(e=this.name){return this.db.get(`project`,e)}async saveProject(e){await this.db.put(`project`,{...e,savedAt:Date.now()},this.name)}build(e=this.name){return this.db.get(`build`,e)}history(e=this.name){return this.db.get(`history`,e)}async saveHistory(e){await this.db.put(`history`,e,this.name)}async saveEngine(e,t,n){let r=new Set(await this.db.getAllKeys(`blobs`));for(let n of e.digests){let e=r.has(n)?void 0:t(n);e!==void 0&&await this.db.put(`blobs`,e,n)}let i=this.db.transaction([`engine`,`build`],`readwrite`);await Promise.all([i.objectStore(`engine`).put(e,this.name),i.objectStore(`build`).put(n,this.name),i.done])}async engineIndex(e=this.name){return(await this.db.get(`engine`,e))?.index}blob(e){return this.db.get(`blobs`,e)}async others(){let e=await this.db.getAllKeys(`project`);return(await Promise.all(e.map(async e=>({name:e,project:await this.db.get(`project`,e)})))).flatMap(({name:e,project:t})=>t===void 0||e===this.name?[]:[{name:e,tag:t.tag,files:t.entries.length,savedAt:t.savedAt??0}]).sort((e,t)=>t.savedAt-e.savedAt)}async tidy(){for(let{name:e}of(await this.others()).slice(dt))await Promise.all([this.db.delete(`project`,e),this.db.delete(`engine`,e),this.db.delete(`build`,e),this.db.delete(`history`,e)]);let e=this.db.transaction([`engine`,`blobs`,`history`],`readwrite`),t=await e.objectStore(`engine`).getAll(),n=await e.objectStore(`history`).getAll();t.push(...n.flatMap(({moments:e})=>e.flatMap(({engine:e})=>e??[])));let r=new Set(t.flatMap(e=>e.digests)),i=await e.objectStore(`blobs`).getAllKeys();await Promise.all([...i.filter(e=>!r.has(e)).map(t=>e.objectStore(`blobs`).delete(t)),e.done])}},pt=400,mt=class{constructor(e){this.lost=e,this.state=new Ye,this.slot={name:`current`,why:`own`}}async open(e){this.slot=e,this.saved=await ft.open(e.name).catch(e=>this.giveUp(e)),this.saved?.tidy().catch(()=>{})}async project(){let{saved:e,slot:t}=this,n=await e?.project().catch(()=>void 0);return n!==void 0||t.from===void 0?n:e?.project(t.from).catch(()=>void 0)}async restoreSaved(e){let{saved:t,slot:n}=this;if(t===void 0)return;let r=await t.engineIndex().catch(()=>void 0)===void 0?n.from:n.name,i=r===void 0?void 0:await t.engineIndex(r).catch(()=>void 0);if(i!==void 0&&await this.state.restore(e,i,e=>t.blob(e)).catch(()=>!1))return t.build(r)}async restore(e,t){return this.state.restore(e,t,async e=>this.saved?.blob(e)).catch(()=>!1)}async history(){let{saved:e,slot:t}=this,n=await e?.history().catch(()=>void 0);return n!==void 0||t.from===void 0?n:e?.history(t.from).catch(()=>void 0)}capture(e){return this.state.capture(e)}async saveEngine(e,t){let n=await this.state.capture(e);return await this.saved?.saveEngine(n,e=>this.state.blob(e),t).catch(e=>this.giveUp(e)),n}saveSoon(e,t){clearTimeout(this.timer),this.pending=async()=>{this.pending=void 0;let{project:n,history:r}=e();await this.saved?.saveProject(n).catch(e=>this.giveUp(e)),await this.saved?.saveHistory(r).catch(e=>this.giveUp(e)),this.pending===void 0&&t()},this.timer=setTimeout(()=>void this.pending?.(),pt)}async saveNow(){clearTimeout(this.timer),await this.pending?.()}async others(){return await this.saved?.others().catch(()=>[])??[]}giveUp(e){this.saved=void 0,this.lost(e instanceof Error?e.message:String(e))}},ht=`current`,gt=4e3,Y=`layerlab.slot`;async function _t(e){if(e!==void 0)return{name:`link:${await yt(e)}`,why:`link`};let t=sessionStorage.getItem(Y),n=t??ht;if(t===null?await X(n):await vt(n))return sessionStorage.setItem(Y,n),{name:n,why:`own`};let r=`tab:${crypto.randomUUID()}`;return sessionStorage.setItem(Y,r),await X(r),{name:r,from:n,why:`otherTab`}}async function X(e,t={ifAvailable:!0}){return`locks`in navigator?new Promise(n=>{navigator.locks.request(`layerlab.${e}`,t,e=>(n(e!==null),e===null?void 0:new Promise(()=>{}))).catch(()=>n(!1))}):!0}function vt(e){return X(e,{signal:AbortSignal.timeout(gt)})}async function yt(e){let t=await crypto.subtle.digest(`SHA-256`,new TextEncoder().encode(e));return Array.from(new Uint8Array(t,0,8),e=>e.toString(16).padStart(2,`0`)).join(``)}var bt=60,xt=class{constructor(e,t){this.store=e,this.startEngine=t,this.language=p(()=>this.engine),this.history=new Je,this.keeper=new mt(e=>this.notice(`error`,{kind:`storage`,message:e})),this.keeping=0,this.commands=[],this.replay=!1,this.recordFrom=0,this.queue=Promise.resolve(),this.files=new le(e,e=>{e!==void 0&&(this.record(e),this.builds.forecastSoon(),this.teacher?.look()),this.saveSoon()}),this.builds=new He({store:e,files:this.files,lab:()=>this.engine,run:e=>this.run(e),startEngine:t,ended:(e,t,n)=>this.built(e,t,n)}),this.terminal={lab:()=>this.engine,flush:()=>this.run(e=>this.files.flush(e)),heard:(e,t,n)=>this.builds.heard(e,t,n),ran:e=>this.ran(e),verb:async t=>{let{verb:n}=await x(async()=>{let{verb:e}=await import(`./verbs-BeTIYNW2.js`);return{verb:e}},__vite__mapDeps([41,42,15,16,27,3,4]),import.meta.url);return n(t,{state:()=>e.state,handle:e=>this.handle(e)})},readFile:e=>this.files.bytes(e),writeFile:async(e,t)=>{this.engine!==void 0&&await this.files.write(this.engine,e,t)}}}async start(e={hash:``,quiet:!0}){let t=await _t(m(e.hash)?e.hash:void 0).catch(()=>({name:`current`,why:`own`}));await this.keeper.open(t);try{this.engine=await this.startEngine(e=>this.restart(e),e=>void this.edited(e))}catch(e){return this.broken(e)}let n=!1;await this.run(async r=>{n=await this.restore(r,e,t)}),e.quiet||((n||this.replay)&&await this.build(),n&&this.notice(`info`,{kind:`hint`}))}async handle(e){let{files:t}=this;switch(e.kind){case`open`:return this.store.dispatch({kind:`view`,view:`editor`}),this.run(n=>t.open(n,e.path,e.line));case`edit`:return this.edit(e.path,e.text);case`create`:return this.run(n=>t.create(n,e.path,e.folder));case`rename`:return this.run(n=>t.rename(n,e.from,e.to));case`remove`:return this.undoably({kind:`removed`,path:e.path},n=>t.remove(n,e.path));case`mode`:return this.run(n=>t.setMode(n,e.path,e.mode));case`close`:return this.run(n=>t.close(n,e.path));case`import`:return this.run(t=>this.import(t,e.files));case`reset`:return this.undoably({kind:`reset`},e=>t.example(e,re));case`fix`:return this.run(n=>t.fix(n,e.path,e.fix));case`travel`:return this.run(t=>this.travel(t,e.to));case`tag`:return this.store.dispatch({kind:`tag`,tag:e.tag}),this.saveSoon();case`build`:return this.build();case`cancel`:return this.builds.cancel();case`download`:return this.run(e=>this.download(e));case`imageMore`:return this.run(async t=>(await this.openLooks()).image(t,e.id));case`containers`:return this.run(async t=>(await this.openContainers()).look(t,e.id));case`command`:return this.command(e.line);case`compareImages`:return this.run(async t=>(await this.openLooks()).compare(t,e.before,e.after));case`layerHeader`:return this.run(async t=>(await this.openLooks()).header(t,e.diffId,e.path));case`layerDiff`:return this.run(async t=>(await this.openLooks()).diff(t,e.diffId,e.path));case`previewFix`:return(await this.openLooks()).fix(e.path,e.fix);case`visit`:return(await this.openContainers()).visit(this.engine,e.container,e.port,e.path);case`saveImage`:return this.run(t=>Z(t,e.reference,e.format));case`classic`:return this.run(e=>this.builds.classic(e));case`downloadProject`:return this.run(e=>this.downloadProject(e));case`select`:return this.store.dispatch({kind:`selected`,step:e.step});case`layerFiles`:return(await this.openLooks()).layer(this.engine,e.diffId);case`layerFile`:return this.run(async t=>(await this.openLooks()).file(t,e.diffId,e.path));case`closePreview`:return this.store.dispatch({kind:`preview`,preview:void 0});case`panel`:return this.store.dispatch({kind:`panel`,panel:e.panel});case`view`:return this.store.dispatch({kind:`view`,view:e.view});case`side`:return this.store.dispatch({kind:`side`,side:e.side});case`left`:return this.store.dispatch({kind:`left`,left:e.left});case`lesson`:return this.lesson(e.id);case`record`:return this.recordFrom=this.history.at,this.notice(`info`,{kind:`recording`});case`saveLesson`:return this.run(e=>this.saveLesson(e));case`hint`:return this.hint();case`overlay`:return this.store.dispatch({kind:`overlay`,overlay:e.overlay});case`dismiss`:return this.store.dispatch({kind:`dismissed`,id:e.id});default:return we(e)}}run(e){return this.queue=this.queue.then(async()=>{let t=this.engine;if(t!==void 0)try{await e(t)}catch(e){let{code:t,message:n}=S.from(e);t!==`crashed`&&t!==`disposed`&&this.notice(`error`,{kind:`refused`,message:n})}}),this.queue}undoably(e,t){return this.run(async n=>{await this.files.flush(n);let r=this.history.at;await t(n),this.withdraw(e=>e.back!==void 0),this.store.dispatch({kind:`noticed`,notice:{tone:`info`,text:e,back:r}})})}record(e,t=this.history.engine){let{tag:n,builds:r,phase:i}=this.store.state;if(i!==`ready`)return;this.withdraw(e=>e.text.kind===`hint`);let a={deed:e,entries:this.files.entries,tag:n,builds:r,commands:[...this.commands],...t&&{engine:t}};this.history.record(a,Date.now())&&this.store.dispatch({kind:`timeline`,timeline:this.history.timeline})}async travel(e,t){await this.files.flush(e);let n=this.history.engine,r=this.history.travel(t);if(r===void 0)return;let{tag:i,builds:a,engine:o}=r;this.commands=[...r.commands];let s=o!==void 0&&o!==n;s&&await this.keeper.restore(e,o.index),this.store.dispatch({kind:`travelled`,tag:i,builds:a,timeline:this.history.timeline}),await this.files.become(e,r.entries,s),this.saveSoon(),s&&await this.keeper.saveEngine(e,this.store.state.build),await this.listImages(e)}async listImages(e){this.store.dispatch({kind:`images`,images:await e.images()}),(this.store.state.containers.length>0||(await e.sharing()).containers.length>0)&&await(await this.openContainers()).look(e),this.builds.forecastSoon()}withdraw(e){for(let{id:t}of this.store.state.notices.filter(e))this.store.dispatch({kind:`dismissed`,id:t})}notice(e,t){this.store.dispatch({kind:`noticed`,notice:{tone:e,text:t}})}async restore(e,t,n){let r=await this.keeper.project(),i=r===void 0&&m(t.hash)?await this.unpack(t.hash):void 0,a=r??i;if(a!==void 0&&this.store.dispatch({kind:`tag`,tag:a.tag}),r!==void 0){let t=await this.keeper.restoreSaved(e);t!==void 0&&this.store.dispatch({kind:`buildRestored`,build:t})}this.commands=[...a?.commands??[]],await this.files.load(e,a?.entries),this.store.dispatch({kind:`phase`,phase:`ready`}),await this.files.openFirst(e,a?.open),await this.listImages(e);let o=r===void 0?void 0:await this.keeper.history();return o!==void 0&&this.history.restore(o),this.history.at<0?this.record({kind:i===void 0?`start`:`link`},await this.keeper.capture(e)):this.store.dispatch({kind:`timeline`,timeline:this.history.timeline}),this.replay=(i?.commands.length??0)>0,i!==void 0&&this.notice(`info`,{kind:`link`}),n.why===`otherTab`&&this.notice(`info`,{kind:`otherTab`}),a===void 0&&!m(t.hash)}async unpack(e){try{return await oe(e)}catch(e){this.notice(`error`,{kind:e instanceof pe&&e.kind===`newer`?`newerLink`:`brokenLink`});return}}async leave(){await this.run(e=>this.files.flush(e)),await this.keeper.saveNow()}async link(){await this.run(e=>this.files.flush(e));let{tag:e,open:t}=this.store.state;return de({tag:e,entries:this.files.entries,commands:this.commands,...t&&{open:t.path}})}async restart(e){let{engine:t}=this.history;try{t!==void 0&&await this.keeper.restore(e,t.index),await this.files.reload(e)}catch(e){throw this.broken(e),e}this.notice(`error`,{kind:`restarted`})}broken(e){this.store.dispatch({kind:`phase`,phase:`broken`}),this.notice(`error`,{kind:`engineBroken`,message:S.from(e).message})}edit(e,t){let{open:n}=this.store.state;(n?.path!==e||n.content.kind!==`text`||n.content.text!==t)&&(this.files.waitsElsewhere(e)&&this.run(e=>this.files.flush(e)),this.files.edit(e,t),this.editTimer??=setTimeout(()=>{this.editTimer=void 0,this.run(e=>this.files.flush(e))},bt))}async build(){let{tag:e,open:t}=this.store.state,n=t!==void 0&&T(t.path)?t.path:`Dockerfile`;await this.builds.build({dockerfile:n,tags:[e]},Ue(e,n))}built(e,t,n){n&&(this.commands.push(t),this.keepSoon(async()=>({kind:`build`,number:e.number}))),this.bench?.built(e,t),this.teacher?.look()}ran(e){this.builds.lineEnded(e.exitCode)||this.bench?.ended(e),this.follow(e.line)}follow(e){this.commands.push(e),this.keepSoon(async t=>(await this.files.catchUp(t),{kind:`command`,line:e})),this.run(async()=>this.teacher?.look())}keepSoon(e){this.keeping+=1,this.saveSoon(),this.run(async t=>this.keepEngine(t,await e(t))).finally(()=>{--this.keeping,this.saveSoon()})}async command(e){let t=await this.openBench(),n=``,r=await t?.run(e,e=>n+=e);this.follow(e),r===0?/^docker container run /.test(e)&&this.store.dispatch({kind:`side`,side:`containers`}):this.notice(`error`,{kind:`refused`,message:n.trim()})}async keepEngine(e,t){let n=await this.keeper.saveEngine(e,this.store.state.build);await this.listImages(e),this.record(t,n)}async edited(e){let{path:t,program:n,bytes:r,save:i,gone:a}=e;await this.terminal.showEditor?.({path:t,program:n,bytes:r,save:i,gone:a}),e.end()}openContainers(){return this.containers??=x(async()=>{let{Containers:e}=await import(`./containers-CpZYD46g.js`);return{Containers:e}},__vite__mapDeps([43,23]),import.meta.url).then(({Containers:e})=>new e(this.store))}openLooks(){return this.looks??=x(async()=>{let{Looks:e}=await import(`./looks-BGlr7fAl.js`);return{Looks:e}},__vite__mapDeps([44,45,16]),import.meta.url).then(({Looks:e})=>new e(this.store,this.files))}async hint(){let{hint:e}=await x(async()=>{let{hint:e}=await import(`./verbs-BeTIYNW2.js`);return{hint:e}},__vite__mapDeps([41,42,15,16,27,3,4]),import.meta.url);this.notice(`info`,{kind:`lessonHint`,text:await e(this.store.state)})}async openBench(){let{Bench:e}=await x(async()=>{let{Bench:e}=await import(`./lesson-BwtOfbdJ.js`);return{Bench:e}},__vite__mapDeps([46,47,16,48,14,15,18,49,50,45,21,9]),import.meta.url),t=this.engine;if(t!==void 0)return this.bench??=new e({lab:t,build:(e,t,n)=>this.builds.build(e,t,n)})}async lesson(e){if(e===void 0)return this.teacher?.close();let t=await this.openBench();if(t===void 0)return;let[{Teacher:n},{loadLesson:r},{finish:i}]=await Promise.all([x(()=>import(`./lesson-BwtOfbdJ.js`),__vite__mapDeps([46,47,16,48,14,15,18,49,50,45,21,9]),import.meta.url),x(()=>import(`./course-C2ap2u3v.js`),__vite__mapDeps([51,5,6,4]),import.meta.url),x(()=>import(`./finished-p8JRGxRL.js`),__vite__mapDeps([52,7,8]),import.meta.url)]);this.teacher??=new n({bench:t,clear:(e,t)=>this.run(n=>this.clear(n,e,t)),publish:e=>this.store.dispatch({kind:`lesson`,lesson:e}),finished:i}),await this.teacher.open(await r(e))}async clear(e,t,n){await this.files.flush(e);let r=this.empty??=await this.emptyEngine();await this.keeper.restore(e,r.index),this.store.dispatch({kind:`travelled`,tag:`web-ping`,builds:[],timeline:this.history.timeline}),this.commands=[],await this.files.become(e,n,!0),await this.listImages(e),this.record({kind:`lesson`,id:t},r)}async saveLesson(e){await this.files.flush(e);let[{deedsOf:t,lessonOf:n,RECORDED:r},{wordsIn:i}]=await Promise.all([x(()=>import(`./recorder-C-x2Mtb2.js`),__vite__mapDeps([53,16,14,15,48,47,18]),import.meta.url),x(()=>import(`./words-B1nePPjc.js`),__vite__mapDeps([54,10,4]),import.meta.url)]),a={en:await i(`en`),ko:await i(`ko`)},o=await n(t(this.history.path(this.recordFrom)),()=>this.startEngine(async()=>{}),a);if(o===void 0)return this.notice(`error`,{kind:`nothingRecorded`});let s={$schema:new URL(`lesson.schema.json`,document.baseURI).href,...o};C(`${r}.json`,Ce(`${JSON.stringify(s,null,2)}\n`),`application/json`)}async emptyEngine(){let e=await this.startEngine(async()=>{}),t=await this.keeper.capture(e);return e.dispose(),t}async download(e){let{image:t}=this.store.state.build;if(t===void 0)return this.notice(`error`,{kind:`noImage`});await Z(e,t.tags[0]??t.id,`oci`)}async import(e,t){let[n,...r]=t,i=n!==void 0&&r.length===0?await ce(e,n):void 0;if(i===void 0)return this.files.import(e,t);await this.keepEngine(e,{kind:`import`,count:1}),this.store.dispatch({kind:`side`,side:`images`}),this.notice(`info`,{kind:`loaded`,names:i})}async downloadProject(e){await this.files.flush(e);let{zipProject:t}=await x(async()=>{let{zipProject:e}=await import(`./zip-8b7KC1CR.js`);return{zipProject:e}},__vite__mapDeps([55,16]),import.meta.url);C(`project.zip`,t(this.files.entries),`application/zip`)}saveSoon(){this.store.dispatch({kind:`unsaved`,unsaved:!0}),this.keeper.saveSoon(()=>{let{tag:e,open:t}=this.store.state;return{project:{tag:e,entries:this.files.entries,commands:this.commands,...t&&{open:t.path}},history:this.history.kept}},()=>{!this.files.waits&&this.keeping===0&&this.store.dispatch({kind:`unsaved`,unsaved:!1})})}};async function Z(e,t,n){C(ve(t),await e.save(t,n),`application/x-tar`)}y(_()),te(()=>document.documentElement.lang=d),await u(ee(v(`locale`)));var St=new fe,Q=new xt(St,(e,t)=>ie({now:Math.floor(Date.now()/1e3),onRestart:e,...t&&{onEdit:t}})),$=document.createElement(`lab-page`);Object.assign($,{store:St,handle:Q.handle.bind(Q),link:Q.link.bind(Q),language:Q.language,terminal:Q.terminal}),document.body.append($),document.addEventListener(`visibilitychange`,()=>{document.visibilityState===`hidden`&&Q.leave()});var Ct=new URLSearchParams(location.search).has(`quiet`);await Q.start({hash:location.hash,quiet:Ct}),`serviceWorker`in navigator&&navigator.serviceWorker.register(`./sw.js`).catch(e=>console.info(`works online only:`,e));