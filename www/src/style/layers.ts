/** The column of the stack: verdict, stack, image. */
import { css, unsafeCSS } from "lit";

/** Slabs settle one after the other from the base up, however quick the engine was. */
const delays = unsafeCSS(
  Array.from({ length: 13 }, (_, nth) => `.nth-${nth} { --delay: ${nth * 45}ms; }`).join("\n"),
);

export const layersStyle = css`
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
  ${delays}
  /* What is out of sight of a long stack is not laid out. */
  .long lab-slab {
    content-visibility: auto;
    contain-intrinsic-size: auto 62px;
  }
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
`;
