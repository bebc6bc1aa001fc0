/** How a slab looks: a plate with a face and a lower edge, its colours named by its state. */
import { css } from "lit";

export const slabStyle = css`
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
`;
