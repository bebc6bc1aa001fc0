import{c as e,l as t,s as n,t as r}from"./lit-BUxpUABm.js";import{i}from"./locale-CEVsirdM.js";var a=e=>(t,n)=>{n===void 0?customElements.define(e,t):n.addInitializer(()=>{customElements.define(e,t)})},o={attribute:!0,type:String,converter:e,reflect:!1,hasChanged:n},s=(e=o,t,n)=>{let{kind:r,metadata:i}=n,a=globalThis.litPropertyMetadata.get(i);if(a===void 0&&globalThis.litPropertyMetadata.set(i,a=new Map),r===`setter`&&((e=Object.create(e)).wrapped=!0),a.set(n.name,e),r===`accessor`){let{name:r}=n;return{set(n){let i=t.get.call(this);t.set.call(this,n),this.requestUpdate(r,i,e,!0,n)},init(t){return t!==void 0&&this.C(r,void 0,e,t),t}}}if(r===`setter`){let{name:r}=n;return function(n){let i=this[r];t.call(this,n),this.requestUpdate(r,i,e,!0,n)}}throw Error(`Unsupported decorator location: `+r)};function c(e){return(t,n)=>typeof n==`object`?s(e,t,n):((e,t,n)=>{let r=t.hasOwnProperty(n);return t.constructor.createProperty(n,e),r?Object.getOwnPropertyDescriptor(t,n):void 0})(e,t,n)}function l(e){return c({...e,state:!0,attribute:!1})}var u=t`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  .icon {
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
  }
  button:disabled {
    cursor: default;
    opacity: 0.5;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  .quiet {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-1);
    min-width: 28px;
    min-height: 28px;
    padding: 0 var(--space-1);
    border-radius: var(--radius-1);
    color: var(--ink-soft);
  }
  .quiet:hover:not(:disabled) {
    background: var(--hover);
    color: var(--ink);
  }
  .mono {
    font-family: var(--mono);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .pane-head {
    display: flex;
    align-items: center;
    gap: var(--space-1);
    height: 40px;
    padding: 0 var(--space-2) 0 var(--space-4);
    border-bottom: 1px solid var(--line);
  }
  .pane-title {
    flex: 1;
    margin: 0;
    font-size: var(--text-1);
    font-weight: 600;
    letter-spacing: 0.02em;
    color: var(--ink-soft);
  }
`,d=`lab-intent`,f=class extends CustomEvent{static{this.type=d}constructor(e){super(d,{detail:e,bubbles:!0,composed:!0})}},p=class extends r{connectedCallback(){super.connectedCallback(),this.stopListening=i(()=>this.requestUpdate())}disconnectedCallback(){super.disconnectedCallback(),this.stopListening?.()}send(e){this.dispatchEvent(new f(e))}},m={attribute:!1};function h(e,t,n,r){var i=arguments.length,a=i<3?t:r===null?r=Object.getOwnPropertyDescriptor(t,n):r,o;if(typeof Reflect==`object`&&typeof Reflect.decorate==`function`)a=Reflect.decorate(e,t,n,r);else for(var s=e.length-1;s>=0;s--)(o=e[s])&&(a=(i<3?o(a):i>3?o(t,n,a):o(t,n))||a);return i>3&&a&&Object.defineProperty(t,n,a),a}export{l as a,u as i,p as n,c as o,m as r,a as s,h as t};