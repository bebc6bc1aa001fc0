import{i as e,n as t}from"./lit-BUxpUABm.js";import{a as n,i as r,n as i,o as a,r as o,s,t as c}from"./decorate-BAvrU1mz.js";import{a as l,n as u,r as d,t as f}from"./course-B9P0SHv_.js";import{n as p}from"./finished-Cf7f8u_y.js";import{r as m}from"./progress-CoKRa0gK.js";import{t as h}from"./words-C1PxdRxV.js";import{r as g,s as _}from"./locale-CEVsirdM.js";import{t as v}from"./lesson-D8M4uU3K.js";import{t as y}from"./icon-C-MUDcWv.js";var b=class extends i{constructor(...e){super(...e),this.texts=new Map,this.loaded=``}static{this.styles=[r,v]}render(){let{words:t,view:n}=this;if(t===void 0)return e`<p role="status">${_.loading}</p>`;let r=n&&this.texts.get(n.lesson.id);return n===void 0||r===void 0?this.list(t):this.lesson(t,n,r)}willUpdate(){this.loaded!==g&&(this.loaded=g,this.load())}async load(){let e=g,[t,n]=await Promise.all([h(e),Promise.all(d.map(async t=>[t,await l(t,e)]))]);e===g&&(this.words=t,this.texts=new Map(n))}list(n){let r=p(),i=(i,a)=>e`<ol start=${a}>
      ${i.map((i,o)=>e`<li>
          <button type="button" class="entry" @click=${()=>this.send({kind:`lesson`,id:i})}>
            <span class="number ${r.has(i)?`done`:``}">${r.has(i)?y(`cached`):a+o}</span>
            <span><b>${this.texts.get(i)?.title}</b><small>${this.texts.get(i)?.about}</small></span>
            ${r.has(i)?e`<span class="unseen">${n.finished}</span>`:t}
          </button>
        </li>`)}
    </ol>`;return e`<div class="body">
      <p class="intro">${n.intro}</p>
      <h2>${n.course}</h2>
      ${i(u,1)}
      <h2>${n.advanced}</h2>
      ${i(f,u.length+1)}
      <h2>${n.author}</h2>
      <button type="button" class="link" @click=${()=>this.send({kind:`record`})}>${_.palette.record}</button>
      <button type="button" class="link" @click=${()=>this.send({kind:`saveLesson`})}>${_.palette.saveLesson}</button>
    </div>`}lesson(n,r,i){let{lesson:a,progress:o}=r,s=d[d.indexOf(a.id)+1];return e`<div class="body">
      <div class="bar">
        <button type="button" class="link" @click=${()=>this.send({kind:`lesson`,id:void 0})}>‹ ${n.back}</button>
        <button type="button" class="quiet" title=${n.restart} aria-label=${n.restart} @click=${()=>this.send({kind:`lesson`,id:a.id})}>
          ${y(`reset`)}
        </button>
      </div>
      <lab-lesson .view=${r} .text=${i}>
        ${m(o)&&s!==void 0?e`<button type="button" class="action" @click=${()=>this.send({kind:`lesson`,id:s})}>
              ${n.next(this.texts.get(s)?.title??s)}
            </button>`:t}
      </lab-lesson>
    </div>`}};c([a(o)],b.prototype,`view`,void 0),c([n()],b.prototype,`words`,void 0),c([n()],b.prototype,`texts`,void 0),b=c([s(`lab-course`)],b);export{b as Course};